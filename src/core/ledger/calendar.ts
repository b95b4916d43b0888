import type { ShownHistory } from '../web/history.js';
import { localDay } from './local-day.js';
import type { PastSession } from './past-sessions.js';

/** The calendar ends with the week of today. */
export const calendarWeeks = 12;
const favouritesMax = 6;

interface Played {
  sessions: number;
  minutes: number;
  name: string;
  chair: string;
  /** When it was played last. */
  at: string;
}

const tenth = (amount: number): number => Math.round(amount * 10) / 10;

/** What sessions come to by day, and which programs were played most; what is under way counts when it has ended. */
export class Calendar {
  private readonly days = new Map<string, { sessions: number; minutes: number }>();
  private readonly programs = new Map<string, Played>();

  constructor(private readonly since: string) {}

  take({ opened, closed }: PastSession): void {
    // The day of a clock that was not set is not known, and a trial is no massage.
    if (closed === null || !opened.wall_ok || opened.trial) return;
    const day = localDay(opened.at, opened.tz);
    if (day < this.since) return;
    const minutes = closed.elapsed_s / 60;
    const sum = this.days.get(day) ?? { sessions: 0, minutes: 0 };
    this.days.set(day, { sessions: sum.sessions + 1, minutes: sum.minutes + minutes });
    const played = this.programs.get(opened.program) ?? { sessions: 0, minutes: 0, name: '', chair: '', at: '' };
    const last = opened.at >= played.at ? { name: opened.name, chair: opened.chair, at: opened.at } : {};
    const { sessions } = played;
    this.programs.set(opened.program, {
      ...played,
      ...last,
      sessions: sessions + 1,
      minutes: played.minutes + minutes,
    });
  }

  get told(): Pick<ShownHistory, 'calendar' | 'favourites'> {
    const days = [...this.days].sort(([one], [other]) => (one < other ? -1 : 1));
    const programs = [...this.programs].sort(
      ([, one], [, other]) => other.sessions - one.sessions || other.minutes - one.minutes,
    );
    return {
      calendar: {
        since: this.since,
        days: days.map(([day, { sessions, minutes }]) => ({ day, sessions, minutes: tenth(minutes) })),
      },
      favourites: programs.slice(0, favouritesMax).map(([program, { name, chair, sessions, minutes }]) => ({
        program,
        name,
        chair,
        sessions,
        minutes: tenth(minutes),
      })),
    };
  }
}
