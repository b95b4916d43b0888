const minuteMs = 60_000;

/** The worst of the present minute and the one before: what is asked for once a minute, by whomever, misses nothing. */
export class RecentWorst {
  private fromMs = Number.NEGATIVE_INFINITY;
  private present: number | null = null;
  private before: number | null = null;

  /** `worse` of two values: `Math.min` or `Math.max`. */
  constructor(private readonly worse: (one: number, other: number) => number) {}

  take(value: number, nowMs: number): void {
    this.turn(nowMs);
    this.present = this.present === null ? value : this.worse(this.present, value);
  }

  /** Null where nothing came. */
  at(nowMs: number): number | null {
    this.turn(nowMs);
    const { present, before } = this;
    return present === null || before === null ? (present ?? before) : this.worse(present, before);
  }

  private turn(nowMs: number): void {
    const ageMs = nowMs - this.fromMs;
    if (ageMs < minuteMs) return;
    this.before = ageMs < 2 * minuteMs ? this.present : null;
    this.present = null;
    this.fromMs = nowMs;
  }
}
