import type { Profile } from '../../core/profile/schema.js';

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
