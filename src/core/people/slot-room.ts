import { type Budget, type BudgetRules, dailyLeftMs, restLeftMs, usedMs } from '../safety/budget.js';
import { limits } from '../safety/limits.js';

/** A chair with what it has left. `budget` is on the monotonic clock. */
export interface SlotChair {
  readonly id: string;
  readonly budget: Budget;
  readonly rules: BudgetRules;
  readonly sessionMsMax: number;
}

/** A session that is only thought of, on the monotonic clock. */
interface Slot {
  readonly startMs: number;
  readonly endMs: number;
}

/** Slots farther from each other know nothing of each other: a day's minutes and every rest are over by then. */
const apartMs = 2 * limits.dayMs;

/** Before this no session of such a length has room on the chair, ms of the monotonic clock; infinity where it never has: more than the
 *  daily limit. [S9] */
export function roomFromMs({ budget, rules }: SlotChair, lengthMs: number, nowMs: number): number {
  if (lengthMs > rules.dailyMs) return Number.POSITIVE_INFINITY;
  let overMs = usedMs(budget, nowMs) + lengthMs - rules.dailyMs;
  let fromMs = nowMs + restLeftMs(budget, rules, nowMs);
  for (const run of budget.runs) {
    if (overMs <= 0) break;
    const countedMs = Math.max(run.startMs, nowMs - limits.dayMs);
    // Minutes come back one by one, as each has been for a day.
    fromMs = Math.max(fromMs, Math.min(run.endMs, countedMs + overMs) + limits.dayMs);
    overMs -= Math.max(0, run.endMs - countedMs);
  }
  return fromMs;
}

/** A chair whose slots are given away, one after the other. */
export class SlotRoom {
  /** The first one first. */
  private given: readonly Slot[] = [];

  constructor(private readonly chair: SlotChair) {}

  /** Whether rest and the daily limit leave a slot beside those that were given, and these beside it. [S9] */
  has(slot: Slot): boolean {
    const near = this.given.filter(({ startMs }) => Math.abs(startMs - slot.startMs) <= apartMs);
    const before = near.filter(({ endMs }) => endMs <= slot.startMs);
    const after = near.filter(({ startMs }) => startMs >= slot.endMs);
    if (before.length + after.length < near.length) return false;
    const runs = [...this.chair.budget.runs, ...before];
    if (!this.isAllowed(slot, runs)) return false;
    return after.every((later, at) => this.isAllowed(later, [...runs, slot, ...after.slice(0, at)]));
  }

  give(slot: Slot): void {
    this.given = [...this.given, slot].sort((one, other) => one.startMs - other.startMs);
  }

  private isAllowed({ startMs, endMs }: Slot, runs: Budget['runs']): boolean {
    const { rules } = this.chair;
    const isFree = startMs >= (runs.at(-1)?.endMs ?? startMs);
    return (
      isFree && restLeftMs({ runs }, rules, startMs) === 0 && dailyLeftMs({ runs }, rules, startMs) >= endMs - startMs
    );
  }
}
