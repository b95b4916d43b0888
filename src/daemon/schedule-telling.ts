import type { Schedule } from '../core/ledger/schedules/schedule.js';
import type { ScheduleStatus } from '../core/ledger/schedules/schedule-status.js';
import type { SkipCode } from '../core/ledger/schedules/skip-codes.js';
import type { EventType, StatusEvent } from '../core/status.js';
import { isoTime } from '../core/time-text.js';
import type { Clock, Face, Ledger, Log } from '../ports.js';

export interface TellingParts {
  readonly clock: Pick<Clock, 'nowMs' | 'wallMs'>;
  readonly ledger: Pick<Ledger, 'write'>;
  readonly log: Log;
  readonly face: Pick<Face, 'onEvent' | 'onSchedule'>;
}

/** What a press would be told takes a whole plan of a session: at most so long a tick goes into that, however many offers stand. [S14] */
const turnMsMax = 5;

/** Tells what becomes of schedules: what happens at once, and how each chair stands in its turn. */
export class ScheduleTelling {
  /** As it was worked out last. */
  private readonly known = new Map<string, ScheduleStatus | null>();
  private readonly told = new Map<string, string>();
  /** Chairs that may stand otherwise than it is known. */
  private readonly stale = new Set<string>();

  constructor(
    private readonly parts: TellingParts,
    private readonly workOut: (chairId: string) => ScheduleStatus | null,
  ) {}

  statusOf(chairId: string): ScheduleStatus | null {
    const known = this.stale.has(chairId) ? undefined : this.known.get(chairId);
    return known === undefined ? this.workOut(chairId) : known;
  }

  changed(chairId: string): void {
    this.stale.add(chairId);
  }

  /** To be called often. */
  tick(): void {
    const { clock, face } = this.parts;
    const beganMs = clock.nowMs();
    for (const chairId of this.stale) {
      if (clock.nowMs() - beganMs >= turnMsMax) return;
      this.stale.delete(chairId);
      const status = this.workOut(chairId);
      this.known.set(chairId, status);
      const text = JSON.stringify(status);
      if (this.told.get(chairId) === text) continue;
      this.told.set(chairId, text);
      face.onSchedule(chairId);
    }
  }

  happened(chairId: string, type: EventType, { id, program }: Schedule, code: SkipCode | null): void {
    const { ledger, clock, face, log } = this.parts;
    const at = isoTime(clock.wallMs());
    log.info(type, { chair: chairId, schedule: id, program, code });
    ledger.write({ kind: 'schedule', schedule: id, chair: chairId, outcome: type.replace('schedule_', ''), code, at });
    face.onEvent(chairId, { ...nothingElse, event_type: type, program, schedule: id, code, ts: at });
  }
}

const nothingElse: Omit<StatusEvent, 'event_type' | 'program' | 'schedule' | 'code' | 'ts'> = {
  session_id: null,
  phase: null,
  ended_by: null,
  fault: null,
  reason: null,
  late: null,
  source: null,
};
