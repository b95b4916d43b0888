import { expect, it } from 'vitest';
import { isAnyOn } from '../support/emulated-chip.js';
import { describeWithMosquitto } from '../support/mosquitto.js';
import { FirmwareBench, movedZones } from './firmware-bench.js';

const leaseMs = 600;
const toleranceMs = 50;

/** Every zone, and a bag that is blown up, in a few seconds. */
const short = `id: short
name: Short
summary: Every zone for a few seconds.
goal: break
phases:
  - name: All
    for: 8s
    back: { knead: 20, rate: 12, ramp: 2s }
    seat: { compress: 20, rate: 10, ramp: 2s }
    legs: { compress: 20, rate: 8, ramp: 2s }
`;

describeWithMosquitto('the daemon with chairs of the reference firmware, and a short program', () => {
  const bench = new FirmwareBench({ 'short.yaml': short });

  it('plays it to its end, and the stop is verified', { timeout: 60_000 }, async () => {
    await bench.start('uno', 'short');
    await bench.start('mega', 'short');
    await bench.untilBothHaveEnded(30_000);
    for (const chair of ['uno', 'mega'] as const) {
      const last = bench.hub.statuses.get(chair)?.last_session;
      expect(last).toMatchObject({ program: 'short', ended_by: 'completed' });
      expect(isAnyOn(await bench.chips[chair].state())).toBe(false);
      expect(movedZones(bench.chips[chair])).toEqual(new Set(['back', 'seat', 'legs']));
    }
    expect(bench.chips.uno.changes.some(({ pump, valve }) => pump && valve)).toBe(true);
  });
});

describeWithMosquitto('the daemon with chairs of the reference firmware', () => {
  const bench = new FirmwareBench();

  it('[S1] leaves every pin at 0 within the lease and half a second of kill -9', { timeout: 40_000 }, async () => {
    await bench.start('uno', 'quick-break');
    await bench.start('mega', 'quick-break');
    await bench.hub.untilAll(['uno', 'mega'], 'running');
    await Promise.all(Object.values(bench.chips).map((chip) => chip.until(isAnyOn)));
    await bench.daemon.kill();
    for (const chip of Object.values(bench.chips)) {
      const state = await chip.until((each) => !isAnyOn(each));
      expect(state.zero_at_ms - state.heard_at_ms).toBeLessThanOrEqual(leaseMs + 500 + toleranceMs);
    }
  });

  it('[S1] [S5] a cut line ends the session on both sides, and nothing resumes', { timeout: 40_000 }, async () => {
    await bench.start('uno', 'quick-break');
    await bench.hub.untilAll(['uno'], 'running');
    await bench.chips.uno.until(isAnyOn);
    await bench.chips.uno.inject('cut');
    const state = await bench.chips.uno.until((each) => !isAnyOn(each));
    expect(state.zero_at_ms - state.heard_at_ms).toBeLessThanOrEqual(leaseMs + 500 + toleranceMs);
    await bench.hub.untilAll(['uno'], 'disconnected');
    await bench.chips.uno.clear('cut');
    await bench.hub.untilAll(['uno'], 'idle');
    expect(bench.hub.statuses.get('uno')?.last_session).toMatchObject({ ended_by: 'link_lost' });
    expect(isAnyOn(await bench.chips.uno.state())).toBe(false);
  });

  it('[S5] [S13] a chip that resets in mid-session stays still and is said to have restarted', {
    timeout: 40_000,
  }, async () => {
    await bench.start('mega', 'quick-break');
    await bench.hub.untilAll(['mega'], 'running');
    await bench.chips.mega.until(isAnyOn);
    await bench.chips.mega.inject('reboot:brownout');
    const state = await bench.chips.mega.until((each) => !isAnyOn(each));
    expect(state.zero_at_ms).toBeGreaterThanOrEqual(state.injected_at_ms);
    expect(state.zero_at_ms - state.injected_at_ms).toBeLessThanOrEqual(toleranceMs);
    await bench.hub.untilAll(['mega'], 'idle');
    expect(bench.hub.statuses.get('mega')?.last_session).toMatchObject({ ended_by: 'chair_restarted' });
    expect(isAnyOn(await bench.chips.mega.state())).toBe(false);
  });
});
