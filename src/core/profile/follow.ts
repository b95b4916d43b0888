import type { Aims } from './aims.js';
import type { Profile } from './schema.js';

/** What is aimed at, and what is asked meanwhile that has not lasted long enough. */
export interface Following {
  readonly aims: Aims;
  readonly waiting: ReadonlyMap<string, { readonly value: string; readonly sinceMs: number }>;
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

/** Keys are slow: of what is asked, only what lasts is followed, but the first and what is less at once. */
export function follow(profile: Profile, state: Following, asked: Aims, nowMs: number): Following {
  const aims = new Map<string, string>();
  const waiting = new Map<string, { readonly value: string; readonly sinceMs: number }>();
  for (const [control, value] of asked) {
    const present = state.aims.get(control);
    if (present === undefined || present === value || isLess(profile, control, value, present)) {
      aims.set(control, value);
      continue;
    }
    const before = state.waiting.get(control);
    const sinceMs = before?.value === value ? before.sinceMs : nowMs;
    if (nowMs - sinceMs >= profile.follows) aims.set(control, value);
    else {
      aims.set(control, present);
      waiting.set(control, { value, sinceMs });
    }
  }
  for (const [control, value] of state.aims) if (!aims.has(control)) aims.set(control, value);
  const order = Object.keys(profile.controls);
  return { aims: new Map([...aims].sort(([one], [other]) => order.indexOf(one) - order.indexOf(other))), waiting };
}
