import { Worker } from 'node:worker_threads';
import type { Clock, Timer } from '../../ports.js';

interface Waiting<Job, Answer> {
  readonly client: string;
  readonly job: Job;
  readonly take: (answer: Answer | null) => void;
}

/** A thread takes a while to start, so it stays for the next job. */
const idleMs = 10_000;
const memoryMbMax = 128;

/** One thread for what faces ask, so that supervision never waits for it. One job at a time, of each client only the newest; one that
 *  takes too long is given up with its thread. [S14] */
export class WorkThread<Job, Answer> {
  private thread: Worker | null = null;
  private readonly queue = new Map<string, Waiting<Job, Answer>>();
  private atWork: Waiting<Job, Answer> | null = null;
  private deadline: Timer | null = null;
  private idling: Timer | null = null;

  constructor(
    /** The built file that works: it answers each message with one. */
    private readonly script: URL,
    private readonly clock: Clock,
    private readonly jobMsMax: number,
  ) {}

  /** Null: it took too long, failed, or was followed by another of this client. */
  ask(client: string, job: Job): Promise<Answer | null> {
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
    this.deadline = this.clock.after(this.jobMsMax, () => this.giveUp());
    this.thread ??= this.begin();
    this.thread.postMessage(waiting.job);
  }

  private begin(): Worker {
    // What the thread might print would be printed by the library, which waits for a terminal that nobody reads.
    const silent = { stdout: true, stderr: true };
    const thread = new Worker(this.script, { ...silent, resourceLimits: { maxOldGenerationSizeMb: memoryMbMax } });
    thread.unref();
    // One that was given up may still say something.
    const isOurs = () => this.thread === thread;
    thread.on('message', (answer: Answer) => isOurs() && this.finish(answer));
    thread.on('error', () => isOurs() && this.giveUp());
    thread.on('exit', () => isOurs() && this.giveUp());
    return thread;
  }

  private giveUp(): void {
    this.end();
    this.finish(null);
  }

  private finish(answer: Answer | null): void {
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
