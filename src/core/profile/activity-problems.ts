import { abilitiesOf } from './abilities.js';
import type { Profile, ProfileZone } from './schema.js';
import type { ProfileFlaw } from './stop-problems.js';

/** What shows what a zone does: the fields of its controls. */
function fieldsOf({ controls }: Profile, plan: ProfileZone): readonly string[] {
  const names = abilitiesOf(plan).flatMap(([, { set, level }]) => [...Object.keys(set), level.control ?? '']);
  return names.flatMap((name) => controls[name]?.field ?? []);
}

/** [S4] A stop by key is pressed by what shows. Where motion is told by what single zones show, it has to be told of each of them: for
 *  one that is left out no key would be pressed. What is sent until no level shows needs none of that. */
export function activityProblems(profile: Profile): readonly ProfileFlaw[] {
  const { activity, zones, stop } = profile;
  const told = [...activity.blinking, ...Object.keys(activity.moving)];
  const byZone = Object.entries(zones).flatMap(([zone, plan]) =>
    plan === undefined ? [] : [{ zone, fields: fieldsOf(profile, plan) }],
  );
  const isGeneral = (field: string): boolean => !byZone.some(({ fields }) => fields.includes(field));
  if ((stop?.send ?? []).length > 0 || told.length === 0 || told.some(isGeneral)) return [];
  return byZone
    .filter(({ fields }) => !fields.some((field) => told.includes(field)))
    .map(({ zone }) => ({
      path: ['activity'],
      message: `says nothing of '${zone}': name what shows that it moves too, or a state of the whole chair`,
    }));
}
