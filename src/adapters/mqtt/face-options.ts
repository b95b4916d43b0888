import type { FreshnessSettings } from '../../core/command-freshness.js';
import type { ValueName } from '../../core/single-value.js';
import type { Status } from '../../core/status.js';
import type { BrokerMessage, Clock, Fleet, Log, Publication, Store } from '../../ports.js';
import type { ConnectBroker, Subscription } from './broker-options.js';
import type { Topics } from './topics.js';

export interface MqttFaceOptions extends FreshnessSettings {
  readonly fleet: Fleet;
  readonly topics: Topics;
  readonly bridgeId: string;
  readonly connect: ConnectBroker;
  readonly clock: Clock;
  readonly store: Store;
  readonly log: Log;
  /** Names this run of the daemon. */
  readonly epoch: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly version: string;
  /** Memory that the process holds, for the health report. */
  readonly residentBytes: () => number;
  /** Hub conventions that are served over the same connection. */
  readonly companions: readonly Companion[];
}

/** What a message of a companion's topics asks for. */
type CompanionWish =
  /** A hub has come up: everything is to be announced again. */
  | { readonly kind: 'announce' }
  /** The payload is a single value of a chair, as on `<chair>/<name>/set`. */
  | { readonly kind: 'value'; readonly chairId: string; readonly name: ValueName };

/** A hub's own convention beside ours, such as its discovery. */
export interface Companion {
  readonly subscriptions: readonly Subscription[];
  /** What introduces a chair: at each connect between its availability and its programs, and when its card or programs change. */
  announce(chairId: string): readonly Publication[];
  /** What follows from a status that is published. */
  mirror(chairId: string, status: Status): readonly Publication[];
  /** Null for a message that is not its own. */
  read(message: BrokerMessage): CompanionWish | null;
}
