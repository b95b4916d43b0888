interface Problem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

type Named<Value = unknown> = Readonly<Record<string, Value>>;

/** The parts of a profile that name one another. */
interface Linked {
  readonly keys: Named<{ readonly while_held: boolean }>;
  readonly frames: Named<{ readonly digits: readonly [number, number] }>;
  readonly fields: Named<{ readonly kind: string; readonly frame: string } & object>;
  readonly power: { readonly key: string; readonly field: string };
  readonly pause?: { readonly key: string } | undefined;
  readonly timer?: { readonly key: string; readonly field: string } | undefined;
  readonly activity: readonly string[];
  readonly controls: Named<{ readonly field: string; readonly key: string; readonly needs: Named<string> }>;
  readonly zones: Named<object | undefined>;
  readonly natives: Named<{ readonly key: string; readonly shows: Named<string> }>;
}

const known = (map: Named): string => Object.keys(map).join(', ') || 'none';

/** What of a profile names something that it does not have, or a key that must not be pressed. */
export function referenceProblems(profile: Linked): readonly Problem[] {
  return [...keyProblems(profile), ...frameProblems(profile), ...fieldProblems(profile), ...zoneProblems(profile)];
}

function keyProblems({ keys, power, pause, timer, controls, natives }: Linked): Problem[] {
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

function frameProblems({ frames, fields }: Linked): Problem[] {
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

function fieldProblems({ fields, power, timer, activity, controls, natives }: Linked): Problem[] {
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

function zoneProblems({ zones, controls }: Linked): Problem[] {
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

/** The controls that a rest or a technique names. */
function controlsOf(ability: unknown): readonly string[] {
  if (typeof ability !== 'object' || ability === null) return [];
  if (!('set' in ability)) return Object.keys(ability);
  const { set, level } = ability as { set: Named; level: { readonly control: string | null } };
  return [...Object.keys(set), ...(level.control === null ? [] : [level.control])];
}
