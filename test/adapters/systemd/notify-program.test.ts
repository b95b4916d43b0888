import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/adapters/system-clock.js';
import { openNotifyProgram } from '../../../src/adapters/systemd/notify-program.js';
import type { Log } from '../../../src/ports.js';
import { eventually } from '../../support/eventually.js';
import { temporaryFolder } from '../../support/program.js';
import { hasSystemdPrograms, ListeningManager, pathWithNotify } from '../../support/service-manager.js';
import { silentLog } from '../../support/silent-log.js';

let folder = temporaryFolder();
let manager: ListeningManager | null = null;
let logged: string[] = [];

beforeEach(() => {
  folder = temporaryFolder();
  logged = [];
});
afterEach(async () => {
  await manager?.close();
  manager = null;
  folder.remove();
});

const log: Log = { ...silentLog, warn: (event, fields) => void logged.push(`${event}: ${fields?.['reason']}`) };

const speakingTo = (address: string, path = pathWithNotify(folder.path)) =>
  openNotifyProgram({ env: { ...process.env, PATH: path, NOTIFY_SOCKET: address }, clock: systemClock(), log });

/** A program of this name that does something else. */
function instead(...lines: readonly string[]): string {
  const bin = join(folder.path, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'systemd-notify'), ['#!/bin/sh', ...lines, ''].join('\n'));
  chmodSync(join(bin, 'systemd-notify'), 0o755);
  return `${bin}:${process.env['PATH']}`;
}

describe('what is told to a service manager', () => {
  it.each([
    ['a path', () => join(folder.path, 'notify')],
    ['an abstract socket', () => `@chair2mqtt-test-${process.pid}`],
  ])('arrives at %s, and it is said when it was read', async (_, addressOf) => {
    manager = await ListeningManager.listen(addressOf());
    let hasArrived = false;
    speakingTo(manager.address).tell({ READY: '1', STATUS: 'the chair answers; no broker' }, () => {
      hasArrived = true;
    });
    await eventually(() => hasArrived, 'it was read');
    expect(manager.messages.map(({ words }) => words)).toEqual([
      { READY: '1', STATUS: 'the chair answers; no broker' },
    ]);
    expect(logged).toEqual([]);
  });

  it('goes one after the other: of what waits meanwhile the newest of each', async () => {
    manager = await ListeningManager.listen(join(folder.path, 'notify'));
    const program = speakingTo(manager.address);
    const arrived: string[] = [];
    program.tell({ READY: '1' }, () => arrived.push('ready'));
    expect(program.isFree).toBe(false);
    for (const status of ['one', 'two', 'three']) program.tell({ STATUS: status }, () => arrived.push(status));
    program.tell({ STOPPING: '1' });
    await eventually(() => program.isFree, 'all was told');
    expect(manager.messages.map(({ words }) => words)).toEqual([{ READY: '1' }, { STATUS: 'three', STOPPING: '1' }]);
    expect(arrived).toEqual(['ready', 'one', 'two', 'three']);
  });

  it('is given up and ended where the program hangs, which is said once, and the next is told', async () => {
    const mark = join(folder.path, 'pid');
    const path = instead(`echo $$ >> ${mark}`, 'exec sleep 600');
    const program = speakingTo(join(folder.path, 'nobody'), path);
    let hasArrived = false;
    const arrived = (): void => {
      hasArrived = true;
    };
    program.tell({ READY: '1' }, arrived);
    program.tell({ STATUS: 'x' }, arrived);
    await eventually(() => program.isFree, 'it was given up');
    expect(logged).toEqual(['service_manager_unheard: systemd-notify did not come to an end within 2500 ms']);
    expect(hasArrived).toBe(false);
    const pids = readFileSync(mark, 'utf8').trim().split('\n');
    expect(pids).toHaveLength(2);
    await eventually(() => pids.every((pid) => !existsSync(`/proc/${pid}`)), 'both have ended');
  });

  // Only the real program waits for its reader.
  it.runIf(hasSystemdPrograms)('is given up where the service manager reads nothing', async () => {
    manager = await ListeningManager.listen(join(folder.path, 'notify'), true);
    const program = speakingTo(manager.address);
    program.tell({ WATCHDOG: '1' });
    await eventually(() => program.isFree, 'it was given up');
    expect(logged).toHaveLength(1);
  });

  it('is lost without harm where there is no such program or nobody listens, which is said once', async () => {
    const missing = speakingTo(join(folder.path, 'nobody'), join(folder.path, 'empty'));
    missing.tell({ READY: '1' });
    await eventually(() => missing.isFree, 'the first has failed');
    missing.tell({ STATUS: 'x' });
    await eventually(() => missing.isFree, 'the second has failed');
    expect(logged).toEqual(['service_manager_unheard: spawn systemd-notify ENOENT']);
    const unheard = speakingTo(join(folder.path, 'nobody'));
    unheard.tell({ READY: '1' });
    await eventually(() => unheard.isFree, 'nobody listens');
    expect(logged.at(-1)).toBe('service_manager_unheard: systemd-notify ended with 1');
  });
});
