import { limits } from './limits.js';

/** A stretch of running time, ms of the monotonic clock. */
interface Run {
  readonly startMs: number;
  readonly endMs: number;
}

/** Running time of the last 24 h, oldest first; neighbours closer than a second are one run. */
export interface Budget {
  readonly runs: readonly Run[];
}

export interface BudgetRules {
  readonly restMs: number;
  readonly dailyMs: number;
}

export const noRuns: Budget = { runs: [] };

/** A day holds at most this many separate runs in the record; older ones are merged into their neighbour, which only makes
 *  the budget stricter. */
const runsMax = 200;
const joinMs = 1000;

/** Where nothing is known, nothing worse can have been: the whole day's minutes, just now. [S9] */
export const usedUp = ({ dailyMs }: Pick<BudgetRules, 'dailyMs'>, nowMs: number): Budget => ({
  runs: [{ startMs: nowMs - Math.max(dailyMs, limits.runningBeforeRestMs), endMs: nowMs }],
});

/** Adds running time that has just been. [S9] */
export function addRun(budget: Budget, startMs: number, endMs: number): Budget {
  const recent = budget.runs.filter((run) => run.endMs > endMs - limits.dayMs);
  const last = recent.at(-1);
  if (last !== undefined && (startMs - last.endMs < joinMs || recent.length >= runsMax)) {
    return { runs: [...recent.slice(0, -1), { startMs: last.startMs, endMs }] };
  }
  return { runs: [...recent, { startMs, endMs }] };
}

export function usedMs(budget: Budget, nowMs: number): number {
  const fromMs = nowMs - limits.dayMs;
  return budget.runs.reduce((sum, run) => sum + Math.max(0, run.endMs - Math.max(run.startMs, fromMs)), 0);
}

/** What is left of the day's minutes, ms. [S9] */
export const dailyLeftMs = (budget: Budget, rules: BudgetRules, nowMs: number): number =>
  Math.max(0, rules.dailyMs - usedMs(budget, nowMs));

/** Rest that is owed now, ms: once 15 min of running came without a gap of the rest's length. [S9] */
export function restLeftMs(budget: Budget, rules: BudgetRules, nowMs: number): number {
  let runningMs = 0;
  let endMs = Number.NEGATIVE_INFINITY;
  for (const run of budget.runs) {
    if (run.startMs - endMs >= rules.restMs) runningMs = 0;
    runningMs += run.endMs - run.startMs;
    endMs = run.endMs;
  }
  return runningMs < limits.runningBeforeRestMs ? 0 : Math.max(0, endMs + rules.restMs - nowMs);
}

/** A moment on both clocks, and which boot of the machine the monotonic one belongs to. */
export interface Moment {
  readonly bootId: string;
  readonly nowMs: number;
  readonly wallMs: number;
}

/** How long ago `saved` was, ms: by the monotonic clock within one boot; over a reboot only the wall clock is left, and one
 *  that went backwards counts as no time at all, so that nothing is refunded. [S9] */
export const sinceMs = (saved: Moment, now: Moment): number =>
  saved.bootId === now.bootId && now.nowMs >= saved.nowMs
    ? now.nowMs - saved.nowMs
    : Math.max(0, now.wallMs - saved.wallMs);

const movedBy = (run: Run, byMs: number): Run => ({ startMs: run.startMs + byMs, endMs: run.endMs + byMs });

/** Moves a budget that was saved at `saved` onto the clock of now. Running time that was counted ahead has been by now: left
 *  in the future it would hide the running time that comes. [S9] */
export function rebase(budget: Budget, saved: Moment, now: Moment): Budget {
  const runs = budget.runs.map((run) => movedBy(run, now.nowMs - sinceMs(saved, now) - saved.nowMs));
  const last = runs.at(-1);
  if (last === undefined || last.endMs <= now.nowMs) return { runs };
  return { runs: [...runs.slice(0, -1), movedBy(last, now.nowMs - last.endMs)] };
}
