import type { Clock, Timer } from '../../ports.js';

const lagEveryMs = 1000;

/** How late the event loop runs its timers: the worst of the time since the last reading. */
export class LoopLag {
  private readonly timer: Timer;
  private dueMs: number;
  private worstMs = 0;

  constructor(private readonly clock: Clock) {
    this.dueMs = clock.nowMs() + lagEveryMs;
    this.timer = clock.every(lagEveryMs, () => this.tick());
  }

  /** Gives the worst and begins again; ms, one decimal. */
  takeWorstMs(): number {
    const worstMs = Math.round(this.worstMs * 10) / 10;
    this.worstMs = 0;
    return worstMs;
  }

  close(): void {
    this.clock.clear(this.timer);
  }

  private tick(): void {
    const nowMs = this.clock.nowMs();
    this.worstMs = Math.max(this.worstMs, nowMs - this.dueMs);
    this.dueMs = nowMs + lagEveryMs;
  }
}
