import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addRun, type Moment, noRuns, rebase, restLeftMs, sinceMs, usedMs } from '../../../src/core/safety/budget.js';

const minute = 60_000;
const rules = { restMs: 30 * minute, dailyMs: 60 * minute };
const wallMs = 1_767_268_800_000;

const saved: Moment = { bootId: 'one', nowMs: 20 * minute, wallMs };
/** A restart of the process: the same boot, so the monotonic clock has gone on. */
const restarted = (afterMs: number, wallJumpMs = 0): Moment => ({
  bootId: 'one',
  nowMs: saved.nowMs + afterMs,
  wallMs: wallMs + afterMs + wallJumpMs,
});
/** A reboot: the monotonic clock begins anew. */
const rebooted = (afterMs: number, wallJumpMs = 0): Moment => ({
  bootId: 'two',
  nowMs: 40_000,
  wallMs: wallMs + afterMs + wallJumpMs,
});
const ran20 = addRun(noRuns, 0, 20 * minute);
const restAfter = (now: Moment): number => restLeftMs(rebase(ran20, saved, now), rules, now.nowMs) / minute;

describe('time limits over a restart of the process [S9]', () => {
  it('go on as if nothing had been', () => {
    expect(restAfter(restarted(10 * minute))).toBe(20);
    expect(restAfter(restarted(30 * minute))).toBe(0);
  });

  it.each([-365, -1, 1, 365])('do not care for a clock that jumps by %d days', (days) => {
    expect(restAfter(restarted(10 * minute, days * 24 * 60 * minute))).toBe(20);
  });
});

describe('time limits over a reboot [S9]', () => {
  it('go by the time of day', () => {
    expect(restAfter(rebooted(10 * minute))).toBe(20);
    expect(restAfter(rebooted(31 * minute))).toBe(0);
  });

  it('go by the time of day also where the machine has been up for longer than before', () => {
    const now = { ...rebooted(10 * minute), nowMs: 25 * minute };
    expect(restAfter(now)).toBe(20);
  });

  it('count a clock that went backwards as no time at all', () => {
    expect(restAfter(rebooted(10 * minute, -24 * 60 * minute))).toBe(30);
  });

  it('keep the minutes of the day', () => {
    const now = rebooted(10 * minute);
    expect(usedMs(rebase(ran20, saved, now), now.nowMs)).toBe(20 * minute);
  });
});

describe('how long ago something was saved', () => {
  it('is never less than nothing', () => {
    fc.assert(
      fc.property(
        fc.nat(1e9),
        fc.nat(1e9),
        fc.integer({ min: -1e9, max: 1e9 }),
        fc.boolean(),
        (one, two, jump, boot) => {
          const now = { bootId: boot ? 'one' : 'two', nowMs: two, wallMs: wallMs + jump };
          expect(sinceMs({ ...saved, nowMs: one }, now)).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  it('goes by the time of day where a boot id lies, and the monotonic clock fell', () => {
    expect(sinceMs(saved, { bootId: 'one', nowMs: 0, wallMs: wallMs + 7000 })).toBe(7000);
  });
});

describe('running time that was counted ahead when it was saved [S9]', () => {
  const aheadMs = 5000;
  const ahead = { runs: [{ startMs: 0, endMs: saved.nowMs + aheadMs }] };

  it('lies in the past after the restart, so that rest is owed in full and no longer', () => {
    const now = restarted(1000);
    expect(restLeftMs(rebase(ahead, saved, now), rules, now.nowMs)).toBe(rules.restMs);
  });

  it('is moved alone: what ran before stays what it was', () => {
    const runs = [{ startMs: 0, endMs: 1000 }, { startMs: 50_000, endMs: 60_000 }, ...ahead.runs];
    expect(rebase({ runs }, saved, restarted(1000)).runs).toEqual([
      { startMs: 0, endMs: 1000 },
      { startMs: 50_000, endMs: 60_000 },
      { startMs: 1000 - aheadMs, endMs: saved.nowMs + 1000 },
    ]);
  });

  it('is not eaten up by the running time that comes', () => {
    const clocks = fc.tuple(fc.boolean(), fc.nat(60_000), fc.integer({ min: -1e9, max: 0 }));
    fc.assert(
      fc.property(
        clocks,
        fc.nat(10_000),
        fc.integer({ min: 1, max: minute }),
        ([isReboot, afterMs, jumpMs], waitMs, runMs) => {
          const now = isReboot ? rebooted(afterMs, jumpMs) : restarted(afterMs, jumpMs);
          const startMs = now.nowMs + waitMs;
          const budget = addRun(rebase(ahead, saved, now), startMs, startMs + runMs);
          expect(usedMs(budget, startMs + runMs)).toBeGreaterThanOrEqual(saved.nowMs + aheadMs + runMs);
        },
      ),
    );
  });
});
