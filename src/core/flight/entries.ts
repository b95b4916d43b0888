import type { CommandName } from '../command/schema.js';
import type { ChairMoment } from '../profile/chair-moment.js';
import type { Identity } from '../protocol/messages.js';
import type { Budget } from '../safety/budget.js';
import type { ActiveFault, Session, SessionMoment } from '../session.js';
import type { ChairState, CommandSource, Ending, EventType, ResultCode } from '../status.js';
import type { Capabilities } from '../zones.js';

/** Everything that a replay begins from: session and chair in a moment in which nothing is under way on the line. */
export interface FlightCheckpoint extends SessionMoment {
  readonly isWireOpen: boolean;
  /** The last supervision tick; `tickedAtMs` is that of a running session alone. */
  readonly pacedAtMs: number;
  readonly runs: Budget['runs'];
  readonly restMs: number;
  readonly identity: Identity | null;
  readonly capabilities: Capabilities;
  /** Of a chair by profile; null for any other. */
  readonly chair: ChairMoment | null;
}

/** What is kept of a command: nothing that names a person, and no id of the sender's. `duration` in ms. */
interface FlightCommand {
  readonly name: CommandName;
  readonly program?: string | undefined;
  readonly intensity?: number | undefined;
  readonly duration?: number | undefined;
  readonly enabled?: boolean | undefined;
}

export const wireChanges = ['opening', 'opened', 'closed', 'dropped'] as const;
export const ownDeeds = ['shutdown', 'halt', 'foreign-owner'] as const;

/** One thing that happened, at `atMs` of the monotonic clock. */
export type FlightEntry = {
  atMs: number;
  /** Of a chair by profile: the ticks of the daemon since the entry before. What such a chair is sent is decided at ticks. */
  tickedAtMs?: readonly number[];
} & (
  | { readonly kind: 'rx'; line: string }
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
      session: Session | null;
    }
  /** What the daemon does by itself. */
  | { readonly kind: 'daemon'; readonly deed: (typeof ownDeeds)[number]; readonly why: string | null }
  | { readonly kind: 'state'; readonly state: ChairState; readonly before: ChairState | null }
  | {
      readonly kind: 'event';
      readonly event: EventType;
      readonly fault: ActiveFault | null;
      readonly endedBy: Ending | null;
      readonly source: CommandSource | null;
    }
  | { readonly kind: 'checkpoint'; readonly point: FlightCheckpoint }
);

export type EntryOf<Kind extends FlightEntry['kind']> = Extract<FlightEntry, { readonly kind: Kind }>;
