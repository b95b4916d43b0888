import type { CommandSource } from '../core/command/schema.js';
import type { Program } from '../core/program/schema.js';
import type { Timeline } from '../core/program/timeline.js';
import type { Ending, EventType, StatusFaultCode } from '../core/status.js';
import type { Zone } from '../core/zones.js';
import type { Chair, ChairSignal, LevelCaps } from '../ports.js';

/** A fault that is not cleared yet. `sinceMs` is wall time. */
export interface ActiveFault {
  readonly code: StatusFaultCode;
  readonly zone: Zone | null;
  readonly message: string;
  readonly sinceMs: number;
}

/** One run of a program. `positionMs` is where the timeline is played; after a skip or a stretch it is not `elapsedMs`. */
export interface Session {
  readonly id: string;
  readonly programId: string;
  /** As it was when the session began: a file that changes meanwhile does not reach it. */
  readonly program: Program;
  readonly timeline: Timeline;
  readonly intensity: number;
  readonly caps: LevelCaps;
  readonly source: CommandSource;
  readonly person: string | null;
  readonly startedWallMs: number;
  readonly startedMs: number;
  readonly elapsedMs: number;
  readonly positionMs: number;
  /** Running time that no session may exceed, ms: the configuration's, at most 30 min. */
  readonly runningMsMax: number;
  readonly mustBeOccupied: boolean;
}

export interface LastSession {
  readonly program: string;
  readonly endedBy: Ending;
  readonly endedWallMs: number;
  readonly elapsedMs: number;
}

/** What the session tells the outside, beside its status. */
export interface SessionNotice {
  readonly type: EventType;
  readonly endedBy?: Ending;
  readonly fault?: ActiveFault;
  readonly source?: CommandSource;
  readonly session: Session | null;
}

/** What the machine asks of the outside: plain calls that never throw. */
interface SessionPorts {
  readonly chair: Chair;
  nowMs(): number;
  wallMs(): number;
  tell(notice: SessionNotice): void;
  /** Running time that has just been; it counts towards rest and the day's minutes. [S9] */
  ran(fromMs: number, toMs: number): void;
  isRestOwed(): boolean;
}

export type SessionEvent =
  | ChairSignal
  | { readonly type: 'tick'; readonly nowMs: number }
  | { readonly type: 'start'; readonly session: Session }
  | { readonly type: 'stop'; readonly ending: Extract<Ending, 'stopped' | 'shutdown'> }
  | { readonly type: 'estop'; readonly message: string }
  | { readonly type: 'pause'; readonly source: CommandSource }
  | { readonly type: 'resume'; readonly source: CommandSource }
  | { readonly type: 'adjust'; readonly timeline: Timeline; readonly positionMs: number; readonly intensity: number }
  | { readonly type: 'skip' }
  | { readonly type: 'reset' };

/** What a session starts from: latches and history of the store. */
export interface SessionInput {
  readonly ports: SessionPorts;
  readonly faults: readonly ActiveFault[];
  readonly lastSession: LastSession | null;
}

export interface SessionContext {
  readonly ports: SessionPorts;
  readonly isLinkUp: boolean;
  /** Seen still since anything may have moved, and since the handshake. [S4] */
  readonly isStill: boolean;
  readonly faults: readonly ActiveFault[];
  readonly isOccupied: boolean | null;
  readonly session: Session | null;
  /** Why the session is ending; set from `stopping` on. */
  readonly endedBy: Ending | null;
  readonly lastSession: LastSession | null;
  readonly tickedAtMs: number;
  readonly enteredAtMs: number;
  readonly leftAtMs: number | null;
  readonly isResuming: boolean;
  /** A reset was asked for, and nothing has come since that it does not speak of. [S3] */
  readonly isResetting: boolean;
}
