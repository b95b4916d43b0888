import type { LineMoment, PacedKeyMoment } from '../../core/profile/chair-moment.js';
import { isForbidden, keyCommand, type WireCommand } from '../../core/profile/commands.js';
import type { Profile } from '../../core/profile/schema.js';
import { latinText } from '../../core/profile/template.js';

interface Down {
  readonly release?: string | undefined;
  readonly untilMs: number;
  readonly gapMs: number;
}

/** The least pause between two commands that are no keys. */
const commandGapMs = 20;

/** Sends one thing at a time: a key down, up, and the pause that the chair needs after it, or commands by themselves. */
export class KeySender {
  private down: Down | null = null;
  private freeAtMs = Number.NEGATIVE_INFINITY;
  private clearAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly profile: Profile,
    private readonly write: (text: string) => void,
  ) {}

  get moment(): LineMoment['keys'] {
    const { down, freeAtMs, clearAtMs } = this;
    return { down, freeAtMs, clearAtMs };
  }

  takeUp({ down, freeAtMs, clearAtMs }: LineMoment['keys']): void {
    this.down = down;
    this.freeAtMs = freeAtMs;
    this.clearAtMs = clearAtMs;
  }

  isFree(nowMs: number): boolean {
    return this.isClear(nowMs) && nowMs >= this.freeAtMs;
  }

  /** A command that is no key does not wait for the pause that the chair needs between keys. */
  isClear(nowMs: number): boolean {
    return this.down === null && nowMs >= this.clearAtMs;
  }

  /** Presses a key of the profile that may be pressed; only while free. */
  press(name: string, nowMs: number): void {
    const key = this.profile.keys[name];
    if (key === undefined || key.while_held || !this.isFree(nowMs)) return;
    this.sendKey(key.press);
    this.down = { release: key.release, untilMs: nowMs + key.held, gapMs: key.gap };
  }

  /** Lets the key go when its time is over. */
  poll(nowMs: number): void {
    if (this.down !== null && nowMs >= this.down.untilMs) this.release(nowMs);
  }

  /** Lets the key go at once: something more urgent waits, or the line ends. */
  release(nowMs: number): void {
    if (this.down === null) return;
    if (this.down.release !== undefined) this.sendKey(this.down.release);
    this.freeAtMs = nowMs + this.down.gapMs;
    this.down = null;
  }

  /** The line is gone, and with it what was down. */
  forget(): void {
    this.down = null;
    this.freeAtMs = Number.NEGATIVE_INFINITY;
    this.clearAtMs = Number.NEGATIVE_INFINITY;
  }

  /** Sends commands as they are; only while clear. */
  command(commands: readonly (WireCommand | null)[], nowMs: number): void {
    if (!this.isClear(nowMs)) return;
    for (const command of commands) this.send(command);
    this.clearAtMs = nowMs + commandGapMs;
  }

  private sendKey(code: string): void {
    this.send(keyCommand(this.profile, code));
  }

  /** What must never go out does not, whatever has put it together. */
  private send(command: WireCommand | null): void {
    if (command !== null && !isForbidden(this.profile, command)) this.write(latinText(command.wire));
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

  get moment(): PacedKeyMoment {
    const { presses, pressedAtMs } = this;
    return { presses, pressedAtMs };
  }

  takeUp({ presses, pressedAtMs }: PacedKeyMoment): this {
    this.presses = presses;
    this.pressedAtMs = pressedAtMs;
    return this;
  }

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
