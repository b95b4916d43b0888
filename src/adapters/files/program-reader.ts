import { Worker } from 'node:worker_threads';
import { errorText } from '../../core/error-text.js';
import type { Finding } from '../../core/program/lint.js';
import { defaultLimits, type LintLimits } from '../../core/program/lint-limits.js';
import type { Clock, Timer } from '../../ports.js';
import { type LoadedProgram, readProgramFile, withProgramBytes } from './program-file.js';
import { knownProgram } from './read-at-build.js';

/** A file of a folder of programs. */
export interface ProgramPlace {
  readonly path: string;
  /** The name that findings carry. */
  readonly file: string;
  readonly folder: string;
}

/** What a daemon wants to know of it. */
export type ProgramReading =
  | { readonly kind: 'loaded'; readonly loaded: LoadedProgram }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] };

/** Reads one program file at a time. */
export interface ProgramReader {
  /** Calls back once, at once or later. Called again only after that. */
  read(place: ProgramPlace, take: (reading: ProgramReading) => void): void;
}

/** Which chair will play a program is not known here: each decides by itself whether it can. */
export const anyChairLimits: LintLimits = { ...defaultLimits, capabilities: null };

export function readProgramPlace({ path, file, folder }: ProgramPlace): ProgramReading {
  return withProgramBytes(path, file, folder, (bytes): ProgramReading => {
    const known = knownProgram(bytes, file);
    if (known !== null) return { kind: 'loaded', loaded: known };
    const read = readProgramFile(bytes, file, anyChairLimits);
    return read.kind === 'loaded' ? { kind: 'loaded', loaded: read.loaded } : read;
  });
}

/** Reads where it is called. A file of 64 KB can take seconds, so this is for what has nothing else to do. */
export const readsAtOnce: ProgramReader = { read: (place, take) => take(readProgramPlace(place)) };

/** Longer than a right file ever takes, also on a small machine that is busy. */
const readingMsMax = 60_000;
/** A thread takes a while to start, so it stays for the next file. */
const idleMs = 2000;
const memoryMbMax = 128;

/** A file that is being read. */
interface Pending {
  readonly file: string;
  readonly take: (reading: ProgramReading) => void;
  readonly deadline: Timer;
}

/** Reads in a thread of its own, so that supervision never waits for a file, whatever is in it. The thread is there only while there
 *  is something to read. [S7] */
class ReadingThread implements ProgramReader {
  private thread: Worker | null = null;
  private reading: Pending | null = null;
  private idling: Timer | null = null;

  constructor(
    private readonly script: URL,
    private readonly clock: Clock,
  ) {}

  read(place: ProgramPlace, take: (reading: ProgramReading) => void): void {
    const { clock } = this;
    if (this.idling !== null) clock.clear(this.idling);
    this.idling = null;
    const deadline = clock.after(readingMsMax, () => this.fail('takes too long to read'));
    this.reading = { file: place.file, take, deadline };
    this.thread ??= this.start();
    this.thread.postMessage(place);
  }

  private start(): Worker {
    // What the thread might print would be printed by the library, which waits for a terminal that nobody reads.
    const silent = { stdout: true, stderr: true };
    const thread = new Worker(this.script, { ...silent, resourceLimits: { maxOldGenerationSizeMb: memoryMbMax } });
    thread.unref();
    // One that was given up may still say something.
    const isOurs = () => this.thread === thread;
    thread.on('message', (reading: ProgramReading) => isOurs() && this.answered(reading));
    thread.on('error', (error) => isOurs() && this.fail(`cannot be read: ${errorText(error)}`));
    thread.on('exit', () => isOurs() && this.fail('cannot be read: its thread has ended'));
    return thread;
  }

  private answered(reading: ProgramReading): void {
    this.idling = this.clock.after(idleMs, () => this.end());
    this.finish(reading);
  }

  private fail(message: string): void {
    this.end();
    const { file } = this.reading ?? { file: '' };
    this.finish({
      kind: 'refused',
      findings: [{ rule: 'file', severity: 'error', file, line: 1, column: 1, message, at: 0 }],
    });
  }

  private finish(result: ProgramReading): void {
    const { reading } = this;
    if (reading === null) return;
    this.reading = null;
    this.clock.clear(reading.deadline);
    reading.take(result);
  }

  private end(): void {
    const { thread } = this;
    this.thread = null;
    void thread?.terminate();
  }
}

/** `script` is the built `program-worker`. */
export const readsBeside = (script: URL, clock: Clock): ProgramReader => new ReadingThread(script, clock);
