import { localDay } from '../ledger/local-day.js';
import type { PastSession } from '../ledger/past-sessions.js';
import { dayNameOf } from './week.js';

/** What the chair has cost, and what an appointment with somebody who massages costs. */
export interface CostSettings {
  readonly chair: number;
  readonly appointment: number;
  readonly currency: string;
}

/** Less was a try, and no appointment. */
const sessionSMin = 300;
const dayMs = 86_400_000;
/** The pace is that of so long; of a chair that is new, of the days since the first session, but a week at the least. */
const paceDays = 84;
const paceDaysMin = 7;

/** What a chair comes to beside appointments. `paidForOn`: the day on which it had paid for itself; `paidForBy`: at the pace of the last
 *  twelve weeks the day on which it will have; null where it never will. */
export interface ChairCost {
  readonly sessions: number;
  readonly perSession: number | null;
  readonly paidForOn: string | null;
  readonly paidForBy: string | null;
}

/** True where a session stands in the place of an appointment. */
export const isAppointment = (
  { trial: isTrial }: { readonly trial: boolean },
  { elapsed_s }: { readonly elapsed_s: number },
): boolean => !isTrial && elapsed_s >= sessionSMin;

/** Counts what stands in the place of appointments. */
export class CostTally {
  private readonly byDay = new Map<string, number>();

  take({ opened, closed }: PastSession): void {
    if (closed === null || !opened.wall_ok || !isAppointment(opened, closed)) return;
    const day = localDay(opened.at, opened.tz);
    this.byDay.set(day, (this.byDay.get(day) ?? 0) + 1);
  }

  cost(settings: CostSettings, today: string): ChairCost {
    return chairCost(this.byDay, settings, today);
  }
}

/** `appointments`: how many sessions there were in the place of one, by day. */
export function chairCost(
  appointments: ReadonlyMap<string, number>,
  { chair, appointment }: CostSettings,
  today: string,
): ChairCost {
  const days = [...appointments].sort(([one], [other]) => (one < other ? -1 : 1));
  const needed = Math.ceil(chair / appointment);
  const daysAgo = (day: string): number => Math.round((Date.parse(today) - Date.parse(day)) / dayMs);
  let [sessions, lately] = [0, 0];
  let paidForOn: string | null = null;
  for (const [day, count] of days) {
    sessions += count;
    if (daysAgo(day) < paceDays) lately += count;
    if (sessions >= needed) paidForOn ??= day;
  }
  const span = Math.min(paceDays, Math.max(paceDaysMin, daysAgo(days[0]?.[0] ?? today) + 1));
  const daysToGo = ((needed - sessions) * span) / lately;
  return {
    sessions,
    perSession: sessions === 0 ? null : Math.round((100 * chair) / sessions) / 100,
    paidForOn,
    paidForBy: paidForOn !== null || lately === 0 ? null : dayLater(today, Math.ceil(daysToGo)),
  };
}

/** As faces tell it. */
export const costJson = ({ sessions, perSession, paidForOn, paidForBy }: ChairCost) => ({
  sessions,
  per_session: perSession,
  paid_for_on: paidForOn,
  paid_for_by: paidForBy,
});

const dayLater = (day: string, days: number): string => dayNameOf(Date.parse(day) + days * dayMs);

const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
] as const;

const monthWords = (day: string): string => `${months[Number(day.slice(5, 7)) - 1] ?? ''} ${day.slice(0, 4)}`;

/** The same in a sentence. */
export function costWords(
  { sessions, perSession, paidForOn, paidForBy }: ChairCost,
  { appointment, currency }: CostSettings,
): string {
  if (perSession === null) return 'no session of five minutes or more yet';
  const each = `${sessions} ${sessions === 1 ? 'session' : 'sessions'} at ${perSession.toFixed(2)} ${currency} each so far, beside ${appointment.toFixed(2)} ${currency} an appointment`;
  if (paidForOn !== null) return `${each}; it paid for itself in ${monthWords(paidForOn)}`;
  if (paidForBy !== null)
    return `${each}; at the pace of the last twelve weeks it pays for itself in ${monthWords(paidForBy)}`;
  return each;
}
