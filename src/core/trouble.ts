/** Trouble that comes again and again: the first is worth a word, the rest a number. Times in ms of one clock. */
export class Trouble {
  private sinceMs: number | null = null;
  private lastAtMs = 0;
  private count = 0;

  /** `quietMs`: it is over when it has not come for so long. `longMs`: what lasts so long is summed up, and begins anew. */
  constructor(
    private readonly quietMs: number,
    private readonly longMs: number,
  ) {}

  /** Takes one more; true where it is the first. */
  take(nowMs: number): boolean {
    const isFirst = this.sinceMs === null;
    this.sinceMs ??= nowMs;
    this.lastAtMs = nowMs;
    this.count += 1;
    return isFirst;
  }

  /** How often it came, once when it is over; else null. */
  over(nowMs: number): number | null {
    if (this.sinceMs === null) return null;
    if (nowMs - this.lastAtMs < this.quietMs && nowMs - this.sinceMs < this.longMs) return null;
    const { count } = this;
    this.sinceMs = null;
    this.count = 0;
    return count;
  }
}
