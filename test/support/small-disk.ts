import { spawnSync } from 'node:child_process';
import { temporaryFolder } from './program.js';

/** A disk of 96 KB in this folder; false where that is not ours to do. */
export const mountDisk = (path: string): boolean =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=96k', 'tmpfs', path]).status === 0;

export function mayMountDisks(): boolean {
  const folder = temporaryFolder();
  const isMounted = process.getuid?.() === 0 && mountDisk(folder.path);
  if (isMounted) spawnSync('umount', [folder.path]);
  folder.remove();
  return isMounted;
}

/** Writes until nothing fits any more. */
export function fillDisk(path: string): void {
  for (const block of [4096, 512, 1]) {
    for (let written = true; written; ) {
      const { status } = spawnSync('sh', ['-c', `head -c ${block} /dev/zero >> ${path} 2>/dev/null`]);
      written = status === 0;
    }
  }
}
