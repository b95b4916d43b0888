import { driveAt, phaseAt } from '../core/program/timeline.js';
import { limits } from '../core/safety/limits.js';
import type { Ending } from '../core/status.js';
import type { ActiveFault, Session, SessionContext, SessionEvent, SessionInput } from './events.js';

type Patch = Partial<SessionContext>;

/** Nothing runs, and nothing is known of the chair. [S5] */
export const newContext = (input: SessionInput): SessionContext => ({
  ...input,
  isLinkUp: false,
  isStill: false,
  isOccupied: null,
  session: null,
  endedBy: null,
  tickedAtMs: 0,
  enteredAtMs: 0,
  leftAtMs: null,
  isResuming: false,
  isResetting: false,
});

/** The part of an event that a fault is made of; null for events that are none. */
export function faultOf(context: SessionContext, event: SessionEvent): ActiveFault | null {
  const sinceMs = context.ports.wallMs();
  switch (event.type) {
    case 'chair.fault':
      return { code: event.code, zone: event.zone, message: event.message, sinceMs };
    case 'estop':
      return { code: 'estop', zone: null, message: event.message, sinceMs };
    case 'chair.escalated':
      return {
        code: 'estop',
        zone: null,
        message: 'a stop did not show in time and became an emergency stop',
        sinceMs,
      };
    case 'chair.stopUnverified':
      return {
        code: 'stop_unverified',
        zone: null,
        message: 'the chair was told to stop and still moves: switch it off',
        sinceMs,
      };
    default:
      return null;
  }
}

const isSame = (one: ActiveFault, other: ActiveFault): boolean => one.code === other.code && one.zone === other.zone;

export const isKnown = (context: SessionContext, event: SessionEvent): boolean => {
  const fault = faultOf(context, event);
  return fault !== null && context.faults.some((active) => isSame(active, fault));
};

/** Adds the event's fault; one that is known keeps its first time. A reset under way no longer counts. [S3] */
export function withFault(context: SessionContext, event: SessionEvent): Patch {
  const fault = faultOf(context, event);
  if (fault === null) return {};
  return { isResetting: false, faults: isKnown(context, event) ? context.faults : [...context.faults, fault] };
}

/** Takes away what the chair says is clear; an emergency stop waits for a person all the same. [S3] */
export function withoutCleared(context: SessionContext, event: SessionEvent): Patch {
  if (event.type !== 'chair.cleared' || event.code === 'estop') return {};
  return { faults: context.faults.filter((active) => active.code !== event.code || active.zone !== event.zone) };
}

/** A session is over when the chair was seen still; its stop has this long before the limits that end it. [S4] */
const endingMsMax = limits.stopRampMs + limits.escalateAfterMs;

const isWallTimeOver = (session: Session, nowMs: number): boolean =>
  nowMs - session.startedMs >= limits.sessionWallMsMax - endingMsMax;

/** Somebody left a second before it was said. [S12] */
const hasLeftForGood = ({ leftAtMs, session }: SessionContext, nowMs: number): boolean =>
  session?.mustBeOccupied === true &&
  leftAtMs !== null &&
  nowMs - leftAtMs >= limits.leftSessionMsMax - limits.leavingMs - endingMsMax;

/** What is left of the program, ms. */
export const remainingMs = (session: Session): number => Math.max(0, session.timeline.totalMs - session.positionMs);

/** Running time moves the session on, by the time between two ticks, but never past its end: what a tick comes late is the
 *  stop's, not the day's minutes. */
export function advanceOf(
  session: Session,
  tickedAtMs: number,
  nowMs: number,
): Pick<Session, 'elapsedMs' | 'positionMs'> {
  const sinceMs = Math.max(0, nowMs - tickedAtMs);
  const stepMs = Math.min(sinceMs, remainingMs(session), Math.max(0, session.runningMsMax - session.elapsedMs));
  return {
    elapsedMs: session.elapsedMs + stepMs,
    positionMs: Math.min(session.timeline.totalMs, session.positionMs + sinceMs),
  };
}

/** Why a running session has to end at this tick, or null. [S9] */
export function dueEnding({ session, tickedAtMs }: SessionContext, nowMs: number): Ending | null {
  if (session === null) return null;
  const { elapsedMs, positionMs } = advanceOf(session, tickedAtMs, nowMs);
  if (positionMs >= session.timeline.totalMs) return 'completed';
  return elapsedMs >= session.runningMsMax || isWallTimeOver(session, nowMs) ? 'limit' : null;
}

/** Why a paused session has to end at this tick, or null. [S12] */
export function duePauseEnding(context: SessionContext, nowMs: number): Ending | null {
  const { session } = context;
  if (session === null) return null;
  if (hasLeftForGood(context, nowMs)) return 'occupant_left';
  if (isWallTimeOver(session, nowMs)) return 'limit';
  return nowMs - context.enteredAtMs >= limits.pauseMsMax ? 'pause_timeout' : null;
}

/** The drive of this moment; null without a session. */
export const driveOf = (session: Session): ReturnType<typeof driveAt> => driveAt(session.timeline, session.positionMs);

/** The id of the chair's own program where that is what runs, else null. */
export const nativeOf = ({ program, programId }: Session): string | null =>
  program.native === undefined ? null : programId;

/** The session at the start of its next phase; at the end of the program in the last. */
export function skipped(session: Session): Session {
  return { ...session, positionMs: phaseAt(session.timeline, session.positionMs).endMs };
}

/** True where the way to `positionMs` leads the session into another phase. */
export const entersPhase = ({ timeline, positionMs: fromMs }: Session, positionMs: number): boolean =>
  phaseAt(timeline, fromMs).index !== phaseAt(timeline, positionMs).index;
