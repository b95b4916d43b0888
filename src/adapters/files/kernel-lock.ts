import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

/** `held`: the kernel keeps everybody else away, in every namespace, until `release` or the end of this process. `taken`: it keeps
 *  us away. `none`: there is no such lock here. */
export type KernelLock =
  | { readonly kind: 'held'; release(): void }
  | { readonly kind: 'taken' }
  | { readonly kind: 'none' };

const flockMsMax = 3000;

/** Locks by util-linux's `flock`, which locks what its standard input is: the lock belongs to our open file and stays when it has
 *  ended. */
function flock(descriptor: number): 'locked' | 'taken' | 'none' {
  const { status } = spawnSync('flock', ['-xn', '0'], { stdio: [descriptor, 'ignore', 'ignore'], timeout: flockMsMax });
  if (status === 0) return 'locked';
  return status === 1 ? 'taken' : 'none';
}

/** Some file systems lock for the process that asks, which has ended, or not at all: somebody else must be kept away now. */
function isKept(path: string): boolean {
  const other = openSync(path, 'a+', 0o644);
  try {
    return flock(other) === 'taken';
  } finally {
    closeSync(other);
  }
}

/** Locks a file, making it where there is none. Throws where it cannot be opened. [S16] */
export function lockByKernel(path: string): KernelLock {
  const descriptor = openSync(path, 'a+', 0o644);
  const outcome = flock(descriptor);
  if (outcome === 'locked' && isKept(path)) return { kind: 'held', release: () => closeSync(descriptor) };
  closeSync(descriptor);
  return { kind: outcome === 'taken' ? 'taken' : 'none' };
}
