import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killChild, startOwned, startWatched } from './child.js';
import { eventually } from './eventually.js';

const main = join(import.meta.dirname, '../../dist/program/main.js');

/** The commands that end with their standard input, and how they are asked to. */
const ownEnd: Readonly<Record<string, readonly string[]>> = {
  start: ['--exit-with-stdin'],
  demo: ['--exit-with-stdin'],
  sim: ['--exit-with-stdin'],
  capture: [],
  setup: [],
};

/** Everything that the command line prints goes to this terminal or pipe instead. */
const writingTo = (path: string, line: readonly string[]): readonly string[] => [
  '/bin/sh',
  '-c',
  'out=$1; shift; exec "$@" >"$out" 2>&1',
  'sh',
  path,
  ...line,
];

/** A real process of this project, as a user starts it; it needs the build. */
export class Program {
  readonly lines: string[] = [];
  private rest = '';
  private readonly child: ChildProcessWithoutNullStreams;
  readonly exit: Promise<number | null>;

  constructor(
    words: readonly string[],
    options: { readonly cwd?: string; readonly env?: Record<string, string>; readonly output?: string } = {},
  ) {
    const [command = ''] = words;
    const end = ownEnd[command];
    const start = end === undefined ? startWatched : startOwned;
    const env = { ...process.env, ...options.env };
    const line = [process.execPath, main, ...words, ...(end ?? [])];
    const [first = '', ...others] = options.output === undefined ? line : writingTo(options.output, line);
    this.child = start(first, others, { cwd: options.cwd, env });
    for (const stream of [this.child.stdout, this.child.stderr]) stream.on('data', (data: Buffer) => this.take(data));
    this.exit = new Promise((resolve) => this.child.once('close', (code) => resolve(code)));
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Everything that it has printed. */
  get text(): string {
    return this.lines.join('\n');
  }

  /** The first line that fits; rejects when the process ends or the time is over before one comes. */
  async line(pattern: RegExp): Promise<string> {
    const find = () => this.lines.find((line) => pattern.test(line));
    const said = () => `a line like ${pattern}; there were:\n${this.text}`;
    await eventually(() => find() !== undefined || this.child.exitCode !== null, said);
    const found = find();
    if (found === undefined) throw new Error(`it has ended without ${said()}`);
    return found;
  }

  /** Types on its standard input. */
  type(text: string): void {
    this.child.stdin.write(text);
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Asks it to end and waits until it has cleaned up and gone. */
  async end(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.exit;
  }

  /** Ends it without a word and waits until it has gone. */
  async kill(): Promise<void> {
    await killChild(this.child);
    await this.exit;
  }

  private take(data: Buffer): void {
    const parts = (this.rest + data.toString()).split('\n');
    this.rest = parts.pop() ?? '';
    this.lines.push(...parts);
  }
}

/** A folder of its own for one test, and how to get rid of it. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'chair2mqtt-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
