import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import process from 'node:process';
import { killChild, startBehind } from '../support/child.js';
import { eventually } from '../support/eventually.js';
import { listensAt } from '../support/mosquitto.js';

/** How one node is started. */
export interface NodeRecipe {
  readonly name: string;
  readonly command: string;
  readonly words: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Where it speaks MQTT. */
  readonly port: number;
}

const outputLinesMax = 400;

/** One node of a cluster: a process that can be killed, frozen and started again on the same port and data. */
export class ClusterNode {
  private child: ChildProcessWithoutNullStreams | null = null;
  private output: string[] = [];

  constructor(private readonly recipe: NodeRecipe) {}

  get name(): string {
    return this.recipe.name;
  }

  get url(): string {
    return `mqtt://127.0.0.1:${this.recipe.port}`;
  }

  /** Its last lines. */
  get said(): string {
    return this.output.join('');
  }

  /** Nothing where it runs. */
  start(): void {
    if (this.child !== null) return;
    const { command, words, env } = this.recipe;
    const child = startBehind(command, words, { env: { ...process.env, ...env } });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text: Buffer) => {
        this.output.push(text.toString());
        if (this.output.length > outputLinesMax) this.output = this.output.slice(-outputLinesMax / 2);
      });
    }
    this.child = child;
  }

  async untilItAnswers(): Promise<void> {
    const isGone = () => this.child === null || this.child.exitCode !== null;
    await eventually(
      async () => isGone() || (await listensAt(this.recipe.port)),
      () => `${this.name}\n${this.said}`,
      120_000,
    );
    if (isGone()) throw new Error(`${this.name} has ended:\n${this.said}`);
  }

  /** As when its machine loses its power: no last word to anybody. */
  async kill(): Promise<void> {
    if (this.child !== null) await killChild(this.child);
    this.child = null;
  }

  /** Stands still with every connection open. */
  freeze(): void {
    this.signal('SIGSTOP');
  }

  thaw(): void {
    this.signal('SIGCONT');
  }

  private signal(signal: NodeJS.Signals): void {
    const pid = this.child?.pid;
    if (pid !== undefined) process.kill(-pid, signal);
  }
}
