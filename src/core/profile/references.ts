import { z } from 'zod';
import { abilitiesOf } from './abilities.js';
import { commandProblems } from './command-problems.js';
import { type Control, keysOfControl, scaleSteps } from './control-shape.js';
import { kindProblems } from './kind-problems.js';
import { meaningProblems } from './meaning-problems.js';
import { type Profile, type ProfileAbility, type ProfileZone, profileShape } from './schema.js';
import { type ProfileFlaw, stopProblems } from './stop-problems.js';
import { wireProblems } from './wire-problems.js';

/** A profile whose parts name one another rightly. */
export const profileSchema: z.ZodType<Profile> = profileShape
  // Only what has the right shape is looked at: a field that is none names nothing.
  .pipe(
    z.custom<Profile>().superRefine((profile, context) => {
      for (const { path, message } of referenceProblems(profile))
        context.addIssue({ code: 'custom', path: [...path], message });
    }),
  )
  .transform(withScales);

/** Levels whose control has a scale get its steps. */
function withScales(profile: Profile): Profile {
  const scaled = (ability: ProfileAbility): ProfileAbility => {
    const control = profile.controls[ability.level.control ?? ''];
    if (control?.kind !== 'value' || ability.level.steps.length > 0) return ability;
    return { ...ability, level: { ...ability.level, steps: scaleSteps(control) } };
  };
  const zones = Object.entries(profile.zones).map(([zone, plan]) => {
    if (plan === undefined) return [zone, plan] as const;
    const abilities = abilitiesOf(plan).map(([technique, ability]) => [technique, scaled(ability)] as const);
    return [zone, { ...plan, ...Object.fromEntries(abilities) }] as const;
  });
  return { ...profile, zones: Object.fromEntries(zones) };
}

const known = (map: object): string => Object.keys(map).join(', ') || 'none';

/** What of a profile names something that it does not have, or a key that must not be pressed. */
function referenceProblems(profile: Profile): readonly ProfileFlaw[] {
  return [
    ...keyProblems(profile),
    ...frameProblems(profile),
    ...fieldProblems(profile),
    ...zoneProblems(profile),
    ...stopProblems(profile),
    ...commandProblems(profile),
    ...meaningProblems(profile),
    ...wireProblems(profile),
  ];
}

type Used = readonly (readonly [readonly string[], string])[];

function usedKeys({ power, pause, timer, stop, controls, natives }: Profile): Used {
  const pressed = [stop, stop?.soft].flatMap((stage) => stage?.press ?? []);
  return [
    ...(power === undefined ? [] : [[['power', 'key'], power.key] as const]),
    ...(pause === undefined ? [] : [[['pause', 'key'], pause.key] as const]),
    ...(timer === undefined ? [] : [[['timer', 'key'], timer.key] as const]),
    ...pressed.map((key) => [['stop', 'press'], key] as const),
    ...Object.entries(controls).flatMap(([name, control]) =>
      keysOfControl(control).map((key) => [['controls', name], key] as const),
    ),
    ...Object.entries(natives).map(([name, { key }]) => [['natives', name, 'key'], key] as const),
  ];
}

function keyProblems(profile: Profile): ProfileFlaw[] {
  const { keys } = profile;
  return usedKeys(profile).flatMap(([path, name]): ProfileFlaw[] => {
    const key = Object.hasOwn(keys, name) ? keys[name] : undefined;
    if (key === undefined) return [{ path, message: `there is no key '${name}'; there are ${known(keys)}` }];
    return key.while_held
      ? [{ path, message: `'${name}' moves as long as it is held: the daemon never presses it` }]
      : [];
  });
}

/** By what frames of each kind of wire are told apart. */
const tellingOf = { digits: ['digits'], lines: ['says'], binary: ['bytes', 'begins'] } as const;

function frameProblems({ frame, frames, fields }: Profile): ProfileFlaw[] {
  const telling: readonly string[] = tellingOf[frame.kind];
  const foreign = Object.entries(frames).flatMap(([name, kind]): ProfileFlaw[] => {
    const odd = Object.entries(kind).find(([key, value]) => value !== undefined && !telling.includes(key));
    return odd === undefined
      ? []
      : [{ path: ['frames', name, odd[0]], message: `frames of this wire are told apart by ${telling.join(' or ')}` }];
  });
  const strange = Object.entries(fields).flatMap(([name, { frame: of }]): ProfileFlaw[] =>
    Object.hasOwn(frames, of)
      ? []
      : [{ path: ['fields', name, 'frame'], message: `there is no frame '${of}'; there are ${known(frames)}` }],
  );
  return [...foreign, ...kindProblems(frame, frames), ...strange];
}

const situationFields = (path: readonly string[], situation: object | undefined): Used =>
  Object.keys(situation ?? {}).map((field) => [[...path, field], field] as const);

function fieldProblems(profile: Profile): ProfileFlaw[] {
  const { fields, power, timer, activity, controls, natives, stop, fault } = profile;
  const kinds: (readonly [readonly string[], string, string | null])[] = [
    ...(power?.field === undefined || power.field === null
      ? []
      : [[['power', 'field'], power.field, 'number'] as const]),
    ...(timer === undefined ? [] : [[['timer', 'field'], timer.field, 'number'] as const]),
    ...activity.blinking.map((name) => [['activity'], name, 'blinks'] as const),
    ...Object.entries(controls).flatMap(([name, { field }]) =>
      field === null ? [] : [[['controls', name, 'field'], field, null] as const],
    ),
  ];
  const shown: Used = [
    ...situationFields(['power', 'on'], power?.on ?? undefined),
    ...situationFields(['power', 'off'], power?.off ?? undefined),
    ...situationFields(['stop', 'done'], stop?.done),
    ...situationFields(['stop', 'rests'], stop?.rests),
    ...situationFields(['stop', 'soft', 'done'], stop?.soft?.done),
    ...situationFields(['activity', 'moving'], activity.moving),
    ...situationFields(['fault'], fault),
    ...Object.entries(controls).flatMap(([name, { needs }]) => situationFields(['controls', name, 'needs'], needs)),
    ...Object.entries(natives).flatMap(([name, { shows }]) => situationFields(['natives', name, 'shows'], shows)),
  ];
  return [...kinds, ...shown.map(([path, name]) => [path, name, null] as const)].flatMap(
    ([path, name, kind]): ProfileFlaw[] => {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
      if (field === undefined) return [{ path, message: `there is no field '${name}'; there are ${known(fields)}` }];
      return kind === null || field.kind === kind ? [] : [{ path, message: `'${name}' must be a field of ${kind}` }];
    },
  );
}

function zoneProblems({ zones, controls }: Profile): ProfileFlaw[] {
  if (Object.keys(zones).length === 0)
    return [{ path: ['zones'], message: 'must have at least one of back, seat, legs' }];
  return Object.entries(zones).flatMap(([zone, plan]) =>
    Object.entries(plan ?? {}).flatMap(([technique, ability]): ProfileFlaw[] => {
      const path = ['zones', zone, technique];
      const strange = controlsOf(ability).filter((name) => !Object.hasOwn(controls, name));
      return [
        ...strange.map((name) => ({ path, message: `there is no control '${name}'; there are ${known(controls)}` })),
        ...levelProblems(path, ability, controls),
      ];
    }),
  );
}

function levelProblems(
  path: string[],
  ability: ProfileZone['rest'] | ProfileAbility | undefined,
  controls: Profile['controls'],
): ProfileFlaw[] {
  if (ability === null || ability === undefined || !isAbility(ability)) return [];
  const { control: name, steps } = ability.level;
  const control: Control | undefined = controls[name ?? ''];
  if (control === undefined || steps.length > 0 || control.kind === 'value') return [];
  return [{ path: [...path, 'level'], message: `'${name}' has no scale: say its value for each level in steps` }];
}

function controlsOf(ability: ProfileZone['rest'] | ProfileAbility | undefined): readonly string[] {
  if (ability === null || ability === undefined) return [];
  if (!isAbility(ability)) return Object.keys(ability);
  const { set, level } = ability;
  return [...Object.keys(set), ...(level.control === null ? [] : [level.control])];
}

const isAbility = (ability: NonNullable<ProfileZone['rest']> | ProfileAbility): ability is ProfileAbility =>
  typeof ability['set'] === 'object';
