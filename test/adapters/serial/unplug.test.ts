import { readdirSync, readlinkSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { openSerial } from '../../../src/adapters/serial/serial-wire.js';
import { systemClock } from '../../../src/adapters/system-clock.js';
import { Pty } from '../../support/pty.js';
import { silentLog } from '../../support/silent-log.js';
import { quiet, until, WireDiary } from '../../support/wire-contract.js';

const clock = systemClock();
const telemetry = 'T 123 idle 600 1 24000 back:off,0,0,270,0,-*ABCD\n';

const openOn = (pty: Pty, diary: WireDiary) =>
  openSerial({ path: pty.path, baudRate: 115200, hupcl: true }, clock, silentLog)(diary);

const terminalsHeld = (): number =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return /pts|ptmx/.test(readlinkSync(`/proc/self/fd/${fd}`));
    } catch {
      return false;
    }
  }).length;

describe.runIf(process.platform === 'linux')('an unplug', () => {
  const ptys: Pty[] = [];
  const plugIn = (): Pty => {
    const pty = new Pty();
    ptys.push(pty);
    return pty;
  };

  afterEach(() => {
    for (const pty of ptys.splice(0)) pty.unplug();
  });

  const cases: readonly [string, (pty: Pty) => Promise<void>][] = [
    ['while telemetry streams in', async (pty) => pty.write(telemetry.repeat(10))],
    ['right after the port has opened', async () => {}],
    ['while nothing is said', quiet],
  ];

  it.each(cases)('is reported every time, once: %s', async (_when, before) => {
    for (let round = 0; round < 15; round += 1) {
      const pty = plugIn();
      const diary = new WireDiary();
      const wire = openOn(pty, diary);
      await until('opened', () => diary.has('opened'));
      await before(pty);
      pty.unplug();
      await until('closed', () => diary.has('closed'));
      await wire.close();
      expect(diary.notes.filter((note) => note.kind === 'closed')).toHaveLength(1);
      expect(diary.reason).toContain('is the cable out?');
    }
  });

  it('leaves no descriptor behind and no spinning processor', async () => {
    const heldBefore = terminalsHeld();
    for (let round = 0; round < 10; round += 1) {
      const pty = plugIn();
      const diary = new WireDiary();
      const wire = openOn(pty, diary);
      await until('opened', () => diary.has('opened'));
      pty.unplug();
      await until('closed', () => diary.has('closed'));
      await wire.close();
    }
    const before = process.cpuUsage();
    await new Promise((resolve) => clock.after(300, () => resolve(undefined)));
    const used = process.cpuUsage(before);
    expect((used.user + used.system) / 1000).toBeLessThan(200);
    expect(terminalsHeld()).toBe(heldBefore);
  });

  it('in the middle of a close still ends it in time, once', async () => {
    const pty = plugIn();
    const diary = new WireDiary();
    const wire = openOn(pty, diary);
    await until('opened', () => diary.has('opened'));
    pty.stopReading();
    for (let count = 0; count < 20; count += 1) wire.write('x'.repeat(150));
    const closing = wire.close();
    pty.unplug();
    await closing;
    await until('closed', () => diary.has('closed'));
    await quiet();
    expect(diary.notes.filter((note) => note.kind === 'closed')).toHaveLength(1);
  });

  it('frees the port, so that the next connection can have it', async () => {
    const pty = plugIn();
    for (let round = 0; round < 10; round += 1) {
      const diary = new WireDiary();
      const wire = openOn(pty, diary);
      await until('opened', () => diary.has('opened'));
      await pty.write('T 1\n');
      await until('a line', () => diary.lines.length > 0);
      await wire.close();
      expect(diary.reason).toBe('closed');
    }
  });
});
