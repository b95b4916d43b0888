import { describe, expect, it } from 'vitest';
import type { ShownCost } from '../../src/core/web/history.js';
import { costText } from '../../src/page/history/cost-text.js';
import { historyEnglish } from '../../src/page/history/history-english.js';
import { historyGerman } from '../../src/page/history/history-german.js';

describe('what a session has cost', () => {
  const cost: ShownCost = {
    sessions: 20,
    per_session: 120,
    appointment: 60,
    currency: 'EUR',
    paid_for_on: null,
    paid_for_by: '2027-01-08',
  };
  const inEnglish = (news: Partial<ShownCost> = {}) => costText(historyEnglish, 'en-GB', { ...cost, ...news });
  const inGerman = (news: Partial<ShownCost> = {}) => costText(historyGerman, 'de-DE', { ...cost, ...news });

  it('stands beside an appointment, with the month by which it pays for itself', () => {
    expect(inEnglish()).toBe(
      '20 sessions of at least five minutes, at 120.00\u00a0EUR each so far. An appointment costs 60.00\u00a0EUR. At the pace of the last twelve weeks it pays for itself in January 2027.',
    );
    expect(inGerman()).toBe(
      '20 Massagen von mindestens fünf Minuten, bisher zu je 120,00\u00a0EUR. Ein Termin kostet 60,00\u00a0EUR. Geht es weiter wie in den letzten zwölf Wochen, macht es sich im Januar 2027 bezahlt.',
    );
  });

  it('names the month in which it had paid for itself, and no other', () => {
    const news = { paid_for_on: '2026-11-29', paid_for_by: null };
    expect(inEnglish(news)).toMatch(/60\.00\u00a0EUR\. It paid for itself in November 2026\.$/);
    expect(inGerman(news)).toMatch(/Bezahlt gemacht hat sich das im November 2026\.$/);
  });

  it('promises nothing where the chair stands still, and divides by nothing', () => {
    expect(inEnglish({ sessions: 1, paid_for_by: null })).toMatch(
      /^1 session of .* An appointment costs 60\.00\u00a0EUR\.$/,
    );
    expect(inEnglish({ sessions: 0, per_session: null })).toBe(
      'What a session costs is said after the first of at least five minutes.',
    );
  });
});
