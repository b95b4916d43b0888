import type { ValueName } from '../../core/command/value.js';
import type { Status, TelemetryStatus } from '../../core/status.js';
import type { BrokerMessage } from '../../ports.js';
import type { FaceParts } from './face-parts.js';
import type { Subscription, Will } from './subscriptions.js';
import type { StopKind, TopicScope } from './topics.js';

/** A hub's own way beside ours, such as its discovery, served over the same two connections. It leaves out what it has no use
 *  for. */
export interface HubConvention {
  /** For the connection of commands, so that the fence covers what comes by them. [S6] */
  readonly subscriptions: readonly Subscription[];
  /** For the connection of the stop lanes. [S7] */
  readonly stopSubscriptions: readonly Subscription[];
  /** For the connection of the stop lanes: that of commands has its own. */
  readonly will: Will | null;
  /** The connection of commands is up; every chair is introduced right after. */
  onOnline(): void;
  onOffline(): void;
  /** The connection of the stop lanes is up. */
  onStopsOnline?(): void;
  onStopsOffline?(): void;
  /** What came on the connection of commands and is none of our own topics. */
  onMessage(message: BrokerMessage): void;
  /** Which stop a topic of `stopSubscriptions` is; null for any other. Never throws. [S7] */
  readStop?(topic: string): AskedStop | null;
  /** Everything that is retained of a chair is said: at each connect, and when it is ours again. */
  onIntroduced(chairId: string): void;
  /** Its card, its book or its programs have changed. */
  onChair(chairId: string): void;
  onStatus?(chairId: string, status: Status): void;
  /** What schedules have planned, or what there is to look after, has changed. */
  onFacts?(chairId: string): void;
  /** At most one a second. */
  onTelemetry?(chairId: string, telemetry: TelemetryStatus): void;
  onAvailability?(chairId: string, isAvailable: boolean): void;
  /** It was listened for long enough to who else lives: `claimed` are the chairs and bridges, as `<base>/<id>`, that left our
   *  configuration and that a live daemon has. */
  onListened?(claimed: ReadonlySet<string>): void;
  /** Chairs and bridges, as `<base>/<id>`, to whose topics hubs are still sent by something at the broker that nobody says now. */
  spokenOf?(): readonly string[];
  /** The daemon is going down; both connections are still up. */
  onClosing(): void;
}

export interface AskedStop {
  readonly scope: TopicScope;
  readonly stop: StopKind;
}

/** What a convention is given to work with. `onIntroduced` comes with `introduce`. */
export interface HubConventionParts extends FaceParts {
  /** Takes a single value as if it had come on `<chair>/<name>/set`: with every check, answered on `result`. */
  readonly takeValue: (chairId: string, name: ValueName, message: BrokerMessage) => void;
  /** Calls once, within 5 s, when everything has come that the broker had in hand; never where the connection ends before. */
  readonly echo: (take: () => void) => void;
  /** What this daemon was before: other bridge ids, other bases. */
  readonly formerBridges: readonly { readonly base: string; readonly id: string }[];
}

export type CreateHubConvention = (parts: HubConventionParts) => HubConvention;

/** All conventions of a face as one. */
export class HubConventions implements HubConvention {
  readonly will: Will | null;

  constructor(private readonly all: readonly HubConvention[]) {
    this.will = all.find(({ will }) => will !== null)?.will ?? null;
  }

  get subscriptions(): readonly Subscription[] {
    return this.all.flatMap(({ subscriptions }) => subscriptions);
  }

  get stopSubscriptions(): readonly Subscription[] {
    return this.all.flatMap(({ stopSubscriptions }) => stopSubscriptions);
  }

  onOnline = (): void => this.each((hub) => hub.onOnline());
  onOffline = (): void => this.each((hub) => hub.onOffline());
  onStopsOnline = (): void => this.each((hub) => hub.onStopsOnline?.());
  onStopsOffline = (): void => this.each((hub) => hub.onStopsOffline?.());
  onClosing = (): void => this.each((hub) => hub.onClosing());
  onMessage = (message: BrokerMessage): void => this.each((hub) => hub.onMessage(message));
  onIntroduced = (chairId: string): void => this.each((hub) => hub.onIntroduced(chairId));
  onChair = (chairId: string): void => this.each((hub) => hub.onChair(chairId));
  onStatus = (chairId: string, status: Status): void => this.each((hub) => hub.onStatus?.(chairId, status));
  onFacts = (chairId: string): void => this.each((hub) => hub.onFacts?.(chairId));
  onTelemetry = (chairId: string, telemetry: TelemetryStatus): void =>
    this.each((hub) => hub.onTelemetry?.(chairId, telemetry));
  onAvailability = (chairId: string, isAvailable: boolean): void =>
    this.each((hub) => hub.onAvailability?.(chairId, isAvailable));

  onListened = (claimed: ReadonlySet<string>): void => this.each((hub) => hub.onListened?.(claimed));
  spokenOf = (): readonly string[] => this.all.flatMap((hub) => hub.spokenOf?.() ?? []);

  readStop(topic: string): AskedStop | null {
    for (const hub of this.all) {
      const asked = hub.readStop?.(topic) ?? null;
      if (asked !== null) return asked;
    }
    return null;
  }

  private each(tell: (hub: HubConvention) => void): void {
    for (const hub of this.all) tell(hub);
  }
}
