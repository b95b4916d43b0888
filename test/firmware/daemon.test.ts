import { expect, it } from 'vitest';
import { isAnyOn } from '../support/emulated-chip.js';
import { describeWithMosquitto } from '../support/mosquitto.js';
import { FirmwareBench, movedZones } from './firmware-bench.js';

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
