import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs } from '../../src/core/backoff.js';

const bounds = { minMs: 250, maxMs: 5000 };

describe('the wait before the next attempt', () => {
  it('doubles up to its bound', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 100].map((attempt) => backoffMs(attempt, bounds, 0.999_999))).toEqual([
      250, 500, 1000, 2000, 4000, 5000, 5000, 5000,
    ]);
  });

  it('is at least half of that, by chance', () => {
    expect([0, 1, 2, 3, 4, 5].map((attempt) => backoffMs(attempt, bounds, 0))).toEqual([
      125, 250, 500, 1000, 2000, 2500,
    ]);
  });

  it('stays a number within its bounds after any number of attempts', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 31), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (attempt, random) => {
        const waitMs = backoffMs(attempt, bounds, random);
        expect(Number.isInteger(waitMs)).toBe(true);
        expect(waitMs).toBeGreaterThanOrEqual(bounds.minMs / 2);
        expect(waitMs).toBeLessThanOrEqual(bounds.maxMs);
      }),
    );
  });
});
