import { existsSync } from 'node:fs';
import { mkdtemp, open, rm, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { errorText } from '../../core/error-text.js';
import type { Clock } from '../../ports.js';
import { lockByKernel } from './kernel-lock.js';
import type { LockedBy } from './lock.js';

/** What a folder of records is like: measured, and nothing of it is left behind. */
export interface FolderProbe {
  /** The folder itself, or the nearest one above it that there is. */
  readonly existing: string;
  /** Why a byte could not be written there and brought to the disk, or null. */
  readonly failure: string | null;
  readonly freeBytes: number | null;
  readonly lockedBy: LockedBy;
}

const answerMs = 5000;

function nearestExisting(folder: string): string {
  let existing = resolve(folder);
  while (!existsSync(existing) && existing !== dirname(existing)) existing = dirname(existing);
  return existing;
}

async function writeByte(path: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile('x');
    await file.sync();
  } finally {
    await file.close();
  }
}

async function probe(existing: string): Promise<FolderProbe> {
  const freeBytes = await statfs(existing).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => null,
  );
  let own: string | null = null;
  try {
    own = await mkdtemp(join(existing, '.doctor-'));
    await writeByte(join(own, 'byte'));
    const lock = lockByKernel(join(own, 'lock'));
    if (lock.kind === 'held') lock.release();
    return { existing, failure: null, freeBytes, lockedBy: lock.kind === 'held' ? 'kernel' : 'file' };
  } catch (error) {
    return { existing, failure: errorText(error), freeBytes, lockedBy: 'file' };
  } finally {
    if (own !== null) await rm(own, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Writes a byte where the records are, or would be made, and sees that it comes to the disk. A disk that hangs is a failure after
 *  5 s. */
export function probeFolder(folder: string, clock: Pick<Clock, 'after' | 'clear'>): Promise<FolderProbe> {
  const existing = nearestExisting(folder);
  return new Promise((resolve) => {
    const failure = `no answer within ${answerMs / 1000} s`;
    const hung: FolderProbe = { existing, failure, freeBytes: null, lockedBy: 'file' };
    const deadline = clock.after(answerMs, () => resolve(hung));
    void probe(existing).then((measured) => {
      clock.clear(deadline);
      resolve(measured);
    });
  });
}
