import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import process from 'node:process';
import { killChild, startOwned } from './child.js';

export interface ShellResult {
  readonly code: number | null;
  /** What it printed, errors too. */
  readonly text: string;
}

/** Runs lines of a shell as a runner of continuous integration does: it ends at the first that fails. */
export async function runShell(
  lines: string,
  options: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv },
): Promise<ShellResult> {
  const child = startOwned('bash', ['-eo', 'pipefail', '-c', lines], options);
  const text = textOf(child);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, text: text() };
}

/** Lines of a shell, and all that they leave running: a job. */
export class ShellJob {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly said: () => string;
  private readonly ended: Promise<number>;

  /** Its shell stays when the lines are done, so that what they have started keeps its group. */
  constructor(lines: string, options: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv }) {
    const stay = `(${lines}\n); echo "ended $?"; exec cat`;
    this.child = startOwned('bash', ['-c', stay], options);
    this.said = textOf(this.child);
    this.ended = new Promise((resolve) => {
      this.child.stdout.on('data', () => {
        const [, code] = /^ended (\d+)$/m.exec(this.said()) ?? [];
        if (code !== undefined) resolve(Number(code));
      });
    });
  }

  /** What it has printed so far, errors too. */
  get text(): string {
    return this.said();
  }

  async result(): Promise<ShellResult> {
    return { code: await this.ended, text: this.text };
  }

  /** What a runner does at the end of a job. */
  async stop(): Promise<void> {
    const { pid } = this.child;
    const closed = new Promise((resolve) => this.child.once('close', resolve));
    if (pid !== undefined) process.kill(-pid, 'SIGTERM');
    await closed;
    await killChild(this.child);
  }
}

function textOf(child: ChildProcessWithoutNullStreams): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (text += data));
  return () => text;
}
