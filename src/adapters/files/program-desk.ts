import { Worker } from 'node:worker_threads';
import { type CompileOptions, compile } from '../../core/program/compile.js';
import type { ProgramDesk } from '../../core/program/desk.js';
import type { Finding } from '../../core/program/lint.js';
import type { Program } from '../../core/program/schema.js';
import type { Timeline } from '../../core/program/timeline.js';
import type { Clock, Timer } from '../../ports.js';
import { readProgramFile } from './program-file.js';
import { anyChairLimits } from './program-reader.js';

/** What is asked of the desk. */
export type DeskJob =
  | { readonly kind: 'check'; readonly text: Uint8Array }
  | { readonly kind: 'compile'; readonly program: Program; readonly options: CompileOptions };

type DeskAnswer =
  | { readonly kind: 'findings'; readonly findings: readonly Finding[] }
  | { readonly kind: 'timeline'; readonly timeline: Timeline };

/** A program that is sent along has no file; findings name this one. */
const sentFile = 'program.yaml';
const isFileName = ({ rule }: Finding): boolean => rule === 'file-name';

export function workOn(job: DeskJob): DeskAnswer {
  if (job.kind === 'compile') {
    const { programId, setpoints, phases, totalMs } = compile(job.program, job.options);
    const plain = setpoints.map(({ atMs, zone, technique, level, rate, rampMs }) => {
      return { atMs, zone, technique, level, rate, rampMs };
    });
    return { kind: 'timeline', timeline: { programId, setpoints: plain, phases, totalMs } };
  }
  const read = readProgramFile(job.text, sentFile, anyChairLimits);
  const findings = read.kind === 'loaded' ? read.loaded.findings : read.findings;
  return { kind: 'findings', findings: findings.filter((finding) => !isFileName(finding)) };
}

interface Waiting {
  readonly client: string;
  readonly job: DeskJob;
  readonly take: (answer: DeskAnswer | null) => void;
}

const jobMsMax = 2000;
/** A thread takes a while to start, so it stays for the next job. */
const idleMs = 10_000;
const memoryMbMax = 128;

/** One thread for what faces ask of programs, so that supervision never waits for it. One job at a time, of each client only the newest;
 *  one that takes too long is given up with its thread. [S14] */
class DeskThread implements ProgramDesk {
  private thread: Worker | null = null;
  private readonly queue = new Map<string, Waiting>();
  private atWork: Waiting | null = null;
  private deadline: Timer | null = null;
  private idling: Timer | null = null;

  constructor(
    private readonly script: URL,
    private readonly clock: Clock,
  ) {}

  async check(client: string, text: Uint8Array): Promise<readonly Finding[] | null> {
    const answer = await this.ask(client, { kind: 'check', text });
    return answer?.kind === 'findings' ? answer.findings : null;
  }

  async compile(client: string, program: Program, options: CompileOptions): Promise<Timeline | null> {
    const answer = await this.ask(client, { kind: 'compile', program, options });
    return answer?.kind === 'timeline' ? answer.timeline : null;
  }

  private ask(client: string, job: DeskJob): Promise<DeskAnswer | null> {
    return new Promise((take) => {
      this.queue.get(client)?.take(null);
      this.queue.set(client, { client, job, take });
      this.next();
    });
  }

  private next(): void {
    if (this.atWork !== null) return;
    const [waiting] = this.queue.values();
    if (waiting === undefined) {
      this.idling = this.clock.after(idleMs, () => this.end());
      return;
    }
    if (this.idling !== null) this.clock.clear(this.idling);
    this.idling = null;
    this.queue.delete(waiting.client);
    this.atWork = waiting;
    this.deadline = this.clock.after(jobMsMax, () => this.giveUp());
    this.thread ??= this.begin();
    this.thread.postMessage(waiting.job);
  }

  private begin(): Worker {
    // What the thread might print would be printed by the library, which waits for a terminal that nobody reads.
    const silent = { stdout: true, stderr: true };
    const thread = new Worker(this.script, { ...silent, resourceLimits: { maxOldGenerationSizeMb: memoryMbMax } });
    thread.unref();
    thread.on('message', (answer: DeskAnswer) => this.finish(answer));
    thread.on('error', () => this.giveUp());
    thread.on('exit', () => {
      if (this.thread === thread) this.giveUp();
    });
    return thread;
  }

  private giveUp(): void {
    this.end();
    this.finish(null);
  }

  private finish(answer: DeskAnswer | null): void {
    const { atWork, deadline } = this;
    if (atWork === null) return;
    this.atWork = null;
    if (deadline !== null) this.clock.clear(deadline);
    atWork.take(answer);
    this.next();
  }

  private end(): void {
    const { thread } = this;
    this.thread = null;
    void thread?.terminate();
  }
}

/** `script` is the built `program-desk-worker`. */
export const deskBeside = (script: URL, clock: Clock): ProgramDesk => new DeskThread(script, clock);

/** Works where it is asked: for what has nothing else to do. */
export const deskAtOnce: ProgramDesk = {
  check: async (_, text) => {
    const answer = workOn({ kind: 'check', text });
    return answer.kind === 'findings' ? answer.findings : null;
  },
  compile: async (_, program, options) => {
    const answer = workOn({ kind: 'compile', program, options });
    return answer.kind === 'timeline' ? answer.timeline : null;
  },
};
