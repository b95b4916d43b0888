import { driveAt, phaseAt } from '../core/program/timeline.js';
import { limits } from '../core/safety/limits.js';
import type { ActiveFault, Session } from '../core/session.js';
import type { ChairState, Ending, EventType } from '../core/status.js';
import type { FaultTelling, SessionContext, SessionInput, SessionNotice } from './events.js';

/** Nothing runs, and nothing is known of the chair. [S5] */
export const newContext = (input: SessionInput): SessionContext => ({
  ...input,
  isLinkUp: false,
  isStill: false,
  linkLost: null,
  hasSeatSensor: false,
  isOccupied: null,
  session: null,
  endedBy: null,
  tickedAtMs: 0,
  enteredAtMs: 0,
  leftAtMs: null,
  isResuming: false,
  reset: 'none',
});

/** What cannot be: a state with a session has none. It is thrown, and the chair is halted. */
export function sessionIn({ session }: SessionContext): Session {
  if (session === null) throw new Error('the session machine is in a session that is not there');
  return session;
}

export type FaultIdentity = Pick<ActiveFault, 'code' | 'zone'>;

const isSame = (one: FaultIdentity, other: FaultIdentity): boolean =>
  one.code === other.code && one.zone === other.zone;

export const isKnown = ({ faults }: SessionContext, fault: FaultIdentity): boolean =>
  faults.some((active) => isSame(active, fault));

/** What is left of the faults when the chair says that one is clear; an emergency stop waits for a person all the same. [S3] */
export const withoutCleared = ({ faults }: SessionContext, cleared: FaultIdentity): readonly ActiveFault[] =>
  cleared.code === 'estop' ? faults : faults.filter((active) => !isSame(active, cleared));

/** A session is over when the chair was seen still; its stop has this long before the limits that end it. [S4] */
const endingMsMax = limits.stopRampMs + limits.escalateAfterMs;

const isWallTimeOver = (session: Session, nowMs: number): boolean =>
  nowMs - session.startedMs >= limits.sessionWallMsMax - endingMsMax;

/** Somebody left a second before it was said. [S12] */
const hasLeftForGood = ({ leftAtMs, session }: SessionContext, nowMs: number): boolean =>
  session?.mustBeOccupied === true &&
  leftAtMs !== null &&
  nowMs - leftAtMs >= limits.leftSessionMsMax - limits.leavingMs - endingMsMax;

/** What is left of the running time that no session may exceed, ms. [S9] */
const runningLeftMs = (session: Session): number => Math.max(0, session.runningMsMax - session.elapsedMs);

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
  const stepMs = Math.min(sinceMs, remainingMs(session), runningLeftMs(session));
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

/** When a session will have ended at the latest, as it stands, monotonic ms: at its planned end; from a pause, when that is ended as
 *  late as it may be. Null without one. */
export function latestEndMs(state: ChairState, context: SessionContext): number | null {
  const { session, enteredAtMs, tickedAtMs } = context;
  if (session === null) return null;
  if (state === 'stopping') return enteredAtMs + endingMsMax;
  const leftMs = Math.min(remainingMs(session), runningLeftMs(session)) + endingMsMax;
  const fromMs = state === 'paused' ? enteredAtMs + limits.pauseMsMax : Math.max(enteredAtMs, tickedAtMs);
  return Math.min(fromMs + leftMs, session.startedMs + limits.sessionWallMsMax);
}

export const driveOf = (session: Session): ReturnType<typeof driveAt> => driveAt(session.timeline, session.positionMs);

/** The id of the chair's own program where that is what runs, else null. */
export const nativeOf = ({ program, programId }: Session): string | null =>
  program.native === undefined ? null : programId;

/** The session at the start of its next phase; at the end of the program in the last. */
export function skipped(session: Session): Session {
  return { ...session, positionMs: phaseAt(session.timeline, session.positionMs).endMs };
}

/** True where the way to `positionMs` leads the session into another phase. */
const entersPhase = ({ timeline, positionMs: fromMs }: Session, positionMs: number): boolean =>
  phaseAt(timeline, fromMs).index !== phaseAt(timeline, positionMs).index;

/** The running time that a tick adds, on the monotonic clock. [S9] */
export function ranUntil(context: SessionContext, nowMs: number): { readonly fromMs: number; readonly toMs: number } {
  const session = sessionIn(context);
  const { tickedAtMs: fromMs } = context;
  return { fromMs, toMs: fromMs + advanceOf(session, fromMs, nowMs).elapsedMs - session.elapsedMs };
}

/** A running session after a tick with which nothing happens but that it goes on: what the machine does to its context then. Null where
 *  the machine has something to decide or to tell. [S9] */
export function goneOn(context: SessionContext, nowMs: number): SessionContext | null {
  if (dueEnding(context, nowMs) !== null) return null;
  const session = sessionIn(context);
  const advance = advanceOf(session, context.tickedAtMs, nowMs);
  if (entersPhase(session, advance.positionMs)) return null;
  return { ...context, session: { ...session, ...advance }, tickedAtMs: nowMs };
}

/** What the machine tells of a fault: nothing of one that is known. */
export function faultNotices(context: SessionContext, { fault, ...doubted }: FaultTelling): readonly SessionNotice[] {
  if (isKnown(context, fault)) return [];
  const types: Partial<Record<ActiveFault['code'], EventType>> = {
    estop: 'emergency_stopped',
    stop_unverified: 'stop_unverified',
  };
  const type = types[fault.code] ?? 'fault';
  return [{ type, fault, ...doubted, session: context.session }];
}

/** What it tells of faults that are clear: of this one, or, with null, of all. */
export function clearedNotices(context: SessionContext, cleared: FaultIdentity | null): readonly SessionNotice[] {
  const kept = cleared === null ? [] : withoutCleared(context, cleared);
  const gone = context.faults.filter((fault) => !kept.includes(fault));
  return gone.map((fault) => ({ type: 'fault_cleared', fault, session: null }));
}

/** What it tells of a tick that leads into another phase. */
export function phaseNotices(context: SessionContext, nowMs: number): readonly SessionNotice[] {
  const session = sessionIn(context);
  const advance = advanceOf(session, context.tickedAtMs, nowMs);
  if (!entersPhase(session, advance.positionMs)) return [];
  return [{ type: 'phase_started', session: { ...session, ...advance } }];
}
