import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { probeFolder } from '../../../src/adapters/files/folder-probe.js';
import { type Lock, lockDirectory } from '../../../src/adapters/files/lock.js';
import { systemClock } from '../../../src/adapters/system-clock.js';
import { killChild, startOwned } from '../../support/child.js';
import { until } from '../../support/wire-contract.js';

const clock = systemClock();

const hasFlock = spawnSync('flock', ['--version']).status === 0;
const mayUnshare = spawnSync('unshare', ['-pf', '--mount-proc', 'true']).status === 0;
const path = process.env['PATH'];

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kernel-lock-'));
});

afterEach(() => {
  process.env['PATH'] = path;
  rmSync(folder, { recursive: true, force: true });
});

function taken(): Lock {
  const lock = lockDirectory(folder);
  if (lock.kind === 'problem') throw new Error(lock.message);
  return lock;
}

/** Another process that asks the kernel for the lock of the folder: 1 where it is taken. Else it has it for a moment, in which nobody else
 *  gets it: who wants it beside this waits for it. */
const asks = (): number | null => spawnSync('flock', ['-xn', join(folder, 'lock'), 'true']).status;

/** The same in a pid namespace of its own: as a second container does. */
const asksElsewhere = (): number | null =>
  spawnSync('unshare', ['-pf', '--mount-proc', 'flock', '-xn', join(folder, 'lock'), 'true']).status;

describe.runIf(hasFlock)('a data folder that the kernel locks [S16]', () => {
  it('is locked by it, and says so', () => {
    const lock = taken();
    expect(lock.by).toBe('kernel');
    expect(asks()).toBe(1);
    lock.release();
    expect(asks()).toBe(0);
  });

  it('is not had while somebody has it whose claim nobody can read, and nothing of theirs is removed', async () => {
    const claim = 'lock.1.4242.00000000-0000-0000-0000-000000000000';
    writeFileSync(join(folder, claim), '');
    const child = startOwned('flock', ['-x', join(folder, 'lock'), 'cat']);
    await until('it has the lock', () => asks() === 1);
    expect(lockDirectory(folder)).toMatchObject({ kind: 'problem', message: expect.stringContaining('container') });
    expect(readdirSync(folder)).toContain(claim);
    await killChild(child);
    await until('it is free', () => asks() === 0);
    taken().release();
  });

  it.runIf(mayUnshare)('is ours also for other pid namespaces', () => {
    const lock = taken();
    expect(asksElsewhere()).toBe(1);
    lock.release();
    expect(asksElsewhere()).toBe(0);
  });

  it('is free again when its process was killed', async () => {
    const child = startOwned('flock', ['-x', join(folder, 'lock'), 'cat']);
    await until('it has the lock', () => asks() === 1);
    await killChild(child);
    await until('it is free', () => asks() === 0);
  });
});

it('a data folder is locked by a file where there is no flock, and says so', async () => {
  process.env['PATH'] = folder;
  const lock = taken();
  expect(lock.by).toBe('file');
  expect((await probeFolder(folder, clock)).lockedBy).toBe('file');
  lock.release();
});

describe('the probe of a data folder', () => {
  it('writes to the disk, measures what is free, and leaves nothing behind', async () => {
    const probe = await probeFolder(folder, clock);
    expect(probe).toMatchObject({ existing: folder, failure: null, lockedBy: hasFlock ? 'kernel' : 'file' });
    expect(probe.freeBytes).toBeGreaterThan(0);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('looks at the nearest folder that there is', async () => {
    expect(await probeFolder(join(folder, 'a', 'b'), clock)).toMatchObject({ existing: folder, failure: null });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says why nothing can be written', async () => {
    writeFileSync(join(folder, 'file'), '');
    expect((await probeFolder(join(folder, 'file'), clock)).failure).toContain('ENOTDIR');
  });
});
