import { isoTime } from '../time-text.js';
import { localMsAt, startOfWeek } from '../time-zone.js';

const dayMs = 86_400_000;

/** A week by name. */
export interface WeekNames {
  /** Its seven days, such as `2026-11-23`, from Monday on. */
  readonly days: readonly string[];
  /** Moments in ISO 8601. */
  readonly beganAt: string;
  readonly endsAt: string;
}

/** `2026-11-22` of what the clock on the wall shows. */
export const dayNameOf = (localMs: number): string => isoTime(localMs).slice(0, 10);

/** The week in which this moment lies, or the one so many weeks after it. */
export function daysOfWeek(wallMs: number, timeZone: string, weeksLater = 0): WeekNames {
  const began = startOfWeek(wallMs, timeZone, weeksLater);
  // Where midnight is skipped the week begins later on the same day.
  const firstDayMs = dayMs * Math.floor(localMsAt(began, timeZone) / dayMs);
  return {
    days: Array.from({ length: 7 }, (_, day) => dayNameOf(firstDayMs + day * dayMs)),
    beganAt: isoTime(began),
    endsAt: isoTime(startOfWeek(wallMs, timeZone, weeksLater + 1)),
  };
}
