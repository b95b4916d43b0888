import { readFileSync } from 'node:fs';
import type { Clock } from '../ports.js';

/** What is asked of the system about this process and those above it. */
export interface Ancestry {
  readonly env: NodeJS.ProcessEnv;
  /** The process that has started this one; another one when that has ended. */
  parentPid(): number;
  /** The text of a file, or null. */
  read(path: string): string | null;
}

const lookEveryMs = 500;

export const procText = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};

/** Field 4 of /proc/PID/stat; the name before it may hold spaces and brackets. */
const parentOf = ({ read }: Ancestry, pid: number): number =>
  Number(read(`/proc/${pid}/stat`)?.split(') ').at(-1)?.split(' ')[1] ?? 0);

const isNpm = ({ read }: Ancestry, pid: number): boolean => /\bnp[mx]\b/.test(read(`/proc/${pid}/cmdline`) ?? '');

/** The `npx` that has started this process: a shell stands between the two, and passes neither a signal nor an end on. */
export interface NpxAbove {
  readonly parent: number;
  readonly grandparent: number;
}

/** To be asked first of all, since npx may end while a program still starts. Null where there is no npx, or no /proc. */
export function npxAbove(ancestry: Ancestry): NpxAbove | null {
  if (ancestry.env['npm_command'] !== 'exec') return null;
  const parent = ancestry.parentPid();
  const grandparent = parentOf(ancestry, parent);
  return isNpm(ancestry, parent) || isNpm(ancestry, grandparent) ? { parent, grandparent } : null;
}

/** Calls back once, when the `npx` above has ended. */
export function onNpxEnd(
  { parent, grandparent }: NpxAbove,
  ancestry: Ancestry,
  clock: Pick<Clock, 'every' | 'clear'>,
  handler: () => void,
): void {
  const timer = clock.every(lookEveryMs, () => {
    if (ancestry.parentPid() === parent && parentOf(ancestry, parent) === grandparent) return;
    clock.clear(timer);
    handler();
  });
}
