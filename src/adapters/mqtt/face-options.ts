import type { Clock, Fleet, Intake, Log, Store } from '../../ports.js';
import type { ConnectBroker } from './broker-client.js';
import type { CreateHubConvention } from './hub-convention.js';
import type { Topics } from './topics.js';

export interface MqttFaceOptions {
  readonly fleet: Fleet;
  readonly intake: Intake;
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
  readonly hubs: readonly CreateHubConvention[];
  /** Memory that the process holds, for the health report. */
  readonly residentBytes: () => number;
}
