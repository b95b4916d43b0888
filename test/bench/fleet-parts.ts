import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { frameLine } from '../../hardware-sim/index.js';
import { killChild, startOwned } from '../support/child.js';

/** What a process of chairs has seen of its lines since it was asked to begin. */
export interface Seen {
  /** From the host. */
  readonly lines: number;
  /** To the host. */
  readonly sent: number;
  /** Of each chair that had a STOP, when each came, by the clock of the machine, ms. */
  readonly stops: readonly (readonly number[])[];
  /** Since the beginning. */
  readonly connections: number;
  readonly armed: number;
  readonly latches: readonly string[];
  /** How long the host was silent between two lines while the chair was armed, ms. */
  readonly silencesMs: readonly number[];
}

const here = import.meta.dirname;
/** Of one process. */
const chairsMax = 250;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** Both processes and this one read the same clock. */
export const machineMs = (): number => Number(process.hrtime.bigint()) / 1e6;

/** Simulated chairs in processes of their own. */
export class ChairProcesses {
  private constructor(
    private readonly children: readonly ChildProcessWithoutNullStreams[],
    private readonly answers: readonly AsyncIterator<string>[],
    readonly ports: readonly number[],
  ) {}

  static async start(count: number): Promise<ChairProcesses> {
    const firsts = Array.from({ length: Math.ceil(count / chairsMax) }, (_, index) => index * chairsMax);
    const children = firsts.map((first) =>
      startOwned(process.execPath, [
        join(here, 'fleet-chairs.mjs'),
        `${first + 1}`,
        `${Math.min(chairsMax, count - first)}`,
      ]),
    );
    const answers = children.map(({ stdout }) => createInterface({ input: stdout })[Symbol.asyncIterator]());
    const ready = await Promise.all(answers.map((answer) => read<{ ports: number[] }>(answer)));
    return new ChairProcesses(
      children,
      answers,
      ready.flatMap(({ ports }) => ports),
    );
  }

  /** What was seen since the last `begin`, which counts anew. */
  async ask(word: 'begin' | 'look'): Promise<Seen> {
    for (const { stdin } of this.children) stdin.write(`${word}\n`);
    const all = await Promise.all(this.answers.map((answer) => read<Seen>(answer)));
    return {
      lines: sum(all.map(({ lines }) => lines)),
      sent: sum(all.map(({ sent }) => sent)),
      stops: all.flatMap(({ stops }) => stops),
      connections: sum(all.map(({ connections }) => connections)),
      armed: sum(all.map(({ armed }) => armed)),
      latches: all.flatMap(({ latches }) => latches),
      silencesMs: all.flatMap(({ silencesMs }) => silencesMs),
    };
  }

  /** CPU time of all of them, s. */
  get cpuS(): number {
    return sum(this.children.map(({ pid }) => cpuS(pid ?? 0)));
  }

  async close(): Promise<void> {
    await Promise.all(this.children.map(killChild));
  }
}

async function read<Word>(answers: AsyncIterator<string>): Promise<Word> {
  const { value } = await answers.next();
  return JSON.parse(value);
}

/** The script that holds these chairs at 10 Hz. */
export function startFloor(ports: readonly number[], meter: Meter): ChildProcessWithoutNullStreams {
  const lines = { hello: frameLine('1 HELLO 1 floor'), rate: frameLine('2 RATE 100'), keep: frameLine('0 KEEP') };
  const words = [join(here, 'fleet-floor.mjs'), JSON.stringify(lines)];
  const child = startOwned(process.execPath, words, { env: { ...process.env, ...meter.env } });
  child.stdin.write(JSON.stringify(ports));
  return child;
}

/** CPU time of a process, s: user and system, in clock ticks of 10 ms. */
export function cpuS(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** What a process has in memory, MB. */
export const residentMb = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

/** How late the timers of a process come, from inside it. */
export class Meter {
  private readonly file: string;
  private from = 0;

  constructor(folder: string) {
    this.file = join(folder, 'meter');
    writeFileSync(this.file, '');
  }

  get env(): Record<string, string> {
    return { METER_FILE: this.file, NODE_OPTIONS: `--import ${join(here, 'meter.mjs')}` };
  }

  /** What was written before does not count. */
  begin(): void {
    this.from = statSync(this.file).size;
  }

  /** Since `begin`, ms. */
  get lagsMs(): readonly number[] {
    const text = readFileSync(this.file, 'utf8').slice(this.from);
    return text.split(/\s+/).filter(Boolean).map(Number);
  }
}
