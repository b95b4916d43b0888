import { expect, it } from 'vitest';
import { isAnyOn } from '../support/emulated-chip.js';
import { describeWithMosquitto } from '../support/mosquitto.js';
import { FirmwareBench, movedZones } from './firmware-bench.js';

const leaseMs = 600;
const toleranceMs = 50;

describeWithMosquitto('the daemon with chairs of the reference firmware', () => {
  const bench = new FirmwareBench();

  it('plays demo and quick-break to their ends, and the stop is verified', async () => {
    await bench.start('uno', 'demo');
    await bench.start('mega', 'quick-break', { duration: '60s' });
    await bench.untilBothHaveEnded(90_000);
    const { hub, chips } = bench;
    for (const [chair, program] of [
      ['uno', 'demo'],
      ['mega', 'quick-break'],
    ] as const) {
      expect(hub.statuses.get(chair)?.last_session).toMatchObject({ program, ended_by: 'completed' });
      expect(isAnyOn(await chips[chair].state())).toBe(false);
    }
    expect(movedZones(chips.uno)).toEqual(new Set(['back', 'seat', 'legs']));
    expect(movedZones(chips.mega)).toEqual(new Set(['back', 'legs']));
    expect(chips.uno.changes.some(({ pump, valve }) => pump && valve)).toBe(true);
  });

  it('[S1] leaves every pin at 0 within the lease and half a second of kill -9', async () => {
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

  it('[S1] [S5] a cut line ends the session on both sides, and nothing resumes', async () => {
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

  it('[S5] [S13] a chip that resets in mid-session stays still and is said to have restarted', async () => {
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
