import type { ProgramReader } from '../adapters/files/program-reader.js';
import type { ShelfFolders } from '../adapters/files/program-shelf.js';
import type { TextOutput } from '../adapters/logging/text-output.js';
import type { HistoryDesk } from '../core/ledger/desk.js';
import type { ProcessUse } from '../core/metrics/measures.js';
import type { ProgramDesk } from '../core/program/desk.js';
import type { ProgramShelf } from '../core/program/shelf.js';
import type { DraftMaker } from '../core/setup/desk.js';
import type { Clock, Log } from '../ports.js';

/** What a subcommand that runs a daemon needs of its process besides. */
export interface ProcessEdge extends CliIo {
  readonly version: string;
  /** When this program was built, ms since 1970. */
  readonly buildWallMs: number;
  readonly nodeVersion: string;
  readonly pid: number;
  readonly processUse: () => ProcessUse;
  readonly programReader: ProgramReader;
  readonly programDesk: ProgramDesk;
  readonly programShelf: (folders: ShelfFolders) => ProgramShelf;
  readonly historyDesk: (dataDirectory: string) => HistoryDesk;
  readonly setupDrafts: DraftMaker;
  /** Somebody at this machine asks the process to end when nobody is in a session any more: SIGUSR2. */
  readonly onDrain: (handler: () => void) => void;
  /** Takes over what happens to one of our own bugs; without it the process ends at once with code 1. */
  readonly onUncaught: (handler: (error: unknown) => void) => void;
}

/** It takes text at once and never makes the process wait. [S7] */
type Said = Pick<TextOutput, 'write'> & Partial<TextOutput>;

/** What a subcommand may use of the process around it; `main.ts` fills it from `process`, tests from fakes. */
export interface CliIo {
  readonly stdout: Said;
  readonly stderr: Said;
  readonly stdin: NodeJS.ReadStream;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly onSignal: (handler: (signal: NodeJS.Signals) => void) => void;
  exit(code: number): void;
}

/** Calls back once, when whoever holds the other end of standard input closes it or dies. */
export function onStdinEnd({ stdin }: Pick<CliIo, 'stdin'>, handler: () => void): void {
  let hasEnded = false;
  const end = (): void => {
    if (hasEnded) return;
    hasEnded = true;
    handler();
  };
  for (const event of ['end', 'close', 'error']) stdin.on(event, end);
  stdin.resume();
}

/** What a chair, a plug or a file says may hold anything; a terminal must not obey it. */
export const printable = (text: string): string => text.replaceAll(/\p{C}/gu, '?');

/** The same for texts of people, whose signs that only join or direct others stay. */
export const withoutControls = (text: string): string => text.replaceAll(/\p{Cc}/gu, '?');

/** https://no-color.org: set to anything, it forbids colours. */
export const forbidsColour = ({ env }: Pick<CliIo, 'env'>): boolean => (env['NO_COLOR'] ?? '') !== '';

/** What is printed goes to a terminal that may have colours. */
export const hasColour = (io: Pick<CliIo, 'env' | 'stdout'>): boolean => io.stdout.isTTY === true && !forbidsColour(io);

/** `1 file`, `2 files`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Of the reconnections of a short errand nobody needs a log. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLog,
};
