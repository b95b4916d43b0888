import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type LagState,
  type LagVerdict,
  newLag,
  silenceMsMax,
  takeUptime,
} from '../../../src/core/safety/freshness.js';

/** Feeds T lines as `[host time, uptime]`; gives every verdict. */
function verdicts(lines: Iterable<readonly [number, number]>): readonly LagVerdict[] {
  const given: LagVerdict[] = [];
  let state: LagState = newLag;
  for (const [nowMs, uptimeMs] of lines) {
    const [next, verdict] = takeUptime(state, uptimeMs, nowMs);
    state = next;
    given.push(verdict);
    expect(state.buckets.length).toBeLessThanOrEqual(61);
  }
  return given;
}

const only = (given: readonly LagVerdict[]): ReadonlySet<LagVerdict> => new Set(given);

/** Lines every 100 ms, on a chair whose clock runs at `rate` of the host's. */
const steady = (durationMs: number, rate = 1, bootedAtMs = 1_000_000): [number, number][] =>
  Array.from({ length: durationMs / 100 }, (_, index) => [
    bootedAtMs + index * 100,
    Math.round(index * 100 * rate) + 5000,
  ]);

describe('telemetry is fresh [S14]', () => {
  it('while it comes as it is measured', () => {
    expect(only(verdicts(steady(300_000)))).toEqual(new Set(['fresh']));
  });

  it('from the first line on, whatever the two clocks say', () => {
    expect(verdicts([[5, 4_000_000_000]])).toEqual(['fresh']);
  });

  it('where lines come up to 500 ms late now and then', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(500), { minLength: 1, maxLength: 600 }), (delays) => {
        const lines = delays.map((delayMs, index) => [1_000_000 + index * 100 + delayMs, index * 100] as const);
        expect(only(verdicts(lines))).toEqual(new Set(['fresh']));
      }),
    );
  });

  it.each([0.995, 1.005])('where the chair its clock runs at %d of ours, over many minutes', (rate) => {
    expect(only(verdicts(steady(20 * 60_000, rate)))).toEqual(new Set(['fresh']));
  });

  it('where the chair its clock is far too fast', () => {
    expect(only(verdicts(steady(60_000, 1.5)))).toEqual(new Set(['fresh']));
  });

  it('over a wrap of the uptime', () => {
    const lines = Array.from(
      { length: 200 },
      (_, index) => [index * 100, (0xffff_ffff - 10_000 + index * 100) % 2 ** 32] as const,
    );
    expect(only(verdicts(lines))).toEqual(new Set(['fresh']));
  });
});

describe('telemetry is old [S14]', () => {
  it('where old lines are drained from a buffer, until the newest is reached', () => {
    const before = steady(10_000);
    const [lastAt = 0, lastUptime = 0] = before.at(-1) ?? [];
    const drained = Array.from(
      { length: 20 },
      (_, index) => [lastAt + 2000 + index, lastUptime + 100 * (index + 1)] as const,
    );
    const given = verdicts([...before, ...drained]).slice(before.length);
    expect(given.slice(0, 14)).toEqual(Array(14).fill('old'));
    expect(given.slice(15)).toEqual(Array(5).fill('fresh'));
  });

  it('from over 500 ms on', () => {
    expect(
      verdicts([
        [0, 1000],
        [600, 1100],
      ]),
    ).toEqual(['fresh', 'fresh']);
    expect(
      verdicts([
        [0, 1000],
        [601, 1100],
      ]),
    ).toEqual(['fresh', 'old']);
  });

  it('against the best line of a second, not against its first', () => {
    expect(
      verdicts([
        [10_400, 1000],
        [10_500, 1500],
        [11_101, 1600],
      ]),
    ).toEqual(['fresh', 'fresh', 'old']);
  });

  it('against the best second of the last minute, also where a later one gets better line by line', () => {
    expect(
      verdicts([
        [10_400, 1000],
        [11_000, 2000],
        [12_400, 3000],
        [12_450, 3100],
        [13_301, 3800],
      ]),
    ).toEqual(['fresh', 'fresh', 'fresh', 'fresh', 'old']);
  });

  it.each([
    [59, 'old'],
    [60, 'fresh'],
  ])('against a line of %d s ago: %s', (agoS, verdict) => {
    expect(
      verdicts([
        [10_000, 1000],
        [10_000 + agoS * 1000, agoS * 1000],
      ]).at(-1),
    ).toBe(verdict);
  });

  it('also where the delay grows little by little within a minute', () => {
    expect(verdicts(steady(60_000, 0.98))).toContain('old');
  });

  it('over a wrap of the uptime too', () => {
    expect(
      verdicts([
        [0, 0xffff_ff00],
        [100, 0xffff_ff64],
        [2000, 100],
      ]),
    ).toEqual(['fresh', 'fresh', 'old']);
  });
});

describe('a chair has restarted [S5]', () => {
  it('where its uptime falls', () => {
    expect(
      verdicts([
        [0, 90_000],
        [100, 90_100],
        [200, 50],
        [300, 150],
      ]),
    ).toEqual(['fresh', 'fresh', 'restarted', 'fresh']);
  });

  it('where it falls by little', () => {
    expect(
      verdicts([
        [0, 90_000],
        [100, 89_999],
      ]),
    ).toEqual(['fresh', 'restarted']);
  });

  it('but not where it falls from over 0xFFFF0000, which is a wrap', () => {
    expect(
      verdicts([
        [0, 0xffff_0000],
        [100, 100],
      ]),
    ).toEqual(['fresh', 'restarted']);
    expect(
      verdicts([
        [0, 0xffff_0001],
        [65_535, 0],
      ]),
    ).toEqual(['fresh', 'fresh']);
  });

  it('again where it falls again', () => {
    expect(
      verdicts([
        [0, 90_000],
        [100, 900],
        [200, 50],
      ]),
    ).toEqual(['fresh', 'restarted', 'restarted']);
  });

  it('and not where it stands still', () => {
    expect(
      verdicts([
        [0, 90_000],
        [100, 90_000],
      ]),
    ).toEqual(['fresh', 'fresh']);
  });
});

describe('a line counts as lost', () => {
  it.each([
    [true, Number.POSITIVE_INFINITY, 500],
    [true, 0, 500],
    [false, 0, 500],
    [false, 2499, 500],
    [false, 2500, 3000],
    [false, Number.POSITIVE_INFINITY, 3000],
  ])('armed: %s, stopped %d ms ago, after %d ms of silence', (isArmed, stoppedAgoMs, silenceMs) => {
    expect(silenceMsMax(isArmed, stoppedAgoMs)).toBe(silenceMs);
  });
});
