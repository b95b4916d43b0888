import { SimulatedChair } from '../../hardware-sim/index.js';
import { systemClock } from '../../src/adapters/system-clock.js';
import { Pty } from '../support/pty.js';

const emergencyByte = String.fromCharCode(0x18);

/** What the first byte of an order is looked for by. */
export const orderPatterns = { stop: /^(?:\d+ )?STOP/m, estop: new RegExp(emergencyByte), set: /^\d+ SET / } as const;

const patienceMs = 10_000;

/** A real pseudo-terminal whose other end is this process: it sees each byte when it comes. Only a chair on it answers. */
export class BenchLine {
  /** When the line of the last button was written. */
  pressedAtMs = 0;
  private readonly pty = new Pty((text) => this.take(text));
  private readonly chair: SimulatedChair | null;
  private unfinished = '';
  private beganAtMs = 0;
  private level: string | null = null;
  private look: ((line: string, beganAtMs: number) => void) | null = null;

  constructor(private readonly hasChair: boolean) {
    this.chair = hasChair ? SimulatedChair.inMemory({ clock: systemClock() }) : null;
    this.chair?.device.attach({ send: (text) => this.send(text), setReading: () => {}, setPlugged: () => {} });
  }

  get path(): string {
    return this.pty.path;
  }

  /** When the first byte of the next order like this came. */
  async order(pattern: RegExp): Promise<number> {
    return this.next((line) => pattern.test(line));
  }

  /** When the first SET with another level than the last came. */
  async otherLevel(): Promise<number> {
    const before = this.level;
    return this.next((line) => {
      const level = levelOf(line);
      return level !== null && level !== before;
    });
  }

  /** Presses a button of the chair. */
  press(): void {
    if (this.chair === null) this.send('E button pause\n');
    else this.chair.inject('button:pause');
  }

  async close(): Promise<void> {
    await this.chair?.close();
    this.pty.unplug();
  }

  private next(isWanted: (line: string) => boolean): Promise<number> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`no order came on the line of ${this.hasChair ? 'a chair' : 'a floor'}`)),
        patienceMs,
      );
      this.look = (line, beganAtMs) => {
        if (!isWanted(line)) return;
        clearTimeout(late);
        this.look = null;
        resolve(beganAtMs);
      };
    });
  }

  private send(text: string): void {
    if (text.includes('E button')) this.pressedAtMs = performance.now();
    void this.pty.write(text);
  }

  private take(text: string): void {
    const atMs = performance.now();
    for (const piece of text.split(/(?<=\n)/)) {
      if (this.unfinished === '') this.beganAtMs = atMs;
      this.unfinished += piece;
      this.look?.(this.unfinished, this.beganAtMs);
      if (!piece.endsWith('\n')) continue;
      this.level = levelOf(this.unfinished) ?? this.level;
      this.unfinished = '';
    }
    this.chair?.device.receive(text);
  }
}

/** The level of a whole SET. */
const levelOf = (line: string): string | null => /^\d+ SET \w+ \w+ (\d+) /.exec(line)?.[1] ?? null;
