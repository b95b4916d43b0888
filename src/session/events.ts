import type { Timeline } from '../core/program/timeline.js';
import type { StopDoubt } from '../core/safety/attention.js';
import type { ActiveFault, LastSession, Session, SessionMoment } from '../core/session.js';
import type { CommandSource, Ending, EventType } from '../core/status.js';
import type { ChairSignal } from '../ports.js';

/** What the session tells the outside, beside its status. */
export interface SessionNotice {
  readonly type: EventType;
  readonly endedBy?: Ending;
  readonly fault?: ActiveFault;
  /** Why a stop was not seen in time. [S4] */
  readonly doubt?: StopDoubt;
  readonly source?: CommandSource;
  readonly session: Session | null;
}

/** A fault that is told, with what was doubtful about a stop. */
export type FaultTelling = Pick<SessionNotice, 'doubt'> & { readonly fault: ActiveFault };

/** What the machine is asked, and what it is told of the chair. */
export type SessionEvent =
  | ChairSignal
  | { readonly type: 'tick' }
  /** Where a running session has come to by ticks with which it went on without the machine. */
  | { readonly type: 'gone'; readonly session: Session; readonly tickedAtMs: number }
  | { readonly type: 'start'; readonly session: Session }
  | { readonly type: 'stop'; readonly ending: Extract<Ending, 'stopped' | 'shutdown'> }
  | { readonly type: 'estop'; readonly message: string }
  | { readonly type: 'pause'; readonly source: CommandSource }
  | { readonly type: 'resume'; readonly source: CommandSource }
  | { readonly type: 'adjust'; readonly timeline: Timeline; readonly positionMs: number; readonly intensity: number }
  | { readonly type: 'skip' }
  | { readonly type: 'reset' }
  /** Telemetry shows a seat sensor, or shows none any more. */
  | { readonly type: 'seat.sensor'; readonly hasSeatSensor: boolean };

/** The moment in which an event comes, on both clocks, and the rest that is owed in it: so that the machine needs no clock and
 *  every decision is a function of its state and the event. Times in ms. */
export interface Stamp {
  readonly nowMs: number;
  readonly wallMs: number;
  readonly restLeftMs: number;
}

export type StampedEvent = SessionEvent & Stamp;

/** What a session starts from: latches and history of the store. */
export interface SessionInput {
  readonly faults: readonly ActiveFault[];
  readonly lastSession: LastSession | null;
}

/** Plain data: nothing in it can be called. */
export interface SessionContext extends Omit<SessionMoment, 'state'> {
  readonly lastSession: LastSession | null;
}
