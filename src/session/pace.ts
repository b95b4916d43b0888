/** Half a tick of the daemon: a period that is due between two ticks is taken at the earlier one. */
const tickSlackMs = 25;

/** Decides which ticks of the daemon are supervision ticks of a session. [S14] */
export class SessionPace {
  /** The last supervision tick, ms; 0 before the first. */
  tickedAtMs = 0;

  /** True where the period is over; the tick is then taken as done. */
  isDue(nowMs: number, periodMs: number): boolean {
    if (this.tickedAtMs > 0 && nowMs - this.tickedAtMs < periodMs - tickSlackMs) return false;
    this.tickedAtMs = nowMs;
    return true;
  }
}
