import { describe, expect, it } from 'vitest';
import { TickTurns } from '../../src/daemon/tick-turns.js';

/** So many chairs, by number, and who was looked after at each turn. */
function bench(count: number) {
  const turns = new TickTurns(Array.from({ length: count }, (_, number) => number));
  const takeAt = (nowMs: number): { readonly looked: readonly number[]; readonly isTickOver: boolean } => {
    const looked: number[] = [];
    const isTickOver = turns.take(nowMs, (number) => looked.push(number));
    return { looked, isTickOver };
  };
  return { turns, takeAt };
}

describe('the turns of a tick', () => {
  it.each([
    [1, 50],
    [100, 50],
    [101, 25],
    [500, 10],
    [1000, 5],
    [5000, 5],
  ])('with %i chairs come every %i ms, and take each of them once in 50 ms', (count, everyMs) => {
    const { turns, takeAt } = bench(count);
    expect(turns.everyMs).toBe(everyMs);
    const taken = Array.from({ length: 50 / everyMs }, (_, at) => takeAt(at * everyMs));
    expect(new Set(taken.flatMap(({ looked }) => looked)).size).toBe(count);
    expect(taken.flatMap(({ looked }) => looked)).toHaveLength(count);
    expect(taken.map(({ isTickOver }) => isTickOver)).toEqual([...taken.slice(1).map(() => false), true]);
  });

  it('leave no chair out for longer than it has, however often the loop stands still [S14]', () => {
    for (const delayMs of [20, 60, 130, 190, 250]) {
      const { takeAt } = bench(1000);
      const seenAtMs = new Map<number, number>();
      let longestMs = 0;
      // The timer comes once for each time.
      for (let nowMs = 0; nowMs < 5000; nowMs += delayMs) {
        for (const number of takeAt(nowMs).looked) {
          longestMs = Math.max(longestMs, nowMs - (seenAtMs.get(number) ?? 0));
          seenAtMs.set(number, nowMs);
        }
      }
      expect([delayMs, seenAtMs.size, longestMs < 200 + delayMs]).toEqual([delayMs, 1000, true]);
    }
  });

  it('look after no chair twice in one go, and one part after the other again afterwards', () => {
    const { takeAt } = bench(500);
    takeAt(0);
    const { looked } = takeAt(60_000);
    expect([looked.length, new Set(looked).size]).toEqual([500, 500]);
    expect([60_010, 60_020, 60_100].map((nowMs) => takeAt(nowMs).looked.length)).toEqual([100, 100, 100]);
  });

  it('do not come together for one short delay: chairs that are looked after at one moment are due again at one', () => {
    const { takeAt } = bench(500);
    expect([0, 10, 120, 130, 140, 150].map((nowMs) => takeAt(nowMs).looked.length)).toEqual([
      100, 100, 100, 100, 100, 100,
    ]);
  });
});
