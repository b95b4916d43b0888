import process from 'node:process';
import type { ScreenLine, ScreenSize, Tone } from '../../core/watch/line.js';
import type { Clock } from '../../ports.js';

/** What it takes of standard output: a write never waits. */
interface ScreenOutput {
  write(text: string): void;
  whenDrained?(run: () => void): void;
}

interface FullScreenParts {
  readonly stdin: Pick<NodeJS.ReadStream, 'setRawMode' | 'on' | 'resume' | 'pause' | 'setEncoding'>;
  readonly output: ScreenOutput;
  readonly hasColour: boolean;
  readonly clock: Pick<Clock, 'after'>;
  readonly onText: (text: string) => void;
  /** Everything has to be drawn anew: another size, or the program goes on after it was stopped. */
  readonly onRedraw: () => void;
}

const csi = '\u001b[';
/** Alternate screen, no cursor, no wrapping at the edge, marks around what is pasted. */
const enterText = `${csi}?1049h${csi}?25l${csi}?7l${csi}?2004h${csi}2J`;
const leaveText = `${csi}0m${csi}?2004l${csi}?7h${csi}?25h${csi}?1049l`;
/** A program whose group has no shell is not stopped, and goes on. */
const stoppedMs = 200;
const usualSize: ScreenSize = { columns: 80, rows: 24 };

const codes: Readonly<Record<Tone, string>> = {
  plain: '',
  strong: '1',
  faint: '2',
  bar: '36',
  good: '32',
  doubtful: '33',
  bad: '1;31',
};

/** The terminal as a screen of lines. What was on it before comes back however the program ends. */
export class FullScreen {
  private drawn: readonly string[] = [];
  private isOpen = false;
  private isEntered = false;
  private isDrained = true;
  private readonly leaveAtExit = (): void => this.leave();
  private readonly resized = (): void => this.again();
  private readonly stopped = (): void => this.suspend('self');
  private readonly continued = (): void => this.enterAgain();

  constructor(private readonly parts: FullScreenParts) {}

  get size(): ScreenSize {
    const { columns = usualSize.columns, rows = usualSize.rows } = process.stdout;
    return { columns: columns || usualSize.columns, rows: rows || usualSize.rows };
  }

  /** Nothing waits to be shown: what is drawn now is seen now. */
  get isReady(): boolean {
    return this.isEntered && this.isDrained;
  }

  open(): void {
    const { stdin, onText } = this.parts;
    this.isOpen = true;
    stdin.setEncoding('utf8');
    stdin.on('data', (text: string) => onText(text));
    process.once('exit', this.leaveAtExit);
    process.on('SIGCONT', this.continued);
    process.stdout.on('resize', this.resized);
    this.enter();
    stdin.resume();
  }

  /** Gives the terminal back. Called again it does nothing. */
  close(): void {
    this.isOpen = false;
    this.leave();
    process.removeListener('exit', this.leaveAtExit);
    process.removeListener('SIGCONT', this.continued);
    process.stdout.removeListener('resize', this.resized);
    this.parts.stdin.pause();
  }

  draw(lines: readonly ScreenLine[]): void {
    const texts = lines.map((line) => this.paint(line));
    const changed = texts.flatMap((text, row) =>
      text === this.drawn[row] ? [] : [`${csi}${row + 1};1H${text}${csi}K`],
    );
    this.drawn = texts;
    if (changed.length > 0) this.write(changed.join(''));
  }

  /** As Ctrl-Z of other programs: the shell comes back, and `fg` brings the screen back. `group`: with what has started this one. */
  suspend(who: 'self' | 'group'): void {
    this.leave();
    process.removeListener('SIGTSTP', this.stopped);
    process.kill(who === 'group' ? 0 : process.pid, 'SIGTSTP');
    this.parts.clock.after(stoppedMs, () => {
      if (!this.isEntered && this.isOpen) this.enter();
    });
  }

  private write(text: string): void {
    const { output } = this.parts;
    output.write(text);
    if (output.whenDrained === undefined) return;
    this.isDrained = false;
    output.whenDrained(() => {
      this.isDrained = true;
    });
  }

  private enter(): void {
    this.isEntered = true;
    process.on('SIGTSTP', this.stopped);
    this.parts.stdin.setRawMode(true);
    this.write(enterText);
    this.again();
  }

  /** After a stop that could not be seen coming, the shell has changed the terminal: raw mode is set anew, too. */
  private enterAgain(): void {
    if (this.isEntered) this.leave();
    this.enter();
  }

  private leave(): void {
    if (!this.isEntered) return;
    this.isEntered = false;
    process.removeListener('SIGTSTP', this.stopped);
    try {
      this.parts.stdin.setRawMode(false);
    } catch {
      // The terminal has gone.
    }
    this.write(leaveText);
  }

  /** Draws everything anew, also what should stand there already. */
  redraw(): void {
    this.again();
  }

  private again(): void {
    this.drawn = [];
    if (this.isEntered) this.write(`${csi}2J`);
    this.parts.onRedraw();
  }

  private paint(line: ScreenLine): string {
    const { hasColour } = this.parts;
    return line
      .map(({ text, tone }) => (hasColour && codes[tone] !== '' ? `${csi}${codes[tone]}m${text}${csi}0m` : text))
      .join('');
  }
}
