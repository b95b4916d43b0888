import { constants, fstatSync, openSync, readFileSync, type Stats, writeSync } from 'node:fs';
import { errorText } from '../../core/error-text.js';
import { type TellLoss, TextQueue } from '../../core/text-queue.js';
import type { Clock } from '../../ports.js';

/** Where a program says something, such as its log or its last words. */
export interface TextOutput {
  /** Never waits and never throws; what nobody reads is dropped in the end, and counted. [S7] */
  write(text: string): void;
  readonly isTTY: boolean;
  /** The width of the terminal. */
  readonly columns: number | undefined;
  /** How many lines nobody has read and never will. */
  readonly droppedLines: number;
  /** Why some of it is nowhere, such as a full disk; null while all went well, and where a reader has gone. */
  readonly failure: string | null;
  /** Whoever read it has gone. */
  readonly isUnread: boolean;
  /** From now on the lines that were dropped are told like this. */
  onLoss(tellLoss: TellLoss): void;
  /** Calls back when nothing waits any more. */
  whenDrained(run: () => void): void;
}

type StandardStream = Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>;

const queueBytesMax = 1024 * 1024;
const retryMsMin = 5;
const retryMsMax = 100;

const plainLoss: TellLoss = (lines) => `(${lines} ${lines === 1 ? 'line' : 'lines'} dropped: nobody was reading)\n`;

/** The way to stdout or stderr. The library's stream waits for a terminal that is stopped, and holds without bound what a pipe
 *  does not take. That stream must exist, though: making it is what stops writes to a pipe or socket from waiting. */
export function openTextOutput(standard: 1 | 2, stream: StandardStream, clock: Clock): TextOutput {
  const descriptor = openPatient(standard, stream.isTTY === true);
  const queue = new TextQueue(queueBytesMax, plainLoss);
  const drained: (() => void)[] = [];
  let isWaiting = false;
  let retryMs = retryMsMin;
  let failure: string | null = null;
  let isUnread = false;
  const failed = (reason: string | null): void => {
    failure ??= reason;
    isUnread ||= reason === null;
  };

  const flush = (): void => {
    isWaiting = false;
    for (let { head } = queue; head !== null; { head } = queue) {
      const count = writeNow(descriptor, head, failed);
      if (count === 0) {
        isWaiting = true;
        clock.after(retryMs, flush);
        retryMs = Math.min(2 * retryMs, retryMsMax);
        return;
      }
      retryMs = retryMsMin;
      queue.took(count);
    }
    for (const run of drained.splice(0)) run();
  };

  return {
    write: (text) => {
      queue.push(text);
      if (!isWaiting) flush();
    },
    isTTY: stream.isTTY === true,
    get columns() {
      return stream.columns;
    },
    get droppedLines() {
      return queue.droppedLines;
    },
    get failure() {
      return failure;
    },
    get isUnread() {
      return isUnread;
    },
    onLoss: (tellLoss) => queue.tellLossBy(tellLoss),
    whenDrained: (run) => {
      if (queue.head === null) run();
      else drained.push(run);
    },
  };
}

/** How much went at once. A reader that has gone (told without a reason), or a full disk, takes nothing for good: that text counts
 *  as gone. */
function writeNow(descriptor: number | null, bytes: Uint8Array, failed: (reason: string | null) => void): number {
  if (descriptor === null) return bytes.length;
  try {
    return writeSync(descriptor, bytes);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EAGAIN') return 0;
    failed(code === 'EPIPE' ? null : errorText(error));
    return bytes.length;
  }
}

const patient = constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

/** A descriptor on which a write never waits, of our own where that can be: the given one is shared with other programs, which
 *  set it as they like. Null for a terminal that can only be written by waiting for it. */
function openPatient(standard: number, isTTY: boolean): number | null {
  const stats = fstatSync(standard);
  if (!isTTY && !stats.isFIFO()) return standard;
  const own = tryOpen(`/proc/self/fd/${standard}`);
  if (!isTTY) return own ?? standard;
  return own ?? (isControllingTerminal(stats) ? tryOpen('/dev/tty') : null);
}

function tryOpen(path: string): number | null {
  try {
    return openSync(path, patient);
  } catch {
    return null;
  }
}

/** The terminal of this process may always be opened by that name, also after `su`. Where the system does not say which one it
 *  is, it is the likeliest. */
function isControllingTerminal({ rdev }: Stats): boolean {
  try {
    const afterName = readFileSync('/proc/self/stat', 'latin1').split(') ').at(-1) ?? '';
    return Number(afterName.split(' ')[4]) === rdev;
  } catch {
    return true;
  }
}
