import { describe, expect, it } from 'vitest';
import { CostTally, chairCost, costWords } from '../../../src/core/people/cost.js';
import { closedLine, openedLine } from '../../support/ledger-lines.js';

const settings = { chair: 2400, appointment: 60, currency: 'EUR' };
const dayMs = 86_400_000;

/** So many sessions, one each so many days, the last of them on the 30th of November. */
function tallied(sessions: number, everyDays = 1, over: Parameters<typeof closedLine>[0] = {}): CostTally {
  const tally = new CostTally();
  for (let count = 0; count < sessions; count++) {
    const at = `${new Date(Date.parse('2026-11-30T20:00:00Z') - count * everyDays * dayMs).toISOString().slice(0, 19)}Z`;
    tally.take({ opened: openedLine({ at }), closed: closedLine({ at, ...over }), marks: [] });
  }
  return tally;
}
const words = (tally: CostTally): string => costWords(tally.cost(settings, '2026-11-30'), settings);

describe('what a chair comes to', () => {
  it('is said for each session, beside an appointment, with the month by which it pays for itself at this pace', () => {
    expect(words(tallied(20, 2))).toBe(
      '20 sessions at 120.00 EUR each so far, beside 60.00 EUR an appointment; at the pace of the last twelve weeks it pays for itself in January 2027',
    );
  });

  it('names the month in which it had paid for itself', () => {
    expect(tallied(41).cost(settings, '2026-11-30')).toMatchObject({ sessions: 41, paidForOn: '2026-11-29' });
    expect(words(tallied(41))).toContain('it paid for itself in November 2026');
  });

  it('is the same from how many there were on each day, whatever order the days come in', () => {
    const byDay = new Map([
      ['2026-11-30', 1],
      ['2026-11-28', 38],
      ['2026-11-29', 2],
    ]);
    expect(chairCost(byDay, settings, '2026-11-30')).toEqual({
      sessions: 41,
      perSession: 58.54,
      paidForOn: '2026-11-29',
      paidForBy: null,
    });
  });

  it('promises nothing where the chair stands still', () => {
    const tally = tallied(5);
    expect(tally.cost(settings, '2027-11-30')).toMatchObject({ paidForOn: null, paidForBy: null });
    expect(costWords(tally.cost(settings, '2027-11-30'), settings)).toMatch(/an appointment$/);
  });

  it('counts no tries: nothing under five minutes, no trial of a program', () => {
    expect(words(tallied(3, 1, { elapsed_s: 299 }))).toBe('no session of five minutes or more yet');
    const tally = new CostTally();
    tally.take({ opened: openedLine({ trial: true }), closed: closedLine(), marks: [] });
    tally.take({ opened: openedLine(), closed: null, marks: [] });
    expect(tally.cost(settings, '2026-11-30').sessions).toBe(0);
  });
});
