import type { ProcessMeasures, ProcessUse } from '../core/metrics/measures.js';
import { RecentWorst } from '../core/metrics/recent-worst.js';
import type { Clock, Timer } from '../ports.js';

const beatEveryMs = 100;

/** How this process does: since when it runs, what it uses, and how late the event loop runs its timers. */
export class Pulse {
  private readonly timer: Timer;
  private readonly startedMs: number;
  private readonly startedWallMs: number;
  private readonly lag = new RecentWorst(Math.max);
  private dueMs: number;

  constructor(
    private readonly clock: Clock,
    private readonly use: () => ProcessUse,
  ) {
    this.startedMs = clock.nowMs();
    this.startedWallMs = clock.wallMs();
    this.dueMs = this.startedMs + beatEveryMs;
    this.timer = clock.every(beatEveryMs, () => this.beat());
  }

  get measures(): ProcessMeasures {
    const { startedWallMs } = this;
    const nowMs = this.clock.nowMs();
    return { ...this.use(), uptimeMs: nowMs - this.startedMs, startedWallMs, loopLagMs: this.lag.at(nowMs) ?? 0 };
  }

  close(): void {
    this.clock.clear(this.timer);
  }

  private beat(): void {
    const nowMs = this.clock.nowMs();
    this.lag.take(Math.max(0, nowMs - this.dueMs), nowMs);
    this.dueMs = nowMs + beatEveryMs;
  }
}
