import { expect, it } from 'vitest';
import { isAnyOn } from '../support/emulated-chip.js';
import { describeWithMosquitto } from '../support/mosquitto.js';
import { FirmwareBench, movedZones } from './firmware-bench.js';

describeWithMosquitto('the daemon with chairs of the reference firmware', () => {
  const bench = new FirmwareBench();

  it('plays demo and quick-break to their ends, and the stop is verified', { timeout: 120_000 }, async () => {
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
});
