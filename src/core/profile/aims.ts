import { type Drive, type Technique, type Zone, zones } from '../zones.js';
import type { Profile, ProfileAbility, ProfileZone } from './schema.js';

/** What each control should be; the order of the profile's controls is the order in which they are set. */
export type Aims = ReadonlyMap<string, string>;

type Levels = Readonly<Record<Zone, number>>;

const abilityOf = (zone: ProfileZone | undefined, technique: Technique | 'off'): ProfileAbility | undefined =>
  technique === 'off' ? undefined : zone?.[technique];

/** The level that the chair gives where `level` is asked: its greatest that is not more. 0 where even its least is. [S10] */
export function givenLevel(ability: ProfileAbility, level: number): number {
  const { fixed, steps } = ability.level;
  if (fixed !== null) return fixed <= level ? fixed : 0;
  return steps.findLast((step) => step.level <= level)?.level ?? 0;
}

/** The level that a value of an ability's control stands for, 0-100. */
export function levelOfAbility(ability: ProfileAbility, value: unknown): number | null {
  const { fixed, steps } = ability.level;
  return fixed ?? steps.find((step) => step.value === value)?.level ?? null;
}

/** What a drive asks of the controls. A zone that no key rests is left as it is. [S10] */
export function aimsOf(profile: Profile, drive: Drive, caps: Levels): Aims {
  const wanted = new Map<string, string>();
  for (const zone of zones) {
    const plan = profile.zones[zone];
    if (plan === undefined) continue;
    const { technique, level } = drive[zone];
    const ability = abilityOf(plan, technique);
    const given = ability === undefined ? 0 : givenLevel(ability, Math.min(level, caps[zone]));
    for (const [control, value] of Object.entries(settingsFor(plan, ability, given))) wanted.set(control, value);
  }
  const order = Object.keys(profile.controls);
  return new Map([...wanted].sort(([one], [other]) => order.indexOf(one) - order.indexOf(other)));
}

function settingsFor(plan: ProfileZone, ability: ProfileAbility | undefined, given: number): Record<string, string> {
  if (ability === undefined || given === 0) return plan.rest ?? {};
  const { control, steps } = ability.level;
  const value = steps.find(({ level }) => level === given)?.value;
  return control === null || value === undefined ? ability.set : { ...ability.set, [control]: value };
}

/** True where a drive asks a zone to work that it can move. */
export const moves = (profile: Profile, drive: Drive, zone: Zone, caps: Levels): boolean => {
  const ability = abilityOf(profile.zones[zone], drive[zone].technique);
  return ability !== undefined && givenLevel(ability, Math.min(drive[zone].level, caps[zone])) > 0;
};
