import type { z } from 'zod';
import type { ShapeProblem } from '../shape/complaints.js';
import { type Profile, type ProfileAbility, type ProfileZone, profileShape } from './schema.js';

type Problem = Pick<ShapeProblem, 'path' | 'message'>;

/** A profile whose parts name one another rightly. */
export const profileSchema: z.ZodType<Profile> = profileShape.superRefine((profile, context) => {
  for (const { path, message } of referenceProblems(profile))
    context.addIssue({ code: 'custom', path: [...path], message });
});

const known = (map: object): string => Object.keys(map).join(', ') || 'none';

/** What of a profile names something that it does not have, or a key that must not be pressed. */
function referenceProblems(profile: Profile): readonly Problem[] {
  return [...keyProblems(profile), ...frameProblems(profile), ...fieldProblems(profile), ...zoneProblems(profile)];
}

function keyProblems({ keys, power, pause, timer, controls, natives }: Profile): Problem[] {
  const used: (readonly [readonly string[], string])[] = [
    [['power', 'key'], power.key],
    ...(pause === undefined ? [] : [[['pause', 'key'], pause.key] as const]),
    ...(timer === undefined ? [] : [[['timer', 'key'], timer.key] as const]),
    ...Object.entries(controls).map(([name, { key }]) => [['controls', name, 'key'], key] as const),
    ...Object.entries(natives).map(([name, { key }]) => [['natives', name, 'key'], key] as const),
  ];
  return used.flatMap(([path, name]): Problem[] => {
    const key = Object.hasOwn(keys, name) ? keys[name] : undefined;
    if (key === undefined) return [{ path, message: `there is no key '${name}'; there are ${known(keys)}` }];
    return key.while_held
      ? [{ path, message: `'${name}' moves as long as it is held: the daemon never presses it` }]
      : [];
  });
}

function frameProblems({ frames, fields }: Profile): Problem[] {
  const ranges = Object.entries(frames).sort(([, one], [, other]) => one.digits[0] - other.digits[0]);
  const overlaps = ranges.flatMap(([name, { digits }], at): Problem[] => {
    const before = ranges[at - 1];
    const isFree = digits[0] <= digits[1] && (before === undefined || before[1].digits[1] < digits[0]);
    return isFree ? [] : [{ path: ['frames', name, 'digits'], message: 'no two frames may have the same length' }];
  });
  const strange = Object.entries(fields).flatMap(([name, { frame }]): Problem[] =>
    Object.hasOwn(frames, frame)
      ? []
      : [{ path: ['fields', name, 'frame'], message: `there is no frame '${frame}'; there are ${known(frames)}` }],
  );
  return [...overlaps, ...strange];
}

function fieldProblems({ fields, power, timer, activity, controls, natives }: Profile): Problem[] {
  const used: (readonly [readonly string[], string, string | null])[] = [
    [['power', 'field'], power.field, 'number'],
    ...(timer === undefined ? [] : [[['timer', 'field'], timer.field, 'number'] as const]),
    ...activity.map((name) => [['activity'], name, 'blinks'] as const),
    ...Object.entries(controls).map(([name, { field }]) => [['controls', name, 'field'], field, null] as const),
    ...Object.entries(controls).flatMap(([name, { needs }]) =>
      Object.keys(needs).map((field) => [['controls', name, 'needs'], field, null] as const),
    ),
    ...Object.entries(natives).flatMap(([name, { shows }]) =>
      Object.keys(shows).map((field) => [['natives', name, 'shows'], field, null] as const),
    ),
  ];
  return used.flatMap(([path, name, kind]): Problem[] => {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined) return [{ path, message: `there is no field '${name}'; there are ${known(fields)}` }];
    return kind === null || field.kind === kind ? [] : [{ path, message: `'${name}' must be a field of ${kind}` }];
  });
}

function zoneProblems({ zones, controls }: Profile): Problem[] {
  return Object.entries(zones).flatMap(([zone, plan]) =>
    Object.entries(plan ?? {}).flatMap(([technique, ability]): Problem[] =>
      controlsOf(ability)
        .filter((name) => !Object.hasOwn(controls, name))
        .map((name) => ({
          path: ['zones', zone, technique],
          message: `there is no control '${name}'; there are ${known(controls)}`,
        })),
    ),
  );
}

function controlsOf(ability: ProfileZone['rest'] | ProfileAbility | undefined): readonly string[] {
  if (ability === null || ability === undefined) return [];
  if (!isAbility(ability)) return Object.keys(ability);
  const { set, level } = ability;
  return [...Object.keys(set), ...(level.control === null ? [] : [level.control])];
}

const isAbility = (ability: NonNullable<ProfileZone['rest']> | ProfileAbility): ability is ProfileAbility =>
  typeof ability['set'] === 'object';
