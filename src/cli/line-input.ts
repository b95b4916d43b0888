import { execFileSync } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import type { CliIo } from './process-edge.js';

/** Asks for lines, one after the other, from a terminal or from what is piped in. */
export class LineInput {
  private readonly lines: string[] = [];
  private readonly reader: Interface;
  private isEnded = false;
  private isHidden = false;
  private take: ((line: string | null) => void) | null = null;

  constructor(private readonly io: Pick<CliIo, 'stdin' | 'stdout'>) {
    this.reader = createInterface({ input: io.stdin, terminal: false });
    this.reader.on('line', (line) => this.took(line));
    this.reader.on('close', () => this.took(null));
  }

  /** The next line; null where there are no more. */
  async ask(prompt: string): Promise<string | null> {
    this.io.stdout.write(prompt);
    return await this.next();
  }

  /** The same, not shown on the terminal while it is typed. */
  async askHidden(prompt: string): Promise<string | null> {
    this.hide(true);
    const line = await this.ask(prompt);
    this.hide(false);
    if (this.io.stdin.isTTY === true) this.io.stdout.write('\n');
    return line;
  }

  /** Whether somebody has pressed Enter since this was last asked. */
  hasLine(): boolean {
    return this.lines.shift() !== undefined || this.isEnded;
  }

  close(): void {
    this.hide(false);
    this.reader.close();
    this.io.stdin.pause();
  }

  private next(): Promise<string | null> {
    const line = this.lines.shift();
    if (line !== undefined) return Promise.resolve(line);
    if (this.isEnded) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.take = resolve;
    });
  }

  private took(line: string | null): void {
    if (line === null) this.isEnded = true;
    const { take } = this;
    this.take = null;
    if (take !== null) take(line);
    else if (line !== null) this.lines.push(line);
  }

  /** The terminal shows what is typed by itself. */
  private hide(isHidden: boolean): void {
    if (this.io.stdin.isTTY !== true || isHidden === this.isHidden) return;
    this.isHidden = isHidden;
    try {
      execFileSync('stty', [isHidden ? '-echo' : 'echo'], { stdio: ['inherit', 'ignore', 'ignore'] });
    } catch {
      if (isHidden) this.io.stdout.write('(it will be seen: there is no stty here) ');
    }
  }
}
