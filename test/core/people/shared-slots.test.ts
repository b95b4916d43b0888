import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SlotChair } from '../../../src/core/people/slot-room.js';
import type { SlotWish } from '../../../src/core/people/slot-wish.js';
import { suggestionsFor } from '../../../src/core/people/suggestion.js';
import { type Stretch, slotProblems } from '../../support/slot-oracle.js';

const timeZone = 'Europe/Berlin';
const minuteMs = 60_000;
const dayMinutes = 1440;
/** Wednesday, 18:00 on the wall. */
const wallMs = Date.parse('2026-11-25T17:00:00Z');
const todayMs = Date.parse('2026-11-25T00:00:00Z');
const nowMs = 1_000_000_000;

const wish = (person: string, time: string, minutes = 20): SlotWish => ({
  person,
  usualMinute: Number(time.slice(0, 2)) * 60 + Number(time.slice(3)),
  minutes,
  firstDayMs: todayMs,
});

const chair = (id: string, ran: readonly Stretch[] = [], rest = 30, daily = 60): SlotChair => ({
  id,
  budget: { runs: ran.map(({ from, to }) => ({ startMs: nowMs + from * minuteMs, endMs: nowMs + to * minuteMs })) },
  rules: { restMs: rest * minuteMs, dailyMs: daily * minuteMs },
  sessionMsMax: 30 * minuteMs,
});

const suggest = (wishes: readonly SlotWish[], chairs: readonly SlotChair[]) =>
  suggestionsFor(wishes, chairs, { wallMs, nowMs }, timeZone);

/** Such as `anna 20:00 hall`. */
const told = (wishes: readonly SlotWish[], chairs: readonly SlotChair[]): string[] =>
  [...suggest(wishes, chairs)].map(([person, { atMs, chair: where }]) => {
    const local = new Date(atMs + 60 * minuteMs).toISOString();
    return `${person} ${local.slice(0, 10) === '2026-11-25' ? '' : 'later '}${local.slice(11, 16)} ${where}`;
  });

describe('two who wish for the same chair', () => {
  it('are not told the same time: the second sits down when the chair has rested from the first', () => {
    expect(told([wish('anna', '20:00'), wish('ben', '20:00')], [chair('hall')])).toEqual([
      'anna 20:00 hall',
      'ben 20:50 hall',
    ]);
  });

  it('sit beside each other where there are two chairs', () => {
    expect(told([wish('anna', '20:00'), wish('ben', '20:00')], [chair('hall'), chair('attic')])).toEqual([
      'anna 20:00 hall',
      'ben 20:00 attic',
    ]);
  });

  it('go in the order of their usual hours, and of two with one hour in that of the file', () => {
    const late = wish('anna', '20:05');
    expect(told([late, wish('ben', '20:00')], [chair('hall')])).toEqual(['ben 20:00 hall', 'anna 20:50 hall']);
    expect(told([late, wish('carla', '20:05')], [chair('hall')])[0]).toBe('anna 20:05 hall');
  });

  it('share the minutes of the day: who finds none left is told another day', () => {
    expect(told([wish('anna', '20:00'), wish('ben', '21:00')], [chair('hall', [], 30, 30)])).toEqual([
      'anna 20:00 hall',
      'ben later 21:00 hall',
    ]);
  });

  it('need no rest between them where both sit for less than what asks for one', () => {
    expect(told([wish('anna', '20:00', 7), wish('ben', '20:05', 7)], [chair('hall')])).toEqual([
      'anna 20:00 hall',
      'ben 20:10 hall',
    ]);
  });

  it('do not take the rest away from a slot that was given before theirs and comes after it', () => {
    // Rest until 20:10: anna is told 20:10, and ben, who is usually later, may not sit down just before.
    const rested = chair('hall', [{ from: 60, to: 100 }], 30, 120);
    expect(told([wish('anna', '19:30'), wish('ben', '19:35', 5)], [rested])).toEqual([
      'anna 20:10 hall',
      'ben 21:00 hall',
    ]);
  });
});

const stretches = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 30 })), { maxLength: 6 })
  .map((pairs) => {
    let at = 0;
    return pairs.map(([gap, length]) => {
      at -= gap + length;
      return { from: at, to: at + length };
    });
  })
  .map((runs) => runs.reverse());

const houses = fc.record({
  wishes: fc.array(
    fc.record({
      usualMinute: fc.oneof(fc.integer({ min: 1190, max: 1215 }), fc.integer({ min: 0, max: 1439 })),
      minutes: fc.integer({ min: 5, max: 40 }),
      daysLater: fc.integer({ min: 0, max: 3 }),
    }),
    { minLength: 1, maxLength: 12 },
  ),
  chairs: fc.array(
    fc.record({ ran: stretches, rest: fc.integer({ min: 0, max: 90 }), daily: fc.integer({ min: 10, max: 120 }) }),
    { minLength: 1, maxLength: 3 },
  ),
});

describe('what is suggested to a house', () => {
  it('never puts two on one chair, takes no rest away, and asks for no more than limits leave', () => {
    let given = 0;
    fc.assert(
      fc.property(houses, ({ wishes, chairs }) => {
        const all = wishes.map(({ daysLater, ...each }, at) => ({
          ...each,
          person: `person-${at}`,
          firstDayMs: todayMs + daysLater * dayMinutes * minuteMs,
        }));
        const seats = chairs.map(({ ran, rest, daily }, at) => chair(`chair-${at}`, ran, rest, daily));
        const found = [...suggest(all, seats).values()];
        given += found.length;
        for (const [at, { ran, rest, daily }] of chairs.entries()) {
          const here = found.filter((each) => each.chair === `chair-${at}`);
          const slots = here.map(({ atMs, minutes }) => {
            const from = (atMs - wallMs) / minuteMs;
            return { from, to: from + minutes };
          });
          expect(slotProblems(ran, slots, { rest, daily })).toEqual([]);
        }
      }),
      { numRuns: 400 },
    );
    expect(given).toBeGreaterThan(400);
  });

  it('is for a hundred people at the most', () => {
    const all = Array.from({ length: 120 }, (_, at) => wish(`person-${at}`, at < 100 ? '20:00' : '21:00'));
    const seats = Array.from({ length: 120 }, (_, at) => chair(`chair-${at}`));
    expect([...suggest(all, seats).keys()]).toEqual(all.slice(0, 100).map(({ person }) => person));
  });

  it('leaves who goes first what they would have alone', () => {
    fc.assert(
      fc.property(houses, ({ wishes, chairs }) => {
        const all = wishes.map((each, at) => ({ ...each, person: `person-${at}`, firstDayMs: todayMs }));
        const seats = chairs.map(({ ran, rest, daily }, at) => chair(`chair-${at}`, ran, rest, daily));
        const [first] = [...all].sort((one, other) => one.usualMinute - other.usualMinute);
        if (first === undefined) return;
        expect(suggest(all, seats).get(first.person)).toEqual(suggest([first], seats).get(first.person));
      }),
    );
  });
});
