import { PassThrough } from 'node:stream';
import { historyAtOnce } from '../../src/adapters/files/history-desk.js';
import { deskAtOnce } from '../../src/adapters/files/program-desk.js';
import { readsAtOnce } from '../../src/adapters/files/program-reader.js';
import { shelfAtOnce } from '../../src/adapters/files/program-shelf.js';
import { systemClock } from '../../src/adapters/system-clock.js';
import { runCommandLine } from '../../src/cli/command-line.js';
import type { ProcessEdge } from '../../src/cli/process-edge.js';
import { draftsAtOnce } from '../../src/cli/setup-draft.js';

const clock = systemClock();

/** A process without a process: what it says is kept, what would end it is noted. */
export class FakeProcess {
  exitCode: number | null = null;
  private readonly out = new PassThrough();
  private readonly err = new PassThrough();
  private readonly in = new PassThrough();
  private said = { out: '', err: '' };
  private signalHandler: (signal: NodeJS.Signals) => void = () => {};
  private uncaughtHandler: (error: unknown) => void = () => {};
  readonly edge: ProcessEdge;

  constructor(env: NodeJS.ProcessEnv = {}) {
    this.edge = {
      stdout: this.out as unknown as NodeJS.WriteStream,
      stderr: this.err as unknown as NodeJS.WriteStream,
      stdin: this.in as unknown as NodeJS.ReadStream,
      env,
      clock,
      version: '9.8.7',
      buildWallMs: 0,
      nodeVersion: 'v20.19.0',
      pid: process.pid,
      processUse: () => ({ residentBytes: 1, cpuMs: 1, handles: 1, droppedLogLines: 0 }),
      programDesk: deskAtOnce,
      programShelf: shelfAtOnce,
      historyDesk: historyAtOnce,
      setupDrafts: draftsAtOnce,
      programReader: readsAtOnce,
      onSignal: (handler) => {
        this.signalHandler = handler;
      },
      onDrain: () => {},
      onUncaught: (handler) => {
        this.uncaughtHandler = handler;
      },
      exit: (code) => {
        this.exitCode ??= code;
      },
    };
    this.out.on('data', (bytes: Buffer) => {
      this.said = { ...this.said, out: this.said.out + bytes.toString() };
    });
    this.err.on('data', (bytes: Buffer) => {
      this.said = { ...this.said, err: this.said.err + bytes.toString() };
    });
  }

  get output(): string {
    return this.said.out;
  }

  get errors(): string {
    return this.said.err;
  }

  signal(signal: NodeJS.Signals): void {
    this.signalHandler(signal);
  }

  type(text: string): void {
    this.in.write(text);
  }

  closeStdin(): void {
    this.in.end();
  }

  uncaught(error: unknown): void {
    this.uncaughtHandler(error);
  }
}

/** Runs one command line to its end. */
export async function runCommands(words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<FakeProcess> {
  const process = new FakeProcess(env);
  await runCommandLine(process.edge, words);
  await new Promise((resolve) => setImmediate(resolve));
  return process;
}
