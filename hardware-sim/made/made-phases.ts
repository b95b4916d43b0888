import type { Profile } from '../../src/core/profile/schema.js';

/** What a chair is doing as a whole; `settling`: on its way home. */
export type MadePhase = 'off' | 'waiting' | 'running' | 'settling' | 'trouble';

export type MadeValues = Readonly<Record<string, string>>;
export type MadeSituation = Readonly<Record<string, readonly string[]>>;

/** Everything of it is among these values. */
export const madeShows = (situation: MadeSituation, values: MadeValues): boolean =>
  Object.entries(situation).every(([field, wanted]) => wanted.includes(values[field] ?? ''));

/** Something that a phase should show, or should not, and how much that matters. */
interface Wish {
  readonly situation: MadeSituation | null | undefined;
  readonly isWanted: boolean;
  readonly weight: number;
}

const wish = (situation: Wish['situation'], isWanted: boolean, weight: number): Wish => ({
  situation,
  isWanted,
  weight,
});

/** Fields that tell what the chair is doing: named in a situation, and set by no control. */
function phaseFields(profile: Profile): readonly string[] {
  const { power, stop, activity, fault, controls, fields } = profile;
  const set = new Set(Object.values(controls).map(({ field }) => field));
  const situations = [
    power?.on,
    power?.off,
    stop?.done,
    stop?.rests,
    stop?.soft?.done,
    activity.moving,
    fault,
    ...Object.values(controls).map(({ needs }) => needs),
  ];
  const named = new Set(situations.flatMap((situation) => Object.keys(situation ?? {})));
  return [...named].filter((name) => fields[name]?.kind === 'named' && !set.has(name));
}

function wishes({ power, stop, activity, fault, controls }: Profile, phase: MadePhase): readonly Wish[] {
  const isOn = phase === 'waiting' || phase === 'running';
  const isOver = phase !== 'running';
  const moving = Object.entries(activity.moving).map(([field, values]) => ({ [field]: values }));
  const needs = Object.values(controls).map((control) =>
    Object.fromEntries(Object.entries(control.needs).map(([field, value]) => [field, [value]])),
  );
  return [
    wish(fault, phase === 'trouble', 64),
    wish(power?.on, isOn, phase === 'settling' ? 4 : 32),
    wish(power?.off, phase === 'off', phase === 'settling' ? 4 : 32),
    wish(stop?.done, isOver, 16),
    wish(stop?.rests, phase !== 'settling' && isOver, 16),
    wish(stop?.soft?.done, phase === 'waiting', phase === 'running' || phase === 'waiting' ? 16 : 1),
    ...moving.map((each) => wish(each, !isOver || phase === 'settling', phase === 'settling' ? 2 : 16)),
    ...needs.map((each) => wish(each, isOn, phase === 'running' ? 2 : 1)),
  ];
}

/** What the fields can be together; those of a chair that is read by bits are few. */
function combinations(profile: Profile, fields: readonly string[]): readonly MadeValues[] {
  let all: readonly MadeValues[] = [{}];
  for (const name of fields) {
    const field = profile.fields[name];
    const values = field?.kind === 'named' ? [...new Set(Object.values(field.values))] : [];
    if (all.length * values.length > combinationsMax) continue;
    all = all.flatMap((each) => values.map((value) => ({ ...each, [name]: value })));
  }
  return all;
}

const combinationsMax = 4096;

const found = new WeakMap<Profile, Partial<Record<MadePhase, MadeValues>>>();

/** What the fields that tell a phase show in it: whatever fits most of what the profile says of such a phase. */
export function valuesInPhase(profile: Profile, phase: MadePhase): MadeValues {
  const known = found.get(profile) ?? {};
  const values = known[phase] ?? bestValues(profile, phase);
  found.set(profile, { ...known, [phase]: values });
  return values;
}

function bestValues(profile: Profile, phase: MadePhase): MadeValues {
  const fields = phaseFields(profile);
  const asked = wishes(profile, phase).flatMap(({ situation, isWanted, weight }) => {
    const told = Object.entries(situation ?? {}).filter(([field]) => fields.includes(field));
    return told.length === 0 ? [] : [{ situation: Object.fromEntries(told), isWanted, weight }];
  });
  const merit = (values: MadeValues): number =>
    asked.reduce(
      (sum, { situation, isWanted, weight }) => sum + (madeShows(situation, values) === isWanted ? weight : 0),
      0,
    );
  const all = combinations(profile, fields).map((values) => ({ values, merit: merit(values) }));
  return all.reduce((best, each) => (each.merit > best.merit ? each : best), { values: {}, merit: -1 }).values;
}
