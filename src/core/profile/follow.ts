import type { Aims } from './aims.js';
import type { Profile } from './schema.js';

/** Since when a control is asked to be something else than it is, and how long to be what. Times in ms. */
interface Waiting {
  readonly sinceMs: number;
  readonly seenAtMs: number;
  readonly lasted: Readonly<Record<string, number>>;
}

/** What is aimed at, and what has been asked meanwhile. */
export interface Following {
  readonly aims: Aims;
  readonly waiting: ReadonlyMap<string, Waiting>;
}

export const followsNothing: Following = { aims: new Map(), waiting: new Map() };

/** The levels that each control's values stand for. */
function levelsOf(profile: Profile, control: string): ReadonlyMap<string, number> {
  const levels = new Map<string, number>();
  for (const plan of Object.values(profile.zones)) {
    for (const ability of Object.values(plan ?? {})) {
      if (ability === null || typeof ability !== 'object' || !('level' in ability)) continue;
      const { level } = ability as {
        level: { control: string | null; steps: readonly { level: number; value: string }[] };
      };
      if (level.control === control) for (const step of level.steps) levels.set(step.value, step.level);
    }
  }
  return levels;
}

/** [S10] Less is taken at once. */
function isLess(profile: Profile, control: string, value: string, than: string): boolean {
  const levels = levelsOf(profile, control);
  return (levels.get(value) ?? Number.POSITIVE_INFINITY) < (levels.get(than) ?? 0);
}

function waitFor(before: Waiting | undefined, value: string, nowMs: number): Waiting {
  const { sinceMs, seenAtMs, lasted } = before ?? { sinceMs: nowMs, seenAtMs: nowMs, lasted: {} };
  return { sinceMs, seenAtMs: nowMs, lasted: { ...lasted, [value]: (lasted[value] ?? 0) + nowMs - seenAtMs } };
}

/** Of a pattern, what makes most of it. */
const mostOf = ({ lasted }: Waiting, value: string): string =>
  Object.entries(lasted).reduce((most, each) => (each[1] > most[1] ? each : most), [value, 0] as const)[0];

/** Keys are slow: what is asked is followed when it has been something else for a while, but the first and what is less at once.
 *  A pattern that comes back sooner is bridged. */
export function followAims(profile: Profile, state: Following, asked: Aims, nowMs: number): Following {
  const aims = new Map(state.aims);
  const waiting = new Map<string, Waiting>();
  for (const [control, value] of asked) {
    const present = state.aims.get(control);
    if (present === value) continue;
    const wait = waitFor(state.waiting.get(control), value, nowMs);
    if (present === undefined || isLess(profile, control, value, present)) aims.set(control, value);
    else if (nowMs - wait.sinceMs >= profile.follows) aims.set(control, mostOf(wait, value));
    else waiting.set(control, wait);
  }
  const order = Object.keys(profile.controls);
  return { aims: new Map([...aims].sort(([one], [other]) => order.indexOf(one) - order.indexOf(other))), waiting };
}
