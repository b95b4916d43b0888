import type { OwnLine } from '../core/configuration/port.js';
import type { LineCounts } from '../core/metrics/measures.js';
import type { ChairMoment } from '../core/profile/chair-moment.js';
import type { Profile } from '../core/profile/schema.js';
import type { Program } from '../core/program/schema.js';
import type { Timeline } from '../core/program/timeline.js';
import type { Identity, Telemetry } from '../core/protocol/messages.js';
import { limits } from '../core/safety/limits.js';
import type { LinkStatus } from '../core/status.js';
import type { Capabilities } from '../core/zones.js';
import type { Chair, ChairSignal, Clock, Log, OpenWire } from '../ports.js';

/** A chair at work, as its owner sees it: what a session asks of it, its line, and what it reports. */
export interface DrivenChair extends Chair {
  readonly link: {
    readonly isUp: boolean;
    /** Of the last handshake, or null before the first. */
    readonly identity: Identity | null;
    readonly capabilities: Capabilities;
  };
  readonly record: { readonly telemetry: Telemetry | null; readonly isLeaving: boolean };
  /** True while a verified stop is under way. [S4] */
  readonly isStopping: boolean;
  /** True while a stop is under way that drives the person home, which lasts. */
  readonly isComingHome: boolean;
  /** How often `supervise` wants to be called, ms. */
  readonly supervisionPeriodMs: number;
  /** What a replay needs to go on from here; null where the line itself tells it. */
  readonly moment: ChairMoment | null;
  /** Since it was opened. */
  readonly counts: LineCounts;
  /** Moves every deadline; called about every 50 ms. Never throws. */
  poll(nowMs: number): void;
  linkStatus(): LinkStatus;
  close(): Promise<void>;
}

/** What a chair is opened with. */
export interface ChairParts {
  readonly chairId: string;
  readonly openWire: OpenWire;
  readonly clock: Clock;
  readonly log: Log;
  readonly hostName: string;
  /** degC, motor case. */
  readonly temperatureMaxC: number;
  /** True while the store holds an emergency latch. [S3] */
  readonly isEmergencyLatched: () => boolean;
  /** True where the daemon ended in the middle of a session, before this chair was opened. [S5] */
  readonly wasMoving: () => boolean;
  readonly onSignal: (signal: ChairSignal) => void;
  /** Every report of all zones, after `record` was brought up to date. */
  readonly onTelemetry: (telemetry: Telemetry) => void;
}

/** Whether the chair itself tells what its outputs do. */
export const showsOutputs = ({ profile }: Pick<Driver, 'profile'>): boolean =>
  (profile?.sight ?? 'status') === 'status';

/** No level is higher: as the owner says, else less for a chair that shows nothing. [S10] */
export const levelCapOf = (driver: Pick<Driver, 'profile'>, configured: number | undefined): number =>
  configured ?? (showsOutputs(driver) ? 100 : limits.unseenLevelMax);

/** A kind of chair: how it is spoken to, and what it promises. */
export interface Driver {
  /** As in the configuration. */
  readonly name: string;
  /** What describes its chairs, where it is no protocol that they introduce themselves in. */
  readonly profile: Profile | null;
  /** The profile as its file says it, for flight records; null where there is none. */
  readonly source: unknown;
  /** How the line is set; null: as the configuration says. */
  readonly line: OwnLine | null;
  /** What holds with or without this daemon. */
  readonly guarantees: Readonly<Record<string, string>>;
  /** The chair's own programs. */
  readonly natives: readonly Program[];
  /** The chair ends by itself what the host no longer renews. Without it there is nothing to commission. [S1] */
  readonly hasDeadMan: boolean;
  open(parts: ChairParts): DrivenChair;
  /** Why a chair with these capabilities cannot play this, as a sentence, or null. */
  unfit(timeline: Timeline, capabilities: Capabilities): string | null;
}
