import type { Clock, Timer } from '../../ports.js';

const lagEveryMs = 1000;

/** How this process does: since when it runs, its memory, and how late the event loop runs its timers. */
export class Health {
  private readonly timer: Timer;
  private readonly startedMs: number;
  private dueMs: number;
  private worstMs = 0;

  constructor(
    private readonly clock: Clock,
    private readonly residentBytes: () => number,
  ) {
    this.startedMs = clock.nowMs();
    this.dueMs = this.startedMs + lagEveryMs;
    this.timer = clock.every(lagEveryMs, () => this.tick());
  }

  /** The lag is the worst since the last report. */
  report() {
    const lagMs = this.worstMs;
    this.worstMs = 0;
    return {
      uptime_s: Math.round((this.clock.nowMs() - this.startedMs) / 1000),
      rss_mb: Math.round(this.residentBytes() / 2 ** 20),
      event_loop_lag_ms: Math.round(lagMs * 10) / 10,
    };
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
