import {
  beginKeyStop,
  joinKeyStops,
  type KeyStop,
  type KeyStopEffect,
  stepKeyStop,
} from '../../core/profile/key-stop.js';
import type { Profile } from '../../core/profile/schema.js';
import type { KeyLine } from './key-line.js';

/** Runs a verified stop of a chair that takes keys: presses, and tells what comes of it. At most one is under way; a further one
 *  joins it. [S4] */
export class KeyStopProcedure {
  private watch: KeyStop | null = null;

  constructor(
    private readonly profile: Profile,
    private readonly line: KeyLine,
    private readonly tell: (effect: Exclude<KeyStopEffect, 'press'>, kind: KeyStop['kind']) => void,
  ) {}

  get isActive(): boolean {
    return this.watch !== null;
  }

  begin(kind: KeyStop['kind'], nowMs: number): void {
    const key = this.keyOf(kind);
    const begun = beginKeyStop(kind, nowMs, this.line.pressedAtMs(key), this.settlesMs(key));
    this.watch = joinKeyStops(this.watch, begun);
    this.step(nowMs);
  }

  /** One look at the chair. */
  step(nowMs: number): void {
    if (this.watch === null) return;
    const key = this.keyOf(this.watch.kind);
    const [watch, effects] = stepKeyStop(this.watch, {
      view: this.line.view(nowMs),
      statusAtMs: this.line.statusAtMs,
      answeredAtMs: this.line.answeredAtMs,
      settlesMs: this.settlesMs(key),
      canPress: this.line.keys.isFree(nowMs),
      nowMs,
    });
    this.watch = effects.includes('still') || effects.includes('dark') ? null : watch;
    for (const effect of effects) {
      if (effect === 'press') this.line.press(key, nowMs);
      else this.tell(effect, watch.kind);
    }
  }

  /** The line is gone, or there is nothing to stop. */
  abandon(): void {
    this.watch = null;
  }

  private keyOf(kind: KeyStop['kind']): string {
    const { pause, power } = this.profile;
    return kind === 'pause' && pause !== undefined ? pause.key : power.key;
  }

  private settlesMs(key: string): number {
    return this.profile.keys[key]?.settles ?? 0;
  }
}
