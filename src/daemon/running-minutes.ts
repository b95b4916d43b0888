import type { RunningSession } from '../core/ledger/lines.js';
import type { Ledger } from '../ports.js';

const everyMs = 60_000;

/** Has the sessions that run written down once a minute, all chairs together. */
export class RunningMinutes {
  private keptAtMs: number | null = null;
  /** Something stands there that is not true for long. */
  private hasKept = false;

  constructor(
    private readonly ledger: Pick<Ledger, 'keepRunning'>,
    private readonly runningNow: () => readonly RunningSession[],
  ) {}

  tick(nowMs: number): void {
    this.keptAtMs ??= nowMs;
    if (nowMs - this.keptAtMs < everyMs) return;
    this.keptAtMs = nowMs;
    const sessions = this.runningNow();
    if (sessions.length === 0 && !this.hasKept) return;
    this.hasKept = sessions.length > 0;
    this.ledger.keepRunning(sessions);
  }
}
