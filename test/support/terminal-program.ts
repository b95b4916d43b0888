import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { killChild, startOwned } from './child.js';
import { eventually } from './eventually.js';

const main = join(import.meta.dirname, '../../dist/program/main.js');

/** A program of this project in a real terminal of its own; after it the shell tells how it ended and what the terminal is like. */
export class TerminalProgram {
  private readonly child: ReturnType<typeof startOwned>;
  readonly exit: Promise<number | null>;
  /** All that came to the terminal, escape sequences too. */
  text = '';

  constructor(
    words: readonly string[],
    size: { readonly columns: number; readonly rows: number },
    env: Readonly<Record<string, string>> = {},
  ) {
    const line = [process.execPath, main, ...words].join(' ');
    const command = `echo "tty=$(tty)"; stty cols ${size.columns} rows ${size.rows}; sh -c 'echo "pid=$$"; exec ${line}'; echo "code=$?"; stty -a`;
    this.child = startOwned('script', ['-qec', command, '/dev/null'], {
      env: { ...process.env, TERM: 'xterm', ...env },
    });
    this.child.stdout.on('data', (data: Buffer) => {
      this.text += data.toString();
    });
    this.exit = new Promise((resolve) => this.child.once('close', resolve));
  }

  /** What was said before in this form, such as `pid=1234`. */
  private told(name: string): string {
    return new RegExp(`${name}=(\\S+)`).exec(this.text)?.[1] ?? '';
  }

  get pid(): number {
    return Number(this.told('pid'));
  }

  /** Waits until it is on the terminal; `from`: what came after so many characters. */
  shows(words: string | RegExp, from = 0): Promise<void> {
    const has = (text: string): boolean => (typeof words === 'string' ? text.includes(words) : words.test(text));
    return eventually(
      () => has(this.text.slice(from)),
      () => `${words} in:\n${JSON.stringify(this.text.slice(from).slice(-3000))}`,
    );
  }

  type(keys: string): void {
    this.child.stdin.write(keys);
  }

  signal(signal: NodeJS.Signals): void {
    process.kill(this.pid, signal);
  }

  resize(columns: number, rows: number): void {
    execFileSync('stty', ['-F', this.told('tty'), 'cols', `${columns}`, 'rows', `${rows}`]);
  }

  /** The window is closed. */
  closeWindow(): Promise<void> {
    return killChild(this.child);
  }
}
