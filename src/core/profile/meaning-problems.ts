import { abilitiesOf } from './abilities.js';
import { activityProblems } from './activity-problems.js';
import { type Control, keysOfControl } from './control-shape.js';
import type { ShownField } from './field-shape.js';
import type { Profile, ProfileAbility, ProfileZone } from './schema.js';
import type { ProfileFlaw } from './stop-problems.js';

type Situation = Readonly<Record<string, readonly string[]>>;

/** What fits together by its names and yet cannot be meant: values that never show, rests that go on, levels that fall. */
export function meaningProblems(profile: Profile): readonly ProfileFlaw[] {
  return [
    ...situationProblems(profile),
    ...overlapProblems(profile),
    ...activityProblems(profile),
    ...controlProblems(profile),
    ...sharedProblems(profile),
    ...Object.entries(profile.zones).flatMap(([zone, plan]) =>
      plan === undefined ? [] : zoneProblems(profile, ['zones', zone], plan),
    ),
  ];
}

/** Everything that a field can show by name; null where it shows a number. */
function namesOf(field: ShownField): readonly string[] | null {
  switch (field.kind) {
    case 'named':
      return Object.values(field.values);
    case 'number':
      return null;
    case 'blinks':
      return [...Object.keys(field.blinks), 'none'];
    case 'first':
      return [...Object.keys(field.first), field.otherwise];
  }
}

const listed = (names: readonly string[]): string => [...new Set(names)].join(', ');

function situationProblems(profile: Profile): readonly ProfileFlaw[] {
  const { power, stop, activity, fault, controls, natives } = profile;
  const single = (shown: Readonly<Record<string, string>>): Situation =>
    Object.fromEntries(Object.entries(shown).map(([field, value]) => [field, [value]]));
  const situations: readonly (readonly [readonly string[], Situation | undefined | null])[] = [
    [['power', 'on'], power?.on],
    [['power', 'off'], power?.off],
    [['stop', 'done'], stop?.done],
    [['stop', 'rests'], stop?.rests],
    [['stop', 'soft', 'done'], stop?.soft?.done],
    [['activity', 'moving'], activity.moving],
    [['fault'], fault],
    ...Object.entries(controls).map(([name, { needs }]) => [['controls', name, 'needs'], single(needs)] as const),
    ...Object.entries(natives).map(([name, { shows }]) => [['natives', name, 'shows'], single(shows)] as const),
  ];
  return situations.flatMap(([path, situation]) =>
    Object.entries(situation ?? {}).flatMap(([name, values]) => shownProblems(profile, [...path, name], name, values)),
  );
}

function shownProblems(
  { fields }: Profile,
  path: readonly string[],
  name: string,
  values: readonly string[],
): readonly ProfileFlaw[] {
  const field = fields[name];
  if (field === undefined) return [];
  const names = namesOf(field);
  if (names === null) return [{ path, message: `'${name}' shows a number: give it values to name what it shows` }];
  return values
    .filter((value) => !names.includes(value))
    .map((value) => ({ path, message: `'${name}' never shows '${value}'; it shows ${listed(names)}` }));
}

/** Two situations that can be the same moment. */
function canBoth(one: Situation, other: Situation): boolean {
  const shared = Object.keys(one).filter((field) => other[field] !== undefined);
  return shared.length > 0 && shared.every((field) => one[field]?.some((value) => other[field]?.includes(value)));
}

function overlapProblems({ power, stop, activity }: Profile): readonly ProfileFlaw[] {
  const end = stop?.rests === undefined ? (['done', stop?.done] as const) : (['rests', stop.rests] as const);
  const moves = Object.entries(activity.moving).map(([field, values]): Situation => ({ [field]: values }));
  const stillMoves = end[1] !== undefined && moves.some((moving) => canBoth(moving, end[1] ?? {}));
  // What shows while it moves and is on is no end of a massage, wherever the chair drives after it.
  const on = power?.on ?? {};
  const running = moves.filter((moving) => canBoth(moving, on));
  const isOver = (moving: Situation): boolean =>
    Object.entries(moving).some(([field, values]) =>
      values.some((value) => stop?.done?.[field]?.includes(value) && on[field]?.includes(value)),
    );
  const isNoEnd = stop?.rests !== undefined && running.some(isOver);
  const isBoth = power !== undefined && power.field === null && canBoth(power.on, power.off);
  return [
    ...(isBoth ? [{ path: ['power', 'off'], message: 'shows together with what shows while it is on' }] : []),
    ...(stillMoves
      ? [{ path: ['stop', end[0]], message: 'holds what activity.moving holds: a stop would be over while it moves' }]
      : []),
    ...(isNoEnd
      ? [
          {
            path: ['stop', 'done'],
            message: 'holds what shows while it is on and moves: a stop would be over while it massages',
          },
        ]
      : []),
  ];
}

function controlProblems({ controls, keys, power }: Profile): readonly ProfileFlaw[] {
  const powerCode = keys[power?.key ?? '']?.press;
  const isOfPower = (key: string): boolean => key !== power?.key && keys[key]?.press === powerCode;
  return Object.entries(controls).flatMap(([name, control]): ProfileFlaw[] => {
    const path = ['controls', name];
    const codes = keysOfControl(control).map((key) => keys[key]?.press);
    const isTwice = new Set(codes).size < codes.length;
    const isPower = powerCode !== undefined && keysOfControl(control).some(isOfPower);
    const on = power?.on ?? {};
    const offAt = Object.entries(control.needs).find(([field, value]) => on[field]?.includes(value) === false);
    return [
      ...(isTwice ? [{ path, message: 'two of its keys send the same: they cannot lead to different values' }] : []),
      ...(isPower
        ? [{ path, message: 'one of its keys sends what the power key sends: it would end the massage' }]
        : []),
      ...(offAt === undefined
        ? []
        : [
            {
              path: [...path, 'needs'],
              message: `needs ${offAt[0]} ${offAt[1]}, which power.on leaves out: it would count as switched off then`,
            },
          ]),
    ];
  });
}

/** What one zone rests or sets the level of is no other zone's: the one would undo the other. */
function sharedProblems({ zones }: Profile): readonly ProfileFlaw[] {
  const owners = new Map<string, string>();
  return Object.entries(zones).flatMap(([zone, plan]): ProfileFlaw[] => {
    if (plan === undefined) return [];
    const levels = abilitiesOf(plan).flatMap(([, { level }]) => level.control ?? []);
    const own = [...new Set([...Object.keys(plan.rest ?? {}), ...levels])];
    const taken = own.filter((name) => owners.has(name));
    for (const name of own) owners.set(name, owners.get(name) ?? zone);
    return taken.map((name) => ({
      path: ['zones', zone],
      message: `'${name}' is what moves '${owners.get(name)}' already: one control moves one zone`,
    }));
  });
}

/** Whether a control can ever have this value. */
function valueProblem(profile: Profile, control: Control, value: string): string | null {
  switch (control.kind) {
    case 'value': {
      const number = Number(value);
      const isWithin = Number.isInteger(number) && number >= control.min && number <= control.max;
      return isWithin ? null : `must be a whole number from ${control.min} to ${control.max}`;
    }
    case 'direct':
      return Object.hasOwn(control.keys, value)
        ? null
        : `has no key for '${value}'; it has ${listed(Object.keys(control.keys))}`;
    case 'ladder':
      return control.values.includes(value) ? null : `never is '${value}'; it is ${listed(control.values)}`;
    case 'cycle': {
      const field = profile.fields[control.field ?? ''];
      const names = field === undefined ? null : namesOf(field);
      return names === null || names.includes(value) ? null : `never is '${value}'; it is ${listed(names)}`;
    }
  }
}

function zoneProblems(profile: Profile, path: readonly string[], plan: ProfileZone): readonly ProfileFlaw[] {
  const { rest } = plan;
  return [
    ...(rest === null ? [] : restProblems(profile, [...path, 'rest'], rest)),
    ...abilitiesOf(plan).flatMap(([technique, ability]) => {
      const at = [...path, technique];
      return [
        ...settingProblems(profile, [...at, 'set'], ability.set),
        ...stepProblems(profile, [...at, 'level'], ability),
        ...(rest === null ? [] : leftOn(profile, [...path, 'rest'], rest, technique, ability)),
        ...(rest === null || undoes(rest, ability)
          ? []
          : [
              {
                path: [...path, 'rest'],
                message: `leaves ${technique} as it is: it must change something that ${technique} needs`,
              },
            ]),
      ];
    }),
  ];
}

function settingProblems(
  profile: Profile,
  path: readonly string[],
  settings: Readonly<Record<string, string>>,
): readonly ProfileFlaw[] {
  return Object.entries(settings).flatMap(([name, value]): ProfileFlaw[] => {
    const control = profile.controls[name];
    const problem = control === undefined ? null : valueProblem(profile, control, value);
    return problem === null ? [] : [{ path: [...path, name], message: `'${name}' ${problem}` }];
  });
}

/** What is at rest is at nothing, where the profile says what nothing is. */
function restProblems(
  profile: Profile,
  path: readonly string[],
  rest: Readonly<Record<string, string>>,
): readonly ProfileFlaw[] {
  if (Object.keys(rest).length === 0)
    return [{ path, message: 'must say what rests the zone, or be null where no key does' }];
  const awake = Object.entries(rest).flatMap(([name, value]): ProfileFlaw[] => {
    const wanted = nothingOf(profile.controls[name]);
    return wanted === undefined || wanted === value
      ? []
      : [{ path: [...path, name], message: `'${name}' is at rest at ${wanted}, the first of what it can be` }];
  });
  return [...settingProblems(profile, path, rest), ...awake];
}

const nothingOf = (control: Control | undefined): string | undefined =>
  control?.kind === 'value' ? String(control.min) : control?.kind === 'ladder' ? control.values[0] : undefined;

/** What a technique has turned up and the rest does not turn down. */
function leftOn(
  { controls }: Profile,
  path: readonly string[],
  rest: Readonly<Record<string, string>>,
  technique: string,
  { set }: ProfileAbility,
): readonly ProfileFlaw[] {
  return Object.entries(set).flatMap(([name, value]): ProfileFlaw[] => {
    const nothing = nothingOf(controls[name]);
    if (nothing === undefined || nothing === value || rest[name] !== undefined) return [];
    return [{ path, message: `leaves '${name}' at ${value}, where ${technique} has set it` }];
  });
}

/** Whether the zone, at rest, does no longer do this. */
function undoes(rest: Readonly<Record<string, string>>, { set, level }: ProfileAbility): boolean {
  const isChanged = Object.entries(set).some(([name, value]) => rest[name] !== undefined && rest[name] !== value);
  const graded = rest[level.control ?? ''];
  return isChanged || (graded !== undefined && level.steps.every(({ value }) => value !== graded));
}

function stepProblems(profile: Profile, path: readonly string[], { level }: ProfileAbility): readonly ProfileFlaw[] {
  const control = profile.controls[level.control ?? ''];
  if (control === undefined) return [];
  const odd = level.steps.filter((step) => step.level < 1 || step.level > 100);
  const strange = level.steps.flatMap(({ value }) => valueProblem(profile, control, value) ?? []);
  const ranks = level.steps.map(({ value }) =>
    control.kind === 'ladder' ? control.values.indexOf(value) : Number(value),
  );
  const falls = ranks.some((rank, at) => rank <= (ranks[at - 1] ?? Number.NEGATIVE_INFINITY));
  return [
    ...odd.map((step) => ({ path, message: `${step.level} is no level: these are 1 to 100` })),
    ...strange.map((problem) => ({ path, message: `'${level.control ?? ''}' ${problem}` })),
    ...(falls ? [{ path, message: 'its values must rise with the levels: less must never be more' }] : []),
  ];
}
