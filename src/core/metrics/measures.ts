import type { ChairState, Ending, LinkStatus, ResultCode } from '../status.js';
import type { Zone } from '../zones.js';
import type { ChairTally, KeepTally } from './tallies.js';

/** What the process uses. */
export interface ProcessUse {
  readonly residentBytes: number;
  /** Time of processors that it has used, ms. */
  readonly cpuMs: number;
  /** Files, sockets, timers and whatever else keeps it alive. */
  readonly handles: number;
  /** Lines of the log that nobody read in time. */
  readonly droppedLogLines: number;
}

/** How the process does. */
export interface ProcessMeasures extends ProcessUse {
  readonly uptimeMs: number;
  readonly startedWallMs: number;
  /** The longest delay of its event loop in the last one to two minutes. */
  readonly loopLagMs: number;
}

/** What waits for a broker, and what never went there. */
export interface BrokerLoad {
  /** Publications that wait, of those `events` that are not the newest of their topic, but all wanted. */
  readonly outbox: number;
  readonly events: number;
  /** Sent and not acknowledged yet. */
  readonly inFlight: number;
  /** Two connections have died while it was sent. */
  readonly setAside: number;
  readonly droppedEvents: number;
  /** Larger than the broker takes. */
  readonly tooLarge: number;
}

interface LaneStanding {
  readonly isOpen: boolean;
  readonly isProven: boolean;
}

/** How the connections to the broker stand. */
export interface BrokerMeasures {
  readonly lanes: { readonly commands: LaneStanding; readonly stops: LaneStanding };
  readonly areStopsKept: boolean;
  readonly reconnects: number;
  readonly missingRights: number;
  readonly load: BrokerLoad;
}

/** What is counted of the line of a chair. */
export interface LineCounts {
  /** Null where its line has no lease. */
  readonly keep: KeepTally | null;
  /** Events of the chair that were too many to be heard. */
  readonly eventsLeftOut: number;
}

/** What is counted of a chair. */
export interface ChairCounts extends LineCounts {
  readonly tally: ChairTally;
  /** How long each zone was seen to move since the start of the process, ms. */
  readonly zoneMs: Readonly<Record<Zone, number>>;
}

export interface FleetCounts {
  counted(chairId: string): ChairCounts;
  /** How the sessions since the start of the process have ended; one that the daemon before has lost is among them. */
  readonly sessions: Readonly<Record<Ending, number>>;
}

export interface LedgerCounts {
  /** Lines for which there was no room while the disk took none. */
  readonly droppedLines: number;
}

export interface CommandCounts {
  /** What became of all commands since the start of the process; a stop by its own topic or address is none. */
  readonly results: Readonly<Record<ResultCode, number>>;
}

export interface ChairMeasures extends ChairCounts {
  readonly id: string;
  readonly state: ChairState;
  readonly isAvailable: boolean;
  readonly link: LinkStatus;
  /** Over restarts, of the unit that is known; null before it was ever met. */
  readonly motorMs: number | null;
}

/** Everything that is measured, at one moment. */
export interface Measures extends Pick<FleetCounts, 'sessions'>, CommandCounts {
  readonly nowMs: number;
  readonly process: ProcessMeasures;
  readonly broker: BrokerMeasures;
  readonly unsaved: number;
  /** Lines of the ledger for which there was no room, and streams of the page that were cut off because nobody read them. */
  readonly droppedLedgerLines: number;
  readonly cutOffStreams: number;
  readonly chairs: readonly ChairMeasures[];
}

export const noLoad: BrokerLoad = { outbox: 0, events: 0, inFlight: 0, setAside: 0, droppedEvents: 0, tooLarge: 0 };

/** Before there was a connection. */
export const unconnected: BrokerMeasures = {
  lanes: { commands: { isOpen: false, isProven: false }, stops: { isOpen: false, isProven: false } },
  areStopsKept: false,
  reconnects: 0,
  missingRights: 0,
  load: noLoad,
};

export function addLoads(one: BrokerLoad, other: BrokerLoad): BrokerLoad {
  return {
    outbox: one.outbox + other.outbox,
    events: one.events + other.events,
    inFlight: one.inFlight + other.inFlight,
    setAside: one.setAside + other.setAside,
    droppedEvents: one.droppedEvents + other.droppedEvents,
    tooLarge: one.tooLarge + other.tooLarge,
  };
}

/** The longest or least that any chair has met lately; null where none has. */
export function worstOf(
  { chairs, nowMs }: Measures,
  what: 'leastMargin' | 'longestGapMs',
  worse: (one: number, other: number) => number,
): number | null {
  let worst: number | null = null;
  for (const { keep } of chairs) {
    const value = keep?.[what].at(nowMs) ?? null;
    if (value !== null) worst = worst === null ? value : worse(worst, value);
  }
  return worst;
}

/** What is measured, as text of this type for who collects it. */
export type Exposition = () => Promise<{ readonly contentType: string; readonly text: string }>;
