import type { ShownHistory } from '../../core/web/history.js';

type ShownCalendar = NonNullable<ShownHistory['calendar']>;

/** One day of the calendar; null after today. */
export interface DayShown {
  readonly day: string;
  readonly sessions: number;
  readonly minutes: number;
}

/** A week, Monday first. */
export interface WeekShown {
  readonly monday: string;
  readonly minutes: number;
  readonly days: readonly (DayShown | null)[];
}

const dayMs = 86_400_000;
const dayAfter = (day: string, count: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + count * dayMs).toISOString().slice(0, 10);

/** The weeks from the first of the calendar to that of today. */
export function weeksOf({ since, days }: ShownCalendar, today: string): readonly WeekShown[] {
  const byDay = new Map(days.map((each) => [each.day, each]));
  const weeks: WeekShown[] = [];
  for (let monday = since; monday <= today; monday = dayAfter(monday, 7)) {
    const shown = Array.from({ length: 7 }, (_, index) => {
      const day = dayAfter(monday, index);
      return day > today ? null : (byDay.get(day) ?? { day, sessions: 0, minutes: 0 });
    });
    const minutes = shown.reduce((sum, each) => sum + (each?.minutes ?? 0), 0);
    weeks.push({ monday, minutes: Math.round(minutes), days: shown });
  }
  return weeks;
}

/** 0 to 3: how dark a day is. */
export const shadeOf = (minutes: number): number => (minutes === 0 ? 0 : minutes < 15 ? 1 : minutes < 30 ? 2 : 3);
