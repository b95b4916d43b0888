import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EmulatedChip, isAnyOn } from '../support/emulated-chip.js';
import { FleetHub } from '../support/fleet-hub.js';
import { describeWithMosquitto, type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { Program, temporaryFolder } from '../support/program.js';

const leaseMs = 600;
const toleranceMs = 50;

describeWithMosquitto('the daemon with chairs of the reference firmware', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let broker: Mosquitto;
  let chips: Record<'uno' | 'mega', EmulatedChip>;
  let hub: FleetHub;
  let daemon: Program;

  beforeEach(async () => {
    folder = temporaryFolder();
    broker = await startMosquitto();
    chips = { uno: await EmulatedChip.start('atmega328p'), mega: await EmulatedChip.start('atmega2560') };
    const lines = [
      `mqtt: { url: "${broker.url}" }`,
      'chairs:',
      ...Object.entries(chips).map(([id, chip]) => `  - { id: ${id}, port: ${chip.path} }`),
    ];
    writeFileSync(join(folder.path, 'chair2mqtt.yaml'), `${lines.join('\n')}\n`);
    hub = await FleetHub.connect(broker.url);
    daemon = new Program(['start'], { cwd: folder.path });
    await hub.untilAll(['uno', 'mega'], 'idle');
    // Commands are refused for a second after each subscription.
    await new Promise((resolve) => setTimeout(resolve, 2500));
  });

  afterEach(async () => {
    await daemon.kill();
    await hub.close();
    await Promise.all(Object.values(chips).map((chip) => chip.stop()));
    await broker.stop();
    folder.remove();
  });

  const start = async (chair: 'uno' | 'mega', program: string, duration?: string): Promise<void> => {
    await hub.publish(`${chair}/set`, { command: 'start', program, ...(duration === undefined ? {} : { duration }) });
  };

  it('plays demo and quick-break to their ends, and the stop is verified', { timeout: 120_000 }, async () => {
    await start('uno', 'demo');
    await start('mega', 'quick-break', '60s');
    await hub.untilAll(['uno', 'mega'], 'running');
    hub.forget();
    await hub.until(
      () => ['uno', 'mega'].every((chair) => hub.statuses.get(chair)?.last_session !== null),
      'both have ended',
      90_000,
    );
    for (const [chair, program] of [
      ['uno', 'demo'],
      ['mega', 'quick-break'],
    ] as const) {
      expect(hub.statuses.get(chair)?.last_session).toMatchObject({ program, ended_by: 'completed' });
      expect(isAnyOn(await chips[chair].state())).toBe(false);
    }
    const moved = (chair: 'uno' | 'mega') =>
      new Set(chips[chair].changes.filter(({ duty, pump }) => duty > 0 || pump).map(({ zone }) => zone));
    expect(moved('uno')).toEqual(new Set(['back', 'seat', 'legs']));
    expect(moved('mega')).toEqual(new Set(['back', 'legs']));
    expect(chips.uno.changes.some(({ pump, valve }) => pump && valve)).toBe(true);
  });

  it('[S1] leaves every pin at 0 within the lease and half a second of kill -9', { timeout: 40_000 }, async () => {
    await start('uno', 'quick-break');
    await start('mega', 'quick-break');
    await hub.untilAll(['uno', 'mega'], 'running');
    await Promise.all(Object.values(chips).map((chip) => chip.until(isAnyOn)));
    await daemon.kill();
    for (const chip of Object.values(chips)) {
      const state = await chip.until((each) => !isAnyOn(each));
      expect(state.zero_at_ms - state.heard_at_ms).toBeLessThanOrEqual(leaseMs + 500 + toleranceMs);
    }
  });

  it('[S1] [S5] a cut line ends the session on both sides, and nothing resumes', { timeout: 40_000 }, async () => {
    await start('uno', 'quick-break');
    await hub.untilAll(['uno'], 'running');
    await chips.uno.until(isAnyOn);
    await chips.uno.inject('cut');
    const state = await chips.uno.until((each) => !isAnyOn(each));
    expect(state.zero_at_ms - state.heard_at_ms).toBeLessThanOrEqual(leaseMs + 500 + toleranceMs);
    await hub.untilAll(['uno'], 'disconnected');
    await chips.uno.clear('cut');
    await hub.untilAll(['uno'], 'idle');
    expect(hub.statuses.get('uno')?.last_session).toMatchObject({ ended_by: 'link_lost' });
    expect(isAnyOn(await chips.uno.state())).toBe(false);
  });

  it('[S5] [S13] a chip that resets in mid-session stays still and is said to have restarted', {
    timeout: 40_000,
  }, async () => {
    await start('mega', 'quick-break');
    await hub.untilAll(['mega'], 'running');
    await chips.mega.until(isAnyOn);
    await chips.mega.inject('reboot:brownout');
    await chips.mega.until((each) => !isAnyOn(each), 500);
    await hub.untilAll(['mega'], 'idle');
    expect(hub.statuses.get('mega')?.last_session).toMatchObject({ ended_by: 'chair_restarted' });
    expect(isAnyOn(await chips.mega.state())).toBe(false);
  });
});
