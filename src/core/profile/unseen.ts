import { limits } from '../safety/limits.js';
import { type Aims, levelsOf } from './aims.js';
import type { Control } from './control-shape.js';
import type { Profile } from './schema.js';

/** What a control was told last, and when; nothing on the wire shows what became of it. */
interface Told {
  readonly value: string;
  readonly atMs: number;
  /** Since when it is this value, ms. */
  readonly sinceMs: number;
}

export type Unseen = Readonly<Record<string, Told>>;

export const toldNothing: Unseen = {};

/** Such a command may be lost, and nobody would see it: it says the whole value, so it is said again. */
const repeatMs = 1000;
/** Between two steps of a rise. */
const stepMs = 100;
/** What was said again and again may have been so for long: only so much of that time counts for a rise. */
const countedMsMax = 200;

export interface UnseenStep {
  readonly control: string;
  readonly value: string;
}

/** A value on the way from one to another: falls at once, rises no steeper than every other chair does. [S10] */
export function riseTowards(control: Control, from: string | null, aim: string, elapsedMs: number): string {
  if (control.kind !== 'value') return aim;
  const range = control.max - control.min;
  const stepMax = Math.max(
    1,
    Math.floor((range * limits.risingSlopePerSecondMax * Math.min(elapsedMs, countedMsMax)) / 100_000),
  );
  const present = from === null ? control.min : Number(from);
  return String(Math.min(Number(aim), Math.max(control.min, present) + stepMax));
}

/** The value that comes next on the way to the aim. */
function nextValue(profile: Profile, name: string, aim: string, told: Told | undefined, nowMs: number): string {
  const control = profile.controls[name];
  if (control?.kind === 'value')
    return riseTowards(control, told?.value ?? null, aim, told === undefined ? stepMs : nowMs - told.atMs);
  return stepTowards(levelsOf(profile, name), aim, told, nowMs);
}

/** Values that stand for levels are gone through in their order, each when a rise would have come so far. [S10] */
function stepTowards(levels: ReadonlyMap<string, number>, aim: string, told: Told | undefined, nowMs: number): string {
  const wanted = levels.get(aim);
  const from = told === undefined ? 0 : (levels.get(told.value) ?? 0);
  if (wanted === undefined || wanted <= from) return aim;
  const risen = from + (limits.risingSlopePerSecondMax * (nowMs - (told?.sinceMs ?? nowMs))) / 1000;
  const steps = [...levels].sort(([, one], [, other]) => one - other);
  const reached = steps.filter(([, level]) => level <= Math.min(wanted, risen)).at(-1)?.[0];
  return reached ?? told?.value ?? steps[0]?.[0] ?? aim;
}

function isDue(told: Told | undefined, value: string, isLess: boolean, nowMs: number): boolean {
  if (told === undefined) return true;
  const sinceMs = nowMs - told.atMs;
  return told.value === value ? sinceMs >= repeatMs : isLess || sinceMs >= stepMs;
}

/** The next command for a control that no status shows, what was said longest ago first; null while none is due. Pure. */
export function tellUnseen(
  profile: Profile,
  state: Unseen,
  aims: Aims,
  nowMs: number,
): readonly [Unseen, UnseenStep | null] {
  const due = [...aims].flatMap(([name, aim]) => {
    if (profile.controls[name]?.field !== null) return [];
    const told = state[name];
    const value = nextValue(profile, name, aim, told, nowMs);
    const isLess = told !== undefined && isBelow(profile, name, value, told.value);
    return isDue(told, value, isLess, nowMs) ? [{ control: name, value, told }] : [];
  });
  const saidAtMs = ({ told }: { readonly told: Told | undefined }) => told?.atMs ?? Number.NEGATIVE_INFINITY;
  const [first] = due.sort((one, other) => saidAtMs(one) - saidAtMs(other));
  if (first === undefined) return [state, null];
  const { control, value, told } = first;
  const sinceMs = told?.value === value ? told.sinceMs : nowMs;
  return [
    { ...state, [control]: { value, atMs: nowMs, sinceMs } },
    { control, value },
  ];
}

function isBelow(profile: Profile, name: string, value: string, than: string): boolean {
  if (profile.controls[name]?.kind === 'value') return Number(value) < Number(than);
  const levels = levelsOf(profile, name);
  return (levels.get(value) ?? 0) < (levels.get(than) ?? 0);
}
