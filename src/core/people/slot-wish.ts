import { localMsAt } from '../time-zone.js';
import type { WeekStanding } from './goal.js';
import type { PersonHistory } from './history.js';
import { dayNameOf, type WeekNames } from './week.js';

/** When somebody would like to sit down next. */
export interface SlotWish {
  readonly person: string;
  /** The minute of the day. */
  readonly usualMinute: number;
  readonly minutes: number;
  /** The first day that counts, as the clock on the wall shows its midnight. */
  readonly firstDayMs: number;
}

/** Nobody sits down for less. */
const sessionMinutesMin = 5;
const minutesOfDay = 1440;
const dayMs = 86_400_000;
const weekMs = 7 * dayMs;

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
function wantedMinutes({ goal, minutes, days, state }: WeekStanding): number {
  const done = state === 'met' ? { minutes: 0, days: 0 } : { minutes, days };
  const daysLeft = Math.max(1, goal.days - done.days);
  return Math.max(sessionMinutesMin, Math.ceil((goal.minutes - done.minutes) / daysLeft));
}

/** The first day on which a session would count: today, next Monday where the week is done, and tomorrow where today is done and other
 *  days are wanted. */
function firstDay(standing: WeekStanding, history: PersonHistory, todayMs: number, week: WeekNames): number {
  if (standing.state === 'met') return Date.parse(week.days[0] ?? '') + weekMs;
  const isOtherDayWanted = standing.days < standing.goal.days;
  const isDone = history.onDay(dayNameOf(todayMs)).running_s > 0;
  return isOtherDayWanted && isDone ? todayMs + dayMs : todayMs;
}

/** Midnight of today, as the clock on the wall shows it. */
export const todayMsAt = (wallMs: number, timeZone: string): number =>
  dayMs * Math.floor(localMsAt(wallMs, timeZone) / dayMs);

/** What a person wishes by goal and habit; null in a pause, and without a usual hour. Pure. */
export function slotWishOf(
  person: string,
  standing: WeekStanding,
  history: PersonHistory,
  { todayMs, week }: { readonly todayMs: number; readonly week: WeekNames },
): SlotWish | null {
  const minute = usualMinute(history.recent);
  if (standing.state === 'paused' || minute === null) return null;
  const firstDayMs = firstDay(standing, history, todayMs, week);
  return { person, usualMinute: minute, minutes: wantedMinutes(standing), firstDayMs };
}
