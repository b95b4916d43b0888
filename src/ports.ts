import type { BrokerSession } from './core/broker/broker-session.js';
import type { Origin } from './core/command/origin.js';
import type { AskedCommand } from './core/command/reading.js';
import type { Command, HaltName } from './core/command/schema.js';
import type { Lateness } from './core/lane/lane.js';
import type { LedgerLine, MarkedFleet, RunningSession } from './core/ledger/lines.js';
import type { FleetPlans } from './core/ledger/schedules/fleet-plans.js';
import type { UnitBook } from './core/ledger/unit-book.js';
import type { BrokerLoad, CommandCounts, FleetCounts, LedgerCounts } from './core/metrics/measures.js';
import type { Claimant, Holding } from './core/ownership.js';
import type { PersonBook } from './core/people/history.js';
import type { LedgerForgetting } from './core/people/keeper.js';
import type { LintLimits } from './core/program/lint-limits.js';
import type { Program } from './core/program/schema.js';
import type { Button } from './core/protocol/messages.js';
import type { UnsavedRecord } from './core/record-keeping.js';
import type { StopDoubt } from './core/safety/attention.js';
import type { ServiceBook } from './core/service-book.js';
import type {
  ChairCard,
  ChairState,
  CommandSource,
  LinkStatus,
  ProgramCard,
  Result,
  Status,
  StatusEvent,
  StatusFaultCode,
  TelemetryStatus,
  Verdict,
} from './core/status.js';
import type { ServedFleet } from './core/wear/service-notes.js';
import type { Course, Startable } from './core/web/frames.js';
import type { AskedStart } from './core/web/remedy.js';
import type { Drive, LevelCaps, Zone } from './core/zones.js';

/** A running timer; `Clock.clear` ends it. */
export interface Timer {
  readonly id: unknown;
}

/** The one source of time and chance for the session, the chair, the adapters and the simulator. */
export interface Clock {
  /** Monotonic time in ms; never jumps. On Linux it counts from the machine's boot, so it goes on over restarts of the process. */
  nowMs(): number;
  /** Time of day in ms since 1970 (UTC); may jump. */
  wallMs(): number;
  /** Names one boot of the machine: `nowMs` values of the same boot can be compared. */
  readonly bootId: string;
  after(delayMs: number, run: () => void): Timer;
  every(periodMs: number, run: () => void): Timer;
  clear(timer: Timer): void;
  /** A random number in [0, 1). */
  random(): number;
}

export type LogFields = Readonly<Record<string, unknown>>;

/** One line an event: its name and fields. A daemon's log bounds what repeats; what lasts is still logged on its edges alone. */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  child(fields: LogFields): Log;
}

/** Whole lines without their ends, noise for those that were discarded; with `onBytes` all as it was read. `onClosed` comes once, last. */
export interface WireEvents {
  onOpened(): void;
  onLine(line: string): void;
  onNoise(kind: 'overflow' | 'alphabet'): void;
  onBytes?(bytes: Uint8Array): void;
  onClosed(reason: string): void;
}

/** One connection to a chair. A new object for every attempt; it is thrown away when it closes. */
export interface Wire {
  /** Sends text now, one character a byte. Never throws; on a closed wire it does nothing. Holds at most 4 KiB, then closes itself. */
  write(text: string): void;
  /** Closes after what was written has gone, or after 200 ms. Never rejects. */
  close(): Promise<void>;
}

/** Opens a connection: a port as a small factory. Never throws; failure comes as `onClosed`. */
export type OpenWire = (events: WireEvents) => Wire;

/** What a broker connection tells its owner. */
export interface BrokerEvents {
  /** Connected and every subscription granted. */
  onOnline(session: BrokerSession): void;
  onOffline(reason: string): void;
  /** The broker has changed what it says of `isSessionKept`. */
  onSessionKept?(isSessionKept: boolean): void;
  onMessage(message: BrokerMessage): void;
}

/** A message as it came. `isRetained` and `isDuplicate` are the packet's flags RETAIN and DUP; `payload` the raw bytes. */
export interface BrokerMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly isRetained: boolean;
  /** The broker had delivered it before and got no answer; it may be as old as the session. [S6] */
  readonly isDuplicate: boolean;
  /** It waited at the broker while the connection was away. */
  readonly isLate: boolean;
  readonly responseTopic?: string;
  readonly correlation?: Uint8Array;
}

export interface Publication {
  readonly topic: string;
  readonly payload: string;
  readonly qos: 0 | 1;
  readonly isRetained: boolean;
  /** What happens while offline: `newest` keeps the newest for the topic, `queue` joins a bounded queue, `drop` is lost. */
  readonly offline: 'newest' | 'queue' | 'drop';
  /** MQTT 5 only: where the answer to this request is wanted. */
  readonly responseTopic?: string;
  /** MQTT 5 only: what ties an answer to its request. */
  readonly correlation?: Uint8Array;
  /** MQTT 5 only: the broker throws it away when it could not deliver it for so long, s. */
  readonly expiryS?: number;
}

/** One connection to a broker, kept up by itself (backoff with jitter). Never throws. */
export interface Broker {
  publish(publication: Publication): void;
  readonly isOnline: boolean;
  readonly load: BrokerLoad;
  /** Throws a connection away that is of no use any more, and opens another at once; where that one is given up within a minute
   *  too, after a growing wait. `onOffline` comes before this returns. Does nothing while the broker has a subscription to
   *  answer: that has a deadline of its own. */
  breakOff(reason: string): void;
  /** The broker is known to be there: a retry that waits is made now. */
  retryNow(): void;
  /** Publishes what is still queued, says goodbye, and ends; at most `deadlineMs`. Never rejects. */
  close(deadlineMs: number): Promise<void>;
}

/** Keeps small records, each under a name. Saves are atomic and repeated until they land; the newest wins. */
export interface Store {
  /** The record as it was parsed from JSON; undefined where there is none; null where its file is torn, unreadable or has
   *  changed since it was written, which is then set aside and reported. */
  load(name: string): unknown;
  /** Writes the record, again and again until it or a newer one of this name is on the disk; then `onSaved` is called. Resolves
   *  with true at that moment, with false where it has failed, or has taken over 1 s, and is still tried. Never rejects. */
  save(name: string, record: object, onSaved?: () => void): Promise<boolean>;
  /** For what protects nobody: asked for and written once nothing else is to be, the newest of each name. A failure makes nothing `unsaved`. */
  saveLater(name: string, record: () => object): void;
  /** What could not be saved, or has waited for over 1 s. */
  readonly unsaved: readonly UnsavedRecord[];
  /** Calls whenever `unsaved` has changed. */
  onUnsaved(listener: () => void): void;
  /** Calls once no save is being written or due: at once where none is. One that failed and waits for its next attempt is not due. */
  whenQuiet(run: () => void): void;
}

/** Remembers sessions for ever. Never throws or rejects, and nobody waits for it but the end of the daemon: `settled` resolves when what
 *  was taken is on the disk or cannot be written now. `whenRead` calls when what was there has been read. */
export interface Ledger extends LedgerCounts, PersonBook, UnitBook {
  /** IANA name of the zone in which its days are counted. */
  readonly timeZone: string;
  write(line: LedgerLine): void;
  /** How all sessions stand that run: for a daemon that finds them open because this one has died. */
  keepRunning(sessions: readonly RunningSession[]): void;
  whenRead(run: () => void): void;
  /** How many sessions there were in the place of an appointment, by day; null before it was read. */
  readonly appointments: ReadonlyMap<string, number> | null;
  forget(person: string): Promise<LedgerForgetting>;
  settled(): Promise<void>;
}

/** Keeps flight records, the newest of each chair. Never throws, and nobody waits for it but the end of the daemon. */
export interface FlightRecords {
  /** Takes a record; one of the same name is replaced. `lines` is asked when the time has come to write, and never again. */
  write(record: { readonly chairId: string; readonly name: string; readonly lines: () => Iterable<string> }): void;
  /** Resolves when everything that was taken is on the disk or given up. Never rejects. */
  settled(): Promise<void>;
}

/** What a chair tells its session. */
export type ChairSignal =
  | { readonly type: 'chair.up' }
  | { readonly type: 'chair.down'; readonly reason: string }
  | { readonly type: 'chair.restarted' }
  /** Every SET of the first drive after a stop was accepted. */
  | { readonly type: 'chair.driving' }
  /** A verified stop is done. [S4] */
  | { readonly type: 'chair.still' }
  /** A stop was sent, and nothing can show what became of it. [S4] */
  | { readonly type: 'chair.unseen' }
  /** A stop did not show in telemetry in time and became an emergency stop. [S4] */
  | { readonly type: 'chair.escalated'; readonly doubt: StopDoubt }
  | { readonly type: 'chair.stopUnverified'; readonly doubt: StopDoubt }
  | {
      readonly type: 'chair.fault';
      readonly code: StatusFaultCode;
      readonly zone: Zone | null;
      readonly message: string;
    }
  /** A zone does what nobody asked of it. [S10] */
  | { readonly type: 'chair.contradicted'; readonly zone: Zone; readonly message: string }
  | { readonly type: 'chair.cleared'; readonly code: StatusFaultCode; readonly zone: Zone | null }
  | { readonly type: 'chair.resetDone'; readonly missing: string | null }
  | { readonly type: 'chair.button'; readonly button: Button }
  /** Somebody has set something else on the chair's own remote, and the session goes on with that. */
  | { readonly type: 'chair.adopted'; readonly what: string }
  | { readonly type: 'chair.occupied'; readonly isOccupied: boolean };

/** What a session may ask of a chair. Plain calls that never throw; the outcome comes as a `ChairSignal`. */
export interface Chair {
  /** What every zone should be doing now; repeated at every supervision tick, it also keeps the TTLs alive. `native` is the id
   *  of the chair's own program where one is played, else null. */
  drive(drive: Drive, caps: LevelCaps, native: string | null): void;
  /** The supervision tick of the session: sends KEEP where fresh telemetry is at hand. [S14] */
  supervise(): void;
  /** A verified stop with this ramp, in ms. `pause` says that the session will go on. [S4] */
  stop(rampMs: number, purpose: 'end' | 'pause'): void;
  emergencyStop(): void;
  /** Clears these latches once the chair is up, fresh and still; waits up to 3 s for that. [S3] */
  reset(codes: readonly StatusFaultCode[]): void;
}

/** The way by which a face brings commands, and how it stands when one comes. */
export interface CommandPath {
  readonly source: CommandSource;
  /** What comes now may be old: the way is just opening. */
  isSettling(): boolean;
  /** Whether what comes now may have waited where nobody saw it; see `core/lane/lane.ts`. [S6] */
  lateness(): Lateness;
  /** A stop may be older than what comes now; see `core/command/fence.ts`. [S6] */
  isFenced(chairId: string): boolean;
  /** Why remote starts of this chair cannot be taken now, or null. */
  unavailable(chairId: string): string | null;
  /** Who sits there is not for this sender to say: the cares of all people count. */
  readonly isStrict?: boolean;
  /** Asks the way whether it is open, for the command and for a stop after it. `take` comes once, within 1 s: why not, or null. [S7] */
  prove(take: (why: string | null) => void): void;
}

/** Takes what became of a command, once. `isQuiet`: one of a flood, of which the sender was told less than 1 s ago. */
export type TakeResult = (result: Result, isQuiet: boolean) => void;

/** The one way in for commands, whatever face they came by: read, checked for freshness, repetition and rate, then run. */
export interface Intake extends CommandCounts {
  /** The result comes once; of a reset up to 3 s later. */
  take(chairId: string, asked: AskedCommand, path: CommandPath, take: TakeResult): void;
  /** The same for several chairs at once; their starts go one after the other. */
  takeForGroup(
    chairIds: readonly string[],
    asked: AskedCommand,
    path: CommandPath,
    take: (chairId: string, result: Result, isQuiet: boolean) => void,
  ): void;
  /** A stop of this chair came less than 1 s ago, by whichever face: what would move it is stale. [S6] */
  isFenced(chairId: string): boolean;
  /** Asks the daemon to end with the last session, or to go on. */
  drain(asked: Omit<AskedCommand, 'form'>, path: CommandPath): Verdict;
  /** Starts that wait for their turn are not begun any more. */
  dropWaiting(reason: string): void;
}

export type { Origin };

/** What the faces (MQTT, HTTP) may ask of the chairs. */
export interface Fleet extends FleetCounts, MarkedFleet, FleetPlans, ServedFleet {
  readonly chairIds: readonly string[];
  /** Who the chair is and how it stands now; for an id of `chairIds` only. */
  card(chairId: string): ChairCard;
  /** The whole status, made anew; for one word of it there are `state` and `groups`. */
  status(chairId: string): Status;
  state(chairId: string): ChairState;
  groups(chairId: string): readonly string[];
  link(chairId: string): LinkStatus;
  /** What is known of the chair itself, also while it does not answer; null before it was ever met. */
  book(chairId: string): ServiceBook | null;
  /** What the folder holds and the chair's own, as hubs list it and whole. */
  programs(chairId: string): readonly ProgramCard[];
  wholePrograms(chairId: string): readonly Program[];
  /** Null before the first, and while the chair does not answer. What follows: without a session; where nobody has named one. */
  telemetry(chairId: string): TelemetryStatus | null;
  course(chairId: string): Course | null;
  emergencySwitch(chairId: string): string | null;
  /** What this chair allows of any program. */
  lintLimits(chairId: string): LintLimits;
  /** What a start of this program would be told now: nothing is counted, remembered or begun. Null: there is no such program. */
  startable(chairId: string, programId: string, origin: Origin, asked: AskedStart): Startable | null;
  /** True while the serial link is up and the handshake done. */
  isAvailable(chairId: string): boolean;
  /** Runs a command that passed admission. `reply` comes exactly once: for `reset` up to 3 s later, else before this returns. */
  run(chairId: string, command: Command, origin: Origin, reply: (verdict: Verdict) => void): void;
  /** The stop lanes: at once, in every state, without any check. `isLate`: it waited on its way. Never throws. [S7] Only of a
   *  chair that another daemon owns it is not taken but passed on, unless it came by MQTT, where the owner hears it too. [S16] */
  stop(chairId: string, kind: 'stop' | 'estop', source: CommandSource, isLate?: boolean): Verdict;
  /** How this daemon stands to the chair; a reset that is taken makes it ours again. [S16] */
  holding(chairId: string): Holding;
  /** Who else claims the chair has changed how we stand to it. [S16] */
  settle(chairId: string, holding: Holding): void;
  /** What our claim on the chair says of us. */
  claim(chairId: string): Omit<Claimant, 'epoch'>;
  /** What was kept of this chair was lost: a person has to look at it before it moves again. [S3] */
  distrust(chairId: string, message: string): void;
  /** The names of records that are not on the disk although they should be. */
  readonly unsaved: readonly string[];
  /** Lets nothing begin any more and ends the daemon with the last session, or takes that back; false where that is too late. */
  drain(isOn: boolean): boolean;
  /** ISO time at which the last session will have ended at the latest, where the daemon ends with it; else null. */
  readonly drainUntil: string | null;
}

/** What the chairs tell the faces. */
export interface Face {
  /** Something in `Fleet.status` has changed. */
  onStatus(chairId: string, status: Status): void;
  onEvent(chairId: string, event: StatusEvent): void;
  /** A stop, an emergency stop or a pause was asked, from whatever source and in whatever state: nothing that was asked before
   *  it may begin after it. [S7] */
  onStop(chairId: string, kind: HaltName): void;
  /** A stop was asked of a chair that another daemon owns: that one has to hear it. [S16] */
  onStopForOwner(chairId: string, kind: 'stop' | 'estop'): void;
  /** Every T line that came, already bounded to one a second. */
  onTelemetry(chairId: string, telemetry: TelemetryStatus): void;
  onAvailability(chairId: string, isAvailable: boolean): void;
  onPrograms(chairId: string): void;
  /** The hours of its motors have grown. */
  onUsage(chairId: string): void;
  /** `Fleet.schedule` has changed. */
  onSchedule(chairId: string): void;
  /** `Fleet.unsaved` has changed. */
  onUnsaved(): void;
  onWeb(pageAddress: string | null): void;
  /** Its card or its book introduces another chair than before. */
  onCard(chairId: string): void;
}
