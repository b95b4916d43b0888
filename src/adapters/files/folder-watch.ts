import { type FSWatcher, statSync, watch } from 'node:fs';
import type { Clock, Timer } from '../../ports.js';

/** Editors write in several steps; a folder is read once they have been quiet for this long. */
const settleMs = 200;
const settleMsMax = 2000;
/** Finds a folder that appears later, and changes on file systems that do not report them. */
const pollMs = 5000;

interface FolderWatch {
  /** More is left to do: `onSettled` is called again soon. */
  again(): void;
  close(): void;
}

/** Calls `onSettled` once changes in the folder have settled, and every few seconds in any case. The folder need not exist. Never
 *  throws. */
export function watchFolder(directory: string, clock: Clock, onSettled: () => void): FolderWatch {
  const eye = openEye(directory, () => onEvent());
  let settling: Timer | null = null;
  let firstEventMs: number | null = null;

  const settle = (): void => {
    settling = null;
    firstEventMs = null;
    eye.follow();
    onSettled();
  };

  const onEvent = (): void => {
    if (settling !== null) clock.clear(settling);
    firstEventMs ??= clock.nowMs();
    const leftMs = firstEventMs + settleMsMax - clock.nowMs();
    settling = clock.after(Math.max(0, Math.min(settleMs, leftMs)), settle);
  };

  const polling = clock.every(pollMs, () => {
    if (settling === null) settle();
  });
  const close = (): void => {
    eye.close();
    clock.clear(polling);
    if (settling !== null) clock.clear(settling);
  };
  return { again: onEvent, close };
}

interface Eye {
  /** Looks at the folder that has the name now: one that was removed and made again is another one, to which the old watcher is deaf. */
  follow(): void;
  close(): void;
}

function openEye(directory: string, onEvent: () => void): Eye {
  let watcher: FSWatcher | null = null;
  let watched = '';
  const close = (): void => {
    watcher?.close();
    watcher = null;
    watched = '';
  };
  const follow = (): void => {
    const identity = identityOf(directory);
    if (identity === watched) return;
    close();
    if (identity === '') return;
    try {
      watcher = watch(directory, { persistent: false }, onEvent).on('error', close);
      watched = identity;
    } catch {
      // Too many watchers on this machine: polling alone finds the changes.
      close();
    }
  };
  follow();
  return { follow, close };
}

function identityOf(directory: string): string {
  try {
    const { dev, ino } = statSync(directory);
    return `${dev} ${ino}`;
  } catch {
    return '';
  }
}
