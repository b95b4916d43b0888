import type { ShownCost } from '../../core/web/history.js';
import type { HistoryWords } from './history-english.js';

const money = (locale: string, amount: number, currency: string): string =>
  `${amount.toLocaleString(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 })}\u00a0${currency}`;

const monthAndYear = (locale: string, day: string): string =>
  new Date(`${day}T12:00:00Z`).toLocaleDateString(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** What a session has cost so far beside an appointment, and when the chair has paid for itself. */
export function costText(words: HistoryWords, locale: string, cost: ShownCost): string {
  const { sessions, per_session: each, appointment, currency, paid_for_on: paidOn, paid_for_by: paidBy } = cost;
  if (each === null) return words.costUnknown;
  const sentences = [words.costOfEach(sessions, money(locale, each, currency), money(locale, appointment, currency))];
  if (paidOn !== null) sentences.push(words.paidForIn(monthAndYear(locale, paidOn)));
  if (paidBy !== null) sentences.push(words.paysForItselfIn(monthAndYear(locale, paidBy)));
  return sentences.join(' ');
}
