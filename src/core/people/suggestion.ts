import { type Budget, type BudgetRules, dailyLeftMs, restLeftMs } from '../safety/budget.js';
import { instantOf, localMsAt } from '../time-zone.js';
import type { GoalStanding } from './goal.js';
import type { PersonHistory } from './history.js';
import { dayNameOf, daysOfWeek } from './week.js';

/** A chair with what it has left. `budget` is on the monotonic clock. */
export interface SlotChair {
  readonly id: string;
  readonly budget: Budget;
  readonly rules: BudgetRules;
  readonly sessionMsMax: number;
}

/** When somebody could sit down next, for how long, and where. */
export interface Suggestion {
  /** ms since 1970. */
  readonly atMs: number;
  readonly minutes: number;
  readonly chair: string;
}

/** Now, on both clocks. */
export interface BothClocks {
  readonly wallMs: number;
  readonly nowMs: number;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
const minutesOfDay = 1440;
/** Nobody sits down for less. */
const sessionMinutesMin = 5;
/** A place is looked for from the usual hour on, in such steps, for so long. */
const stepMinutes = 5;
const laterMinutesMax = 120;
const daysAhead = 8;

const minuteOf = (local: string): number => Number(local.slice(11, 13)) * 60 + Number(local.slice(14, 16));

/** The minute of the day at which somebody usually sits down: the median, counted from the longest time of the day in which they never
 *  do, so that midnight divides nothing. Null without a session. */
export function usualMinute(recent: readonly string[]): number | null {
  const minutes = recent.map(minuteOf).sort((one, other) => one - other);
  const gapBefore = (at: number): number =>
    (minutes[at] ?? 0) - (minutes.at(at - 1) ?? 0) + (at === 0 ? minutesOfDay : 0);
  let first = 0;
  for (let at = 1; at < minutes.length; at++) if (gapBefore(at) > gapBefore(first)) first = at;
  const ordered = [...minutes.slice(first), ...minutes.slice(0, first)];
  return ordered[Math.floor((ordered.length - 1) / 2)] ?? null;
}

/** How long the next session should be, so that what is left of the goal is divided over the days that are left of it. */
function wantedMinutes({ goal, minutes, days, state }: GoalStanding): number {
  const done = state === 'met' ? { minutes: 0, days: 0 } : { minutes, days };
  const daysLeft = Math.max(1, goal.days - done.days);
  return Math.max(sessionMinutesMin, Math.ceil((goal.minutes - done.minutes) / daysLeft));
}

/** Whether rest and the daily limit leave so much at that moment; what runs until then is not known. [S9] */
function hasRoom({ budget, rules }: SlotChair, minutes: number, atMs: number): boolean {
  return restLeftMs(budget, rules, atMs) === 0 && dailyLeftMs(budget, rules, atMs) >= minutes * minuteMs;
}

/** Days on which the next session would count: from today on, from next Monday where the week is done; not today where today is done
 *  and other days are wanted. */
function daysWanted(
  standing: GoalStanding,
  history: PersonHistory,
  wallMs: number,
  timeZone: string,
): readonly number[] {
  const todayMs = dayMs * Math.floor(localMsAt(wallMs, timeZone) / dayMs);
  const all = Array.from({ length: daysAhead }, (_, day) => todayMs + day * dayMs);
  const { days: thisWeek } = daysOfWeek(wallMs, timeZone);
  const isLater = (localMs: number): boolean => !thisWeek.includes(dayNameOf(localMs));
  if (standing.state === 'met') return all.filter(isLater);
  const isOtherDayWanted = standing.days < standing.goal.days;
  const isDone = history.onDay(dayNameOf(todayMs)).running_s > 0;
  return isOtherDayWanted && isDone ? all.slice(1) : all;
}

/** The next place for a session at the usual hour that rest and the daily limit really leave; null in a pause, without a usual hour,
 *  and where there is none. Nothing is begun by it. Pure. */
export function suggestionFor(
  standing: GoalStanding,
  history: PersonHistory,
  chairs: readonly SlotChair[],
  { wallMs, nowMs }: BothClocks,
  timeZone: string,
): Suggestion | null {
  const usual = usualMinute(history.recent);
  if (standing.state === 'paused' || usual === null) return null;
  const wanted = wantedMinutes(standing);
  for (const dayStartMs of daysWanted(standing, history, wallMs, timeZone)) {
    const usualMs = instantOf(dayStartMs + usual * minuteMs, timeZone);
    for (let later = 0; later <= laterMinutesMax; later += stepMinutes) {
      const atMs = usualMs + later * minuteMs;
      if (atMs < wallMs) continue;
      for (const chair of chairs) {
        const minutes = Math.min(wanted, Math.floor(chair.sessionMsMax / minuteMs));
        if (hasRoom(chair, minutes, nowMs + atMs - wallMs)) return { atMs, minutes, chair: chair.id };
      }
    }
  }
  return null;
}
