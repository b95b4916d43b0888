import { limits } from '../safety/limits.js';
import type { Aims } from './aims.js';
import type { Control } from './control-shape.js';
import type { Profile } from './schema.js';

/** What a control was told last, and when; nothing on the wire shows what became of it. */
interface Told {
  readonly value: string;
  readonly atMs: number;
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

function isDue(told: Told | undefined, aim: string, nowMs: number): boolean {
  if (told === undefined) return true;
  const sinceMs = nowMs - told.atMs;
  return told.value === aim ? sinceMs >= repeatMs : sinceMs >= stepMs || Number(aim) < Number(told.value);
}

/** The next command for a control that no status shows, what was said longest ago first; null while none is due. Pure. */
export function tellUnseen(
  profile: Profile,
  state: Unseen,
  aims: Aims,
  nowMs: number,
): readonly [Unseen, UnseenStep | null] {
  const due = [...aims].filter(
    ([name, aim]) => profile.controls[name]?.field === null && isDue(state[name], aim, nowMs),
  );
  const saidAtMs = ([name]: readonly [string, string]) => state[name]?.atMs ?? Number.NEGATIVE_INFINITY;
  const [first] = due.sort((one, other) => saidAtMs(one) - saidAtMs(other));
  const control = first === undefined ? undefined : profile.controls[first[0]];
  if (first === undefined || control === undefined) return [state, null];
  const [name, aim] = first;
  const told = state[name];
  const value = riseTowards(control, told?.value ?? null, aim, told === undefined ? stepMs : nowMs - told.atMs);
  return [
    { ...state, [name]: { value, atMs: nowMs } },
    { control: name, value },
  ];
}
