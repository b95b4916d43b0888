import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { permissionCure, portTrouble } from '../../../src/adapters/serial/port-trouble.js';
import { openSerial, type SerialSetting } from '../../../src/adapters/serial/serial-wire.js';
import { openTcp } from '../../../src/adapters/serial/tcp-wire.js';
import { systemClock } from '../../../src/adapters/system-clock.js';
import type { Log, Wire } from '../../../src/ports.js';
import { Pty } from '../../support/pty.js';
import { silentLog } from '../../support/silent-log.js';
import { fillThreadPool } from '../../support/thread-pool.js';
import { VirtualTime } from '../../support/virtual-time.js';
import { until, WireDiary } from '../../support/wire-contract.js';

const clock = systemClock();
const line = { baudRate: 115200, hupcl: true };

describe('a serial port', () => {
  let pty: Pty;
  const wires: Wire[] = [];

  beforeEach(() => {
    pty = new Pty();
  });

  afterEach(async () => {
    await Promise.all(wires.splice(0).map((wire) => wire.close()));
    pty.unplug();
  });

  const open = (setting: SerialSetting, log: Log = silentLog): WireDiary => {
    const diary = new WireDiary();
    wires.push(openSerial(setting, clock, log)(diary));
    return diary;
  };

  it('is locked: a second owner is refused, and told how to find the first [S16]', async () => {
    const first = open({ path: pty.path, ...line });
    await until('opened', () => first.has('opened'));
    const second = open({ path: pty.path, ...line });
    await until('closed', () => second.has('closed'));
    expect(second.has('opened')).toBe(false);
    expect(second.reason).toContain(`another process holds ${pty.path}`);
    expect(first.has('closed')).toBe(false);
  });

  it('is written and read without a turn in the pool of threads, which others may have filled [S7]', async () => {
    const diary = open({ path: pty.path, ...line });
    await until('opened', () => diary.has('opened'));
    const pool = fillThreadPool();
    wires.at(-1)?.write('1 STOP 1000\n');
    await pty.write('T 1\n');
    await until('the stop', () => pty.lines.length === 1 && diary.lines.length === 1);
    expect(pool.isFree).toBe(false);
    await pool.free();
  });

  it('that takes only a part now gets the rest in order, when it takes more', async () => {
    const diary = open({ path: pty.path, ...line });
    await until('opened', () => diary.has('opened'));
    pty.stopReading();
    const sent = Array.from({ length: 60 }, (_, index) => `${index} `.padEnd(99, '.'));
    for (const text of sent) wires.at(-1)?.write(`${text}\n`);
    expect(diary.has('closed')).toBe(false);
    pty.readAgain();
    await until('all lines', () => pty.lines.length === sent.length);
    expect(pty.lines).toEqual(sent);
  });

  it('without modem lines opens all the same when DTR and RTS are configured, and warns of nothing', async () => {
    const warnings: string[] = [];
    const log: Log = { ...silentLog, warn: (event) => void warnings.push(event) };
    const diary = open({ path: pty.path, ...line, dtr: false, rts: false }, log);
    await until('opened', () => diary.has('opened'));
    expect(warnings).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('keeps DTR up after a close where hupcl is off', async () => {
    const flags = (): string => execFileSync('stty', ['-F', pty.path, '-a'], { encoding: 'utf8' });
    execFileSync('stty', ['-F', pty.path, 'hupcl']);
    const diary = open({ path: pty.path, ...line, hupcl: false });
    await until('opened', () => diary.has('opened'));
    expect(flags()).toMatch(/ -hupcl/);
  });

  it('that is not there ends with what there is', async () => {
    const diary = open({ path: '/dev/no-such-port', ...line });
    await until('closed', () => diary.has('closed'));
    expect(diary.notes).toHaveLength(1);
    expect(diary.reason).toMatch(/^no port \/dev\/no-such-port; there (are: |is no serial port)/);
  });

  it('that is a file or a folder, or has a senseless speed, ends with a reason', async () => {
    for (const setting of [
      { path: '/etc/hosts', ...line },
      { path: '/', ...line },
      { path: '', ...line },
      { path: pty.path, hupcl: true, baudRate: Number.NaN },
    ]) {
      const diary = open(setting);
      await until('closed', () => diary.has('closed'));
      expect(diary.has('opened')).toBe(false);
      expect(diary.reason).not.toBe('');
    }
  });
});

describe('the reason of a failed open', () => {
  it('says how to get the permission', async () => {
    const reason = await portTrouble('/dev/ttyNONE', 'Error: Permission denied, cannot open /dev/ttyNONE');
    expect(reason).toContain('sudo usermod -aG dialout $USER');
    expect(reason).toContain('log in again');
  });

  it('says how to get the permission, by the group that the device really has', () => {
    const folder = mkdtempSync(join(tmpdir(), 'device-'));
    const device = join(folder, 'tty');
    const groups = join(folder, 'group');
    writeFileSync(device, '');
    const { gid } = statSync(device);
    writeFileSync(groups, `root:x:0:\nserial:x:${gid === 0 ? 77 : gid}:\n`);
    if (gid === 0) chownSync(device, 0, 77);
    chmodSync(device, 0o660);
    expect(permissionCure(device, groups)).toBe('run "sudo usermod -aG serial $USER" and log in again');
    writeFileSync(groups, 'root:x:0:\n');
    expect(permissionCure(device, groups)).toMatch(/^start the container with --group-add \d+/);
    chmodSync(device, 0o600);
    expect(permissionCure(device, groups)).toContain(`"sudo chgrp dialout ${device}" and "sudo chmod 660 ${device}"`);
    rmSync(folder, { recursive: true });
  });

  it('passes an unknown error on with its port', async () => {
    expect(await portTrouble('/dev/ttyX', 'strange')).toBe('/dev/ttyX: strange');
  });
});

describe('a serial server', () => {
  it('that refuses ends with what to check', async () => {
    const diary = new WireDiary();
    openTcp({ host: 'localhost', port: 1 }, clock)(diary);
    await until('closed', () => diary.has('closed'));
    expect(diary.notes).toHaveLength(1);
    expect(diary.reason).toContain('nothing listens there');
  });

  it('with a port number that cannot be ends with a reason', async () => {
    const diary = new WireDiary();
    openTcp({ host: 'localhost', port: 70_000 }, clock)(diary);
    await until('closed', () => diary.has('closed'));
    expect(diary.reason).toContain('70000');
  });

  it('that does not answer is given up after 5 s', async () => {
    const time = new VirtualTime();
    const diary = new WireDiary();
    openTcp({ host: '127.0.0.1', port: 9 }, time)(diary);
    time.advance(5000);
    await until('closed', () => diary.has('closed'));
    expect(diary.notes).toHaveLength(1);
    expect(diary.reason).toContain('no answer within 5 s');
    expect(time.waiting).toBe(0);
  });
});
