import type { Offer, OfferedChair } from '../core/ledger/schedules/offer.js';
import { nextRunMs } from '../core/ledger/schedules/planned-times.js';
import { type LastPlanned, type ScheduleRecord, scheduleRecordSchema } from '../core/ledger/schedules/record.js';
import type { Schedule } from '../core/ledger/schedules/schedule.js';
import type { ScheduleStatus } from '../core/ledger/schedules/schedule-status.js';
import { accepted } from '../core/safety/rules.js';
import { isoTime } from '../core/time-text.js';
import { discreet } from '../core/web/viewer.js';
import type { Log } from '../ports.js';
import type { ChairUnit } from './chair-unit.js';
import { decideCommand } from './command-decision.js';

const minuteMs = 60_000;

/** The dot keeps it apart from every chair's own record. */
export const scheduleRecordName = 'daemon.schedules';

/** What was kept of schedules. Where it is lost nothing is: an offer less, and a planned time may come again when a clock is set back. */
export function readScheduleRecord(value: unknown, log: Log): ScheduleRecord | null {
  if (value === undefined) return null;
  const parsed = scheduleRecordSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  log.warn('schedules_forgotten', { reason: 'the record of schedules cannot be read' });
  return null;
}

/** A chair as offers see it. */
export function seatOf({ state, parts: { chair, session } }: Pick<ChairUnit, 'state' | 'parts'>): OfferedChair {
  const { telemetry, isLeaving } = chair.record;
  const { isLinkUp, isOccupied } = session.context;
  const hasSaid = isLinkUp && telemetry !== null;
  return {
    state,
    isOccupied: isLeaving ? false : isOccupied,
    hasSeatSensor: hasSaid ? telemetry.occupied !== 'none' : null,
  };
}

/** A schedule and its next time of day, ms since 1970. */
export interface Planned {
  readonly schedule: Schedule;
  readonly atMs: number;
}

interface ScheduleFacts {
  readonly chairId: string;
  /** The nearest first. */
  readonly planned: readonly Planned[];
  readonly offer: Offer | null;
  readonly last: LastPlanned | null;
  readonly wallMs: number;
}

/** What is planned after this, the nearest first; of several at once the first of the configuration. */
export const plannedAfter = (schedules: readonly Schedule[], wallMs: number): readonly Planned[] =>
  schedules
    .flatMap((schedule) => {
      const atMs = nextRunMs(schedule, wallMs);
      return atMs === null ? [] : [{ schedule, atMs }];
    })
    .sort((one, other) => one.atMs - other.atMs);

function nextOf({ planned, chairId }: ScheduleFacts): ScheduleStatus['next'] {
  const first = planned.find(({ schedule }) => schedule.chairs.includes(chairId));
  if (first === undefined) return null;
  const { id, program, person } = first.schedule;
  return { schedule: id, program, person, at: isoTime(first.atMs) };
}

/** Never too early, and the same from one look to the next. */
const wholeMinute = (wallMs: number): number => minuteMs * Math.ceil(wallMs / minuteMs);

/** What a press from afar would be told now, as a start that is only thought of. */
function offerOf(unit: ChairUnit, offer: Offer, wallMs: number): ScheduleStatus['offer'] {
  const { id, program, person } = offer.schedule;
  const view = { ...unit.view(), newSessionId: () => '' };
  const decision = decideCommand({ command: 'offer' }, { source: 'http', unavailable: null }, view);
  // It is kept at the broker: what somebody has to be spared is not for everybody there.
  const { code, message } = discreet(
    decision.kind === 'refused' || decision.kind === 'foreign' ? decision.verdict : accepted,
  );
  return {
    schedule: id,
    program,
    person,
    planned_at: isoTime(offer.plannedMs),
    until: isoTime(offer.endsMs),
    ready: offer.isReady,
    code,
    message,
    from: view.restLeftMs > 0 ? isoTime(wholeMinute(wallMs + view.restLeftMs)) : null,
  };
}

export const scheduleStatusOf = (unit: ChairUnit | undefined, facts: ScheduleFacts): ScheduleStatus => ({
  next: nextOf(facts),
  offer: unit === undefined || facts.offer === null ? null : offerOf(unit, facts.offer, facts.wallMs),
  last:
    facts.last === null
      ? null
      : {
          schedule: facts.last.schedule,
          planned_at: isoTime(facts.last.plannedMs),
          outcome: facts.last.code === null ? 'started' : 'skipped',
          code: facts.last.code,
        },
});
