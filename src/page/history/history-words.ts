import { usePage } from '../views/context.js';
import { type HistoryWords, historyEnglish } from './history-english.js';
import { historyGerman } from './history-german.js';

export const useHistoryWords = (): HistoryWords => (usePage().language === 'de' ? historyGerman : historyEnglish);

/** `22 Nov`, as people here write it. */
export const shortDay = (locale: string, day: string): string =>
  new Date(`${day}T12:00:00Z`).toLocaleDateString(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** `22 Nov 2026, 21:04`: the time on the wall where it was, whatever clock this browser has. */
export const localMoment = (locale: string, local: string): string =>
  new Date(`${local.replace(' ', 'T')}Z`).toLocaleString(locale, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'UTC',
  });
