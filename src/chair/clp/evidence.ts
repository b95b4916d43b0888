import { limits } from '../../core/safety/limits.js';
import type { ChairRecord } from './record.js';

/** Between two times of asking for the evidence of a start: the line that came of it may be lost. */
const askAgainMs = 400;

/** What a host goes by while a session drives a chair: telemetry, and nothing else that comes on the line. [S14] */
export class Evidence {
  /** When telemetry was asked for that has not come yet. */
  private askedAtMs: number | null = null;
  /** Since when a session has driven or pauses, and so owes evidence. */
  private owedSinceMs: number | null = null;

  constructor(private readonly record: ChairRecord) {}

  /** A session begins to drive: what telemetry showed before that is no evidence. */
  begin(nowMs: number): void {
    this.owedSinceMs = nowMs;
    this.askedAtMs = null;
  }

  /** True where STATUS is to be asked now. */
  asks(nowMs: number): boolean {
    if (this.askedAtMs !== null && nowMs - this.askedAtMs < askAgainMs) return false;
    this.askedAtMs = nowMs;
    return true;
  }

  /** Telemetry has come, and may count as the answer; true where it was waited for. */
  came(mayCount: boolean): boolean {
    if (this.askedAtMs === null || !mayCount) return false;
    this.askedAtMs = null;
    return true;
  }

  /** Nothing is driven any more; `goesOn`: the session pauses, and owes evidence until its chair is still. */
  rest(goesOn = false): void {
    this.askedAtMs = null;
    if (!goesOn) this.owedSinceMs = null;
  }

  /** Young telemetry that came in time, and was asked for where nothing has moved yet. */
  isGood(nowMs: number): boolean {
    return this.askedAtMs === null && this.record.isEvidence(nowMs);
  }

  /** A session owes evidence, and has had none for too long. */
  isLost(nowMs: number): boolean {
    if (this.owedSinceMs === null) return false;
    return nowMs - Math.max(this.owedSinceMs, this.record.telemetryAtMs ?? 0) > limits.evidenceLostMs;
  }
}
