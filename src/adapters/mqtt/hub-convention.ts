import type { ValueName } from '../../core/command/value.js';
import type { Status, TelemetryStatus } from '../../core/status.js';
import type { BrokerMessage, Clock, Fleet, Log, Publication, Store } from '../../ports.js';
import type { Subscription, Will } from './subscriptions.js';
import type { StopKind, TopicScope, Topics } from './topics.js';

/** A hub's own way beside ours, such as its discovery, served over the same two connections. */
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
  onStopsOnline(): void;
  onStopsOffline(): void;
  /** What came on the connection of commands and is none of our own topics. */
  onMessage(message: BrokerMessage): void;
  /** Which stop a topic of `stopSubscriptions` is; null for any other. Never throws. [S7] */
  readStop(topic: string): AskedStop | null;
  /** Everything that is retained of a chair is said: at each connect, and when it is ours again. */
  onIntroduced(chairId: string): void;
  /** Its card, its book or its programs have changed. */
  onChair(chairId: string): void;
  onStatus(chairId: string, status: Status): void;
  /** At most one a second. */
  onTelemetry(chairId: string, telemetry: TelemetryStatus): void;
  onAvailability(chairId: string, isAvailable: boolean): void;
  /** The daemon is going down; both connections are still up. */
  onClosing(): void;
}

export interface AskedStop {
  readonly scope: TopicScope;
  readonly stop: StopKind;
}

/** What a convention is given to work with. */
export interface HubConventionParts {
  readonly fleet: Fleet;
  readonly topics: Topics;
  readonly bridgeId: string;
  readonly version: string;
  readonly clock: Clock;
  readonly store: Store;
  readonly log: Log;
  /** Publishes on the connection of commands. */
  readonly send: (publication: Publication) => void;
  /** A chair that another daemon owns is introduced by that one. [S16] */
  readonly owns: (chairId: string) => boolean;
  /** Publishes what is retained and ours, and says it again where something else stands there. Null: the bridge's own. */
  readonly sendKept: (publication: Publication, chairId: string | null) => void;
  /** Takes a single value as if it had come on `<chair>/<name>/set`: with every check, answered on `result`. */
  readonly takeValue: (chairId: string, name: ValueName, message: BrokerMessage) => void;
  /** Says availability, programs and state of a chair again; `onIntroduced` comes with it. */
  readonly introduce: (chairId: string) => void;
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

  onOnline = (): void => this.each((convention) => convention.onOnline());
  onOffline = (): void => this.each((convention) => convention.onOffline());
  onStopsOnline = (): void => this.each((convention) => convention.onStopsOnline());
  onStopsOffline = (): void => this.each((convention) => convention.onStopsOffline());
  onClosing = (): void => this.each((convention) => convention.onClosing());
  onMessage: HubConvention['onMessage'] = (message) => this.each((convention) => convention.onMessage(message));
  onIntroduced: HubConvention['onIntroduced'] = (chairId) =>
    this.each((convention) => convention.onIntroduced(chairId));
  onChair: HubConvention['onChair'] = (chairId) => this.each((convention) => convention.onChair(chairId));
  onStatus: HubConvention['onStatus'] = (...told) => this.each((convention) => convention.onStatus(...told));
  onTelemetry: HubConvention['onTelemetry'] = (...told) => this.each((convention) => convention.onTelemetry(...told));
  onAvailability: HubConvention['onAvailability'] = (...told) =>
    this.each((convention) => convention.onAvailability(...told));

  readStop(topic: string): AskedStop | null {
    for (const convention of this.all) {
      const asked = convention.readStop(topic);
      if (asked !== null) return asked;
    }
    return null;
  }

  private each(tell: (convention: HubConvention) => void): void {
    for (const convention of this.all) tell(convention);
  }
}
