import type { CommandName, CommandSource, ResultCode } from '../command/schema.js';
import type { Timeline } from '../program/timeline.js';
import type { Identity } from '../protocol/messages.js';
import type { Budget } from '../safety/budget.js';
import type { ChairState, Ending, EventType, StatusFaultCode } from '../status.js';
import type { Capabilities, Zone } from '../zones.js';

/** A session as a flight record needs it; who sits there is left out. Times in ms of the monotonic clock. */
export interface FlightSession {
  readonly id: string;
  readonly programId: string;
  readonly timeline: Timeline;
  readonly intensity: number;
  readonly caps: Readonly<Record<Zone, number>>;
  readonly source: CommandSource;
  readonly startedMs: number;
  readonly startedWallMs: number;
  readonly elapsedMs: number;
  readonly positionMs: number;
  readonly runningMsMax: number;
  readonly mustBeOccupied: boolean;
}

/** A fault as the session keeps it; `sinceMs` is wall time. */
export interface FlightFault {
  readonly code: StatusFaultCode;
  readonly zone: Zone | null;
  readonly message: string;
  readonly sinceMs: number;
}

/** Everything that a replay begins from: session and chair in a moment in which nothing is under way on the line. */
export interface FlightCheckpoint {
  readonly state: ChairState;
  readonly isLinkUp: boolean;
  readonly isStill: boolean;
  readonly isOccupied: boolean | null;
  readonly isWireOpen: boolean;
  readonly faults: readonly FlightFault[];
  readonly session: FlightSession | null;
  readonly endedBy: Ending | null;
  readonly tickedAtMs: number;
  /** The last supervision tick; `tickedAtMs` is that of a running session alone. */
  readonly pacedAtMs: number;
  readonly enteredAtMs: number;
  readonly leftAtMs: number | null;
  readonly isResuming: boolean;
  readonly isResetting: boolean;
  readonly runs: Budget['runs'];
  readonly restMs: number;
  readonly identity: Identity | null;
  readonly capabilities: Capabilities;
}

/** What is kept of a command: nothing that names a person, and no id of the sender's. `duration` in ms. */
interface FlightCommand {
  readonly name: CommandName;
  readonly program?: string;
  readonly intensity?: number;
  readonly duration?: number;
  readonly enabled?: boolean;
}

export const wireChanges = ['opening', 'opened', 'closed', 'dropped'] as const;
export const ownDeeds = ['shutdown', 'halt', 'foreign-owner'] as const;

/** One thing that happened, at `atMs` of the monotonic clock. */
export type FlightEntry = { readonly atMs: number } & (
  | { readonly kind: 'rx'; readonly line: string }
  | { readonly kind: 'tx'; readonly line: string }
  | { readonly kind: 'noise'; overflow: number; alphabet: number }
  /** Lines and commands of one second that a flood left no room for. */
  | { readonly kind: 'left-out'; readonly lines: number; readonly commands: number }
  /** `dropped` is our own deed, `closed` came from outside. */
  | { readonly kind: 'wire'; readonly change: (typeof wireChanges)[number]; readonly why: string | null }
  /** The daemon's tick came this much after the one before. */
  | { readonly kind: 'late'; readonly gapMs: number }
  /** `code` is null until the verdict is there; `session` is what the command made, where it made one. */
  | {
      readonly kind: 'command';
      readonly command: FlightCommand;
      readonly source: CommandSource;
      code: ResultCode | null;
      session: FlightSession | null;
    }
  /** What the daemon does by itself. */
  | { readonly kind: 'daemon'; readonly deed: (typeof ownDeeds)[number]; readonly why: string | null }
  | { readonly kind: 'state'; readonly state: ChairState; readonly before: ChairState | null }
  | {
      readonly kind: 'event';
      readonly event: EventType;
      readonly fault: FlightFault | null;
      readonly endedBy: Ending | null;
      readonly source: CommandSource | null;
    }
  | { readonly kind: 'checkpoint'; readonly point: FlightCheckpoint }
);

export type EntryOf<Kind extends FlightEntry['kind']> = Extract<FlightEntry, { readonly kind: Kind }>;
