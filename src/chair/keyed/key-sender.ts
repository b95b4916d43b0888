import type { Profile } from '../../core/profile/schema.js';

interface Down {
  readonly release: string;
  readonly untilMs: number;
  readonly gapMs: number;
}

/** Presses one key at a time: down, up, and the pause that the chair needs after it. */
export class KeySender {
  private down: Down | null = null;
  private freeAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly profile: Profile,
    private readonly write: (text: string) => void,
  ) {}

  isFree(nowMs: number): boolean {
    return this.down === null && nowMs >= this.freeAtMs;
  }

  /** Presses a key of the profile that may be pressed; only while free. */
  press(name: string, nowMs: number): void {
    const key = this.profile.keys[name];
    if (key === undefined || key.while_held || !this.isFree(nowMs)) return;
    this.send(key.press);
    this.down = { release: key.release, untilMs: nowMs + key.held, gapMs: key.gap };
  }

  /** Lets the key go when its time is over. */
  poll(nowMs: number): void {
    if (this.down !== null && nowMs >= this.down.untilMs) this.release(nowMs);
  }

  /** Lets the key go at once: something more urgent waits, or the line ends. */
  release(nowMs: number): void {
    if (this.down === null) return;
    this.send(this.down.release);
    this.freeAtMs = nowMs + this.down.gapMs;
    this.down = null;
  }

  /** The line is gone, and with it what was down. */
  forget(): void {
    this.down = null;
    this.freeAtMs = Number.NEGATIVE_INFINITY;
  }

  private send(code: string): void {
    const { start, end } = this.profile.frame;
    this.write(`${start}${code}${end === 'cr' ? '\r' : '\n'}`);
  }
}

/** One key that is pressed until something shows: not before its last press could show, and so often at most. */
export class PacedKey {
  private presses = 0;
  private pressedAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly profile: Profile,
    readonly key: string,
    private readonly pressesMax: number,
  ) {}

  /** It shows: the next time counts anew. */
  reset(): void {
    this.presses = 0;
  }

  /** What to do now where it does not show: press, wait for the last press, or give up. */
  next(nowMs: number): 'press' | 'wait' | 'spent' {
    const settlesMs = this.profile.keys[this.key]?.settles ?? 0;
    if (nowMs - this.pressedAtMs < settlesMs) return 'wait';
    if (this.presses >= this.pressesMax) return 'spent';
    this.presses += 1;
    this.pressedAtMs = nowMs;
    return 'press';
  }
}
