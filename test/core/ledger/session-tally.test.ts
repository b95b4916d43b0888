import { describe, expect, it } from 'vitest';
import { momentsMax } from '../../../src/core/ledger/lines.js';
import { SessionTally } from '../../../src/core/ledger/session-tally.js';
import { Spacing } from '../../../src/core/ledger/spacing.js';
import type { Telemetry, ZoneReport } from '../../../src/core/protocol/messages.js';
import { sampleSession } from '../../support/sample-session.js';

const at = '2026-11-22T21:04:00Z';
const back = (over: Partial<ZoneReport> = {}): Telemetry => ({
  uptimeMs: 0,
  mode: 'run',
  leaseMs: 600,
  occupied: true,
  railMv: 'none',
  zones: [
    { zone: 'back', technique: 'knead', level: 40, rate: 0, temperatureDc: 310, currentMa: 900, flags: [], ...over },
  ],
});

describe('what a session comes to', () => {
  it('counts of a zone how long it was on, how often it began, its mean level and current, and how warm it was', () => {
    const tally = new SessionTally(sampleSession());
    const session = sampleSession();
    tally.measured(back({ level: 40 }), session, 0);
    tally.measured(back({ level: 20, currentMa: 300, temperatureDc: 352 }), session, 500);
    tally.measured(back({ level: 0, currentMa: 0 }), session, 1000);
    tally.measured(back({ level: 40 }), session, 1500);
    tally.measured(back({ level: 40, flags: ['D'] }), session, 2000);
    const { zones, motor_s, derated_s } = tally.stand(2000, at);
    expect(zones).toEqual({ back: { on_s: 1.5, starts: 2, level_mean: 33.3, peak_c: 35.2, ma_mean: 700 } });
    expect([motor_s, derated_s]).toEqual([1.5, 0.5]);
  });

  it('counts no time in which nobody has seen the motors, and nothing of sensors that are not there', () => {
    const tally = new SessionTally(sampleSession());
    for (const atMs of [0, 60_000])
      tally.measured(back({ currentMa: 'none', temperatureDc: 'invalid' }), sampleSession(), atMs);
    expect(tally.stand(60_000, at).zones.back).toEqual({
      on_s: 1,
      starts: 1,
      level_mean: 40,
      peak_c: null,
      ma_mean: null,
    });
  });

  it('weighs intensity by the time that it was', () => {
    const tally = new SessionTally(sampleSession({ intensity: 100 }));
    tally.stands(sampleSession({ intensity: 40, elapsedMs: 60_000 }));
    tally.stands(sampleSession({ intensity: 40, elapsedMs: 180_000 }));
    expect(tally.stand(0, at)).toMatchObject({
      intensity_mean: 60,
      elapsed_s: 180,
      moments: [{ at_s: 60, what: 'intensity 40' }],
    });
  });

  it('counts a pause that still lasts', () => {
    const tally = new SessionTally(sampleSession());
    tally.paused(sampleSession(), 1000);
    tally.resumed(sampleSession(), 3000);
    tally.paused(sampleSession(), 4000);
    expect(tally.stand(9000, at).paused_s).toBe(7);
  });

  it('keeps the first moments and the last, and says how many it left out', () => {
    const tally = new SessionTally(sampleSession());
    for (let count = 1; count <= 100; count++) tally.skipped(sampleSession({ elapsedMs: count * 1000 }));
    const { moments, moments_dropped, skips } = tally.stand(0, at);
    expect(moments.map(({ at_s }) => at_s)).toEqual([
      ...Array.from({ length: momentsMax.first }, (_, index) => index + 1),
      ...Array.from({ length: momentsMax.last }, (_, index) => index + 91),
    ]);
    expect([moments_dropped, skips]).toEqual([50, 100]);
  });
});

describe('what comes again and again', () => {
  it('is let through once in a while, each kind by itself, and says how often it was held back', () => {
    const spacing = new Spacing(1000, 10);
    expect([0, 500, 900].map((atMs) => spacing.pass('stale', atMs))).toEqual([0, null, null]);
    expect(spacing.pass('resting', 900)).toBe(0);
    expect(spacing.pass('stale', 1000)).toBe(2);
    expect(spacing.pass('stale', 2000)).toBe(0);
  });
});
