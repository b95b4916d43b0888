import { type BrokerOptions, connectBroker } from '../adapters/mqtt/broker-connector.js';
import { randomHex } from '../adapters/mqtt/lanes.js';
import { probeIn } from '../adapters/mqtt/stop-prover.js';
import { type Subscription, stopSubscriptions, stopTopics } from '../adapters/mqtt/subscriptions.js';
import { topicsOf } from '../adapters/mqtt/topics.js';
import type { Config } from '../config.js';
import {
  isJudged,
  newStopProofs,
  probeLastsMs,
  probeReturned,
  probeText,
  type StopProofs,
  stepStopProofs,
  unprovenTopics,
} from '../core/lane/stop-proofs.js';
import { proven, refuted } from '../core/setup/findings.js';
import type { SetupFinding } from '../core/web/setup.js';
import type { Broker, BrokerMessage, Clock } from '../ports.js';
import { ownBridgeId } from './doctor-checks.js';
import { silentLog } from './process-edge.js';

const stepMs = 100;
const onlineMs = 5000;
const farewellMs = 500;
const namedMax = 10;

interface ProvenRights {
  /** Every topic without which the daemon takes no starts over MQTT: its lanes, and where the stops of its chairs come. */
  readonly topics: readonly string[];
  /** The filters by which the daemon listens to them. What is retained there stays where it is. */
  readonly filters: readonly Subscription[];
}

function provenRights(config: Config): ProvenRights {
  const { mqtt, chairs } = config;
  const topics = topicsOf(mqtt.base_topic, ownBridgeId(config));
  const groups = [...new Set(chairs.flatMap((chair) => chair.groups))];
  const chairIds = chairs.map(({ id }) => id);
  const [lane, fence] = [topics.bridge('lane'), topics.bridge('fence')];
  const filters = [...stopSubscriptions(topics, chairIds, groups), { topic: fence, qos: 0 } as const];
  return {
    topics: [lane, fence, ...stopTopics(topics, chairIds, groups)],
    filters: filters.map((filter) => ({ ...filter, retainHandling: 2, isOptional: true })),
  };
}

/** Probes topics over one connection, and hears what comes back. The probes stop nobody, in whatever daemon. [S7] */
class RightsProof {
  private proofs: StopProofs;

  constructor(
    private readonly topics: readonly string[],
    private readonly clock: Clock,
  ) {
    this.proofs = newStopProofs(topics);
  }

  /** To be called ten times a second while online. Which topics do not come back, once it is known of all. */
  step(broker: Broker): readonly string[] | null {
    const { clock, topics } = this;
    const [proofs, probes] = stepStopProofs(
      this.proofs,
      clock.nowMs(),
      () => randomHex(clock, 32),
      () => true,
    );
    this.proofs = proofs;
    const manner = { qos: 0, isRetained: false, offline: 'drop', expiryS: probeLastsMs / 1000 } as const;
    for (const { topic, digits } of probes) broker.publish({ topic, payload: probeText(digits), ...manner });
    return isJudged(proofs) ? unprovenTopics(proofs, topics) : null;
  }

  take(message: BrokerMessage): void {
    const digits = probeIn(message);
    if (digits !== null) this.proofs = probeReturned(this.proofs, { ...message, digits }, this.clock.nowMs());
  }
}

/** Which of the topics do not come back; null where there was no connection. */
async function missingOf(
  access: Omit<BrokerOptions, 'subscriptions'>,
  { topics, filters }: ProvenRights,
  clock: Clock,
): Promise<readonly string[] | null> {
  let broker: Broker | null = null;
  const proof = new RightsProof(topics, clock);
  const startedMs = clock.nowMs();
  const missing = await new Promise<readonly string[] | null>((resolve) => {
    const stepper = clock.every(stepMs, () => {
      const isOnline = broker?.isOnline === true;
      const found = broker !== null && isOnline ? proof.step(broker) : null;
      if (found !== null) finish(found);
      else if (!isOnline && clock.nowMs() - startedMs > onlineMs) finish(null);
    });
    const finish = (found: readonly string[] | null): void => {
      clock.clear(stepper);
      resolve(found);
    };
    const events = {
      onOnline: () => undefined,
      onOffline: () => finish(null),
      onMessage: (message: BrokerMessage) => proof.take(message),
    };
    broker = connectBroker({ ...access, subscriptions: filters }, events, clock, silentLog);
  });
  await (broker as Broker | null)?.close(farewellMs);
  return missing;
}

/** Proves by round trips that every lane and every stop topic is served: brokers grant what their rights then deny. */
export async function checkRights(
  access: Omit<BrokerOptions, 'subscriptions'>,
  config: Config,
  clock: Clock,
): Promise<readonly SetupFinding[]> {
  const rights = provenRights(config);
  const { topics } = rights;
  const missing = await missingOf(access, rights, clock);
  if (missing === null) return [];
  const stops = topics.length - 2;
  if (missing.length === 0)
    return [proven('broker_rights', { topics: stops }, `a stop would be heard on each of ${stops} topics`)];
  const rest = missing.length > namedMax ? ` and ${missing.length - namedMax} more` : '';
  const named = `${missing.slice(0, namedMax).join(', ')}${rest}`;
  const message = `what is published on ${named} does not come back: starts over MQTT would be refused`;
  const advice = 'give this user the right to read and to write each of them';
  return [refuted('broker_rights_missing', { topics: named }, message, advice)];
}
