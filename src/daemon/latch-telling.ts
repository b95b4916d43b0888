import { type LatchSaving, latchSaving, unsavedLatch } from '../core/safety/told-latch.js';
import type { ActiveFault } from '../core/session.js';
import type { StatusEvent } from '../core/status.js';
import type { Clock } from '../ports.js';
import { faultStatus } from '../session/status-of.js';

export interface LatchTellingParts {
  readonly clock: Pick<Clock, 'nowMs'>;
  /** The faults that the session has now. */
  readonly faults: () => readonly ActiveFault[];
  /** Whether a fault is on the disk. */
  readonly isSaved: (fault: ActiveFault) => boolean;
  readonly tell: (event: StatusEvent) => void;
}

/** Holds back what says that an emergency stop is latched until that is on the disk, and what comes behind it for as long, so that
 *  everything is told in its order; after a second only that. [S3] */
export class LatchTelling {
  private latch: StatusEvent | null = null;
  private behind: StatusEvent[] = [];
  private fromMs: number | null = null;
  private isToldLate = false;

  constructor(private readonly parts: LatchTellingParts) {}

  get saving(): LatchSaving {
    const { faults, isSaved, clock } = this.parts;
    const isWaiting = faults().some((fault) => fault.code === 'estop' && !isSaved(fault));
    return isWaiting ? latchSaving(this.fromMs ?? clock.nowMs(), clock.nowMs()) : 'saved';
  }

  take(event: StatusEvent): void {
    if (event.event_type === 'emergency_stopped') {
      this.latch = event;
      this.fromMs = this.parts.clock.nowMs();
      this.isToldLate = false;
    } else if (this.latch !== null && !this.isToldLate) this.behind.push(event);
    else this.parts.tell(event);
  }

  /** The session has moved, a record has landed, or time has passed: tells what can be told now. True where something was. */
  settle(): boolean {
    const { latch } = this;
    if (latch === null) return false;
    const sinceMs = this.parts.faults().find(({ code }) => code === 'estop')?.sinceMs;
    // A reset came before the disk: what was never kept is never told.
    if (sinceMs === undefined) return this.release([]);
    if (this.saving === 'saved') return this.release([latch]);
    if (this.saving === 'saving' || this.isToldLate) return false;
    this.isToldLate = true;
    this.tellAll([{ ...latch, event_type: 'fault', fault: faultStatus(unsavedLatch(sinceMs)) }]);
    return true;
  }

  private release(first: readonly StatusEvent[]): boolean {
    this.latch = null;
    this.fromMs = null;
    this.tellAll(first);
    return true;
  }

  private tellAll(first: readonly StatusEvent[]): void {
    const { behind } = this;
    this.behind = [];
    for (const event of [...first, ...behind]) this.parts.tell(event);
  }
}
