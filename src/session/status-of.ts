import { phaseAt } from '../core/program/timeline.js';
import type { Telemetry } from '../core/protocol/messages.js';
import type { ActiveFault, Selection, Session } from '../core/session.js';
import type { ChairState, FaultStatus, Status, StatusEvent, StopStatus } from '../core/status.js';
import { isoTime } from '../core/time-text.js';
import type { Zone } from '../core/zones.js';
import type { SessionContext, SessionNotice } from './events.js';
import { remainingMs } from './facts.js';

/** Everything a status is made of. Times in ms; `wallMs` is now. */
export interface StatusFacts {
  readonly state: ChairState;
  readonly context: SessionContext;
  readonly telemetry: Telemetry | null;
  readonly zones: readonly Zone[];
  readonly selection: Selection;
  /** The length that a start of it would have; null where there is no program. */
  readonly selectedLengthMs: number | null;
  readonly isRemoteStartOn: boolean;
  readonly restLeftMs: number;
  readonly stop: StopStatus | null;
  readonly epoch: string;
  readonly sequence: number;
  readonly wallMs: number;
}

const secondsOf = (ms: number): number => Math.round(ms / 1000);

export const faultStatus = ({ sinceMs, ...fault }: ActiveFault): FaultStatus => ({ ...fault, since: isoTime(sinceMs) });

const noSession = {
  program: null,
  phase: null,
  phase_index: null,
  phases: null,
  elapsed_s: null,
  remaining_s: null,
  duration_s: null,
  ends_at: null,
  progress: null,
  intensity: null,
  session: null,
} as const;

type SessionKeys = Pick<Status, keyof typeof noSession>;

function sessionStatus(session: Session, wallMs: number): SessionKeys {
  const phase = phaseAt(session.timeline, session.positionMs);
  const leftMs = remainingMs(session);
  const durationMs = session.elapsedMs + leftMs;
  return {
    program: session.programId,
    phase: phase.name,
    phase_index: phase.index,
    phases: session.timeline.phases.length,
    elapsed_s: secondsOf(session.elapsedMs),
    remaining_s: secondsOf(leftMs),
    duration_s: secondsOf(durationMs),
    ends_at: isoTime(wallMs + leftMs),
    progress: durationMs === 0 ? 0 : Math.round((session.elapsedMs / durationMs) * 1000) / 10,
    intensity: session.intensity,
    session: {
      id: session.id,
      started_at: isoTime(session.startedWallMs),
      source: session.source,
      person: session.person,
    },
  };
}

function zoneStatus(facts: StatusFacts): Status['zones'] {
  const shown: Status['zones'] = {};
  for (const zone of facts.zones) shown[zone] = { technique: null, level: null, rate: null };
  for (const { zone, technique, level, rate } of facts.telemetry?.zones ?? []) shown[zone] = { technique, level, rate };
  return shown;
}

/** The most serious fault first: an emergency stop, then a stop that did not show, then a flood, beside which nothing that the
 *  chair says is worth much, then the oldest, then a lost link. */
export const leadingFault = ({ faults, linkLost }: Pick<SessionContext, 'faults' | 'linkLost'>): ActiveFault | null =>
  faults.find(({ code }) => code === 'estop') ??
  faults.find(({ code }) => code === 'stop_unverified') ??
  faults.find(({ code }) => code === 'flood') ??
  faults[0] ??
  linkLost;

/** The status as it is published: pure. */
export function statusOf(facts: StatusFacts): Status {
  const { context, state, selection, selectedLengthMs, wallMs } = facts;
  const { session, lastSession } = context;
  const fault = leadingFault(context);
  return {
    state,
    ...(session === null ? noSession : sessionStatus(session, wallMs)),
    zones: zoneStatus(facts),
    selected: {
      program: selection.program,
      intensity: selection.intensity,
      duration_s: selectedLengthMs === null ? null : secondsOf(selectedLengthMs),
      person: selection.person,
    },
    occupied: context.isOccupied,
    remote_start: facts.isRemoteStartOn,
    fault: fault === null ? null : faultStatus(fault),
    rest_s: Math.ceil(facts.restLeftMs / 1000),
    stop: facts.stop,
    last_session:
      lastSession === null
        ? null
        : {
            program: lastSession.program,
            ended_by: lastSession.endedBy,
            ended_at: isoTime(lastSession.endedWallMs),
            elapsed_s: secondsOf(lastSession.elapsedMs),
          },
    epoch: facts.epoch,
    seq: facts.sequence,
    ts: isoTime(wallMs),
  };
}

/** The end of a session of which only its record is left. */
export const lostSessionEvent = (
  { id, program, source }: Pick<Session, 'id' | 'source'> & { readonly program: string },
  wallMs: number,
): StatusEvent => ({
  event_type: 'session_ended',
  session_id: id,
  program,
  phase: null,
  ended_by: 'daemon_lost',
  fault: null,
  reason: null,
  late: null,
  source,
  schedule: null,
  code: null,
  ts: isoTime(wallMs),
});

/** A notice of the session as it is published. `isStopLate`: the last stop that was asked for had waited on its way. */
export function statusEvent(notice: SessionNotice, wallMs: number, isStopLate = false): StatusEvent {
  const { type, session, fault, endedBy, source, doubt } = notice;
  const isOfStop = type === 'emergency_stopped' || endedBy === 'stopped' || endedBy === 'emergency_stop';
  return {
    event_type: type,
    session_id: session?.id ?? null,
    program: session?.programId ?? null,
    phase: session === null ? null : phaseAt(session.timeline, session.positionMs).name,
    ended_by: endedBy ?? null,
    fault: fault === undefined ? null : faultStatus(fault),
    reason: doubt ?? null,
    late: isOfStop && isStopLate ? true : null,
    source: source ?? session?.source ?? null,
    schedule: session?.schedule ?? null,
    code: null,
    ts: isoTime(wallMs),
  };
}
