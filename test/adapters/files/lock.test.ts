import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Lock, lockDirectory } from '../../../src/adapters/files/lock.js';
import { killChild, startOwned } from '../../support/child.js';
import { until } from '../../support/wire-contract.js';

let folder: string;
let child: ChildProcessWithoutNullStreams | null = null;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
});

afterEach(async () => {
  if (child !== null) await killChild(child);
  child = null;
  rmSync(folder, { recursive: true, force: true });
});

function taken(directory = folder): Lock {
  const lock = lockDirectory(directory);
  if (lock.kind === 'problem') throw new Error(lock.message);
  return lock;
}

const startTicks = (pid: number): string =>
  readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19] ?? '';
const boot = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();

/** Claims of processes; the file that the kernel locks stays, for whoever comes next. */
const claimsIn = (directory: string): readonly string[] => readdirSync(directory).filter((file) => file !== 'lock');

/** Another process that lives, with the claim that it would have put down. */
function otherProcess(): { readonly pid: number; readonly claim: string } {
  child = startOwned(process.execPath, ['-e', 'process.stdin.resume()']);
  const pid = child.pid ?? 0;
  return { pid, claim: `lock.${pid}.${startTicks(pid)}.${boot()}` };
}

describe('the lock of a data folder', () => {
  it('is had once at a time, and again after its release', () => {
    const directory = join(folder, 'made', 'by', 'the', 'lock');
    const lock = taken(directory);
    expect(lockDirectory(directory)).toMatchObject({
      kind: 'problem',
      message: expect.stringContaining('this process'),
    });
    lock.release();
    lock.release();
    taken(directory).release();
    expect(claimsIn(directory)).toEqual([]);
  });

  it('leaves other folders free', () => {
    const first = taken(join(folder, 'a'));
    taken(join(folder, 'b')).release();
    first.release();
  });

  it('that cannot be taken says why as a value', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(lockDirectory(file)).toMatchObject({ kind: 'problem', message: expect.stringContaining('data_dir') });
  });

  it('ignores files that are none of its own', () => {
    for (const name of ['lock', 'lock.1', 'lock.abc.1.x', `lock.${'9'.repeat(30)}.1.x`, 'chair.json']) {
      writeFileSync(join(folder, name), '');
    }
    taken().release();
    expect(readdirSync(folder)).toHaveLength(5);
  });
});

describe.runIf(process.platform === 'linux')('the lock of a data folder that another process claims', () => {
  it('is refused with the pid while that process lives [S16]', () => {
    const { pid, claim } = otherProcess();
    writeFileSync(join(folder, claim), '');
    expect(lockDirectory(folder)).toMatchObject({
      kind: 'problem',
      message: expect.stringContaining(`process ${pid}`),
    });
    expect(claimsIn(folder)).toEqual([claim]);
  });

  it('is free once that process was killed, also before its parent has noticed', async () => {
    const { claim } = otherProcess();
    writeFileSync(join(folder, claim), '');
    const ended = new Promise((resolve) => child?.once('exit', resolve));
    child?.kill('SIGKILL');
    await ended;
    taken().release();
    expect(claimsIn(folder)).toEqual([]);
  });

  it('is free where the pid lives again as another process, or after another boot', () => {
    const { pid } = otherProcess();
    writeFileSync(join(folder, `lock.${pid}.1.${boot()}`), '');
    writeFileSync(join(folder, `lock.${pid}.${startTicks(pid)}.00000000-0000-0000-0000-000000000000`), '');
    const lock = taken();
    expect(claimsIn(folder)).toHaveLength(1);
    lock.release();
  });

  it('is free where this process has the pid of the one that was killed, as in a container', () => {
    writeFileSync(join(folder, `lock.${process.pid}.1.${boot()}`), '');
    taken().release();
  });

  it('is not fooled by a process whose name looks like fields', async () => {
    const script = join(folder, 'a) R 1 (b');
    writeFileSync(script, '#!/bin/sh\nread line\n', { mode: 0o755 });
    child = startOwned(script, []);
    const pid = child.pid ?? 0;
    await until('it runs', () => readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('a) R'));
    const directory = join(folder, 'data');
    taken(directory).release();
    writeFileSync(join(directory, `lock.${pid}.${startTicks(pid)}.${boot()}`), '');
    expect(lockDirectory(directory)).toMatchObject({ kind: 'problem' });
  });
});
