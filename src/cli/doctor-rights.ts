import { type BrokerOptions, connectBroker } from '../adapters/mqtt/broker-connector.js';
import { homieBase, homieCommandFilters, homieStopFilters } from '../adapters/mqtt/homie/homie.js';
import { randomHex } from '../adapters/mqtt/lanes.js';
import { probeIn } from '../adapters/mqtt/stop-prover.js';
import {
  commandSubscriptions,
  commandTopics,
  type Subscription,
  stopSubscriptions,
  stopTopics,
  unusedValueName,
  withoutOverlap,
} from '../adapters/mqtt/subscriptions.js';
import { topicsOf } from '../adapters/mqtt/topics.js';
import type { Config } from '../config.js';
import { homieId } from '../core/ids.js';
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
import { doubtful, proven, refuted } from '../core/setup/findings.js';
import type { SetupFinding } from '../core/web/setup.js';
import type { Broker, BrokerMessage, Clock } from '../ports.js';
import { ownBridgeId } from './doctor-checks.js';
import { silentLog } from './process-edge.js';

const stepMs = 100;
const onlineMs = 5000;
const farewellMs = 500;
const namedMax = 10;

interface ProvenRights {
  /** Without these the daemon takes no starts over MQTT: where the stops of its chairs come, and its lanes. */
  readonly stops: readonly string[];
  readonly lanes: readonly string[];
  /** Where commands and the claims of other daemons come. */
  readonly commands: readonly string[];
  readonly drain: string;
  /** The filters by which the daemon listens to them. What is retained there stays where it is. */
  readonly filters: readonly Subscription[];
}

function provenRights(config: Config): ProvenRights {
  const { mqtt, chairs } = config;
  const topics = topicsOf(mqtt.base_topic, ownBridgeId(config));
  const groups = [...new Set(chairs.flatMap((chair) => chair.groups))];
  const chairIds = chairs.map(({ id }) => id);
  const homie = mqtt.homie ? homieTopics(mqtt.base_topic, chairIds) : { filters: [], stops: [], commands: [] };
  const filters = [
    ...stopSubscriptions(topics, chairIds, groups),
    ...commandSubscriptions(topics, chairIds, groups),
    ...homie.filters,
  ];
  return {
    stops: [...stopTopics(topics, chairIds, groups), ...homie.stops],
    lanes: [topics.bridge('lane'), topics.bridge('fence')],
    commands: [...commandTopics(topics, chairIds, groups), ...homie.commands],
    drain: topics.bridge('drain'),
    filters: withoutOverlap(filters).map((filter) => ({ ...filter, retainHandling: 2, isOptional: true })),
  };
}

/** What Homie adds. */
function homieTopics(base: string, chairIds: readonly string[]): Pick<ProvenRights, 'filters' | 'stops' | 'commands'> {
  const bases = chairIds.map((chairId) => homieBase(base, homieId(chairId)));
  const stopFilters = homieStopFilters(bases);
  return {
    filters: [...stopFilters, ...homieCommandFilters(bases)],
    stops: stopFilters.flatMap(({ standsFor = [] }) => standsFor),
    commands: bases.map((device) => `${device}/session/${unusedValueName}/set`),
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
  { stops, lanes, commands, drain, filters }: ProvenRights,
  clock: Clock,
): Promise<readonly string[] | null> {
  let broker: Broker | null = null;
  const proof = new RightsProof([...lanes, ...stops, ...commands, drain], clock);
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

const advice = 'give this user the right to read and to write each of them';

function namesOf(topics: readonly string[]): string {
  const rest = topics.length > namedMax ? ` and ${topics.length - namedMax} more` : '';
  return `${topics.slice(0, namedMax).join(', ')}${rest}`;
}

function judgeStops(missing: readonly string[], count: number): SetupFinding {
  if (missing.length === 0)
    return proven('broker_rights', { topics: count }, `a stop would be heard on each of ${count} topics`);
  const topics = namesOf(missing);
  const message = `what is published on ${topics} does not come back: starts over MQTT would be refused`;
  return refuted('broker_rights_missing', { topics }, message, advice);
}

function judgeCommands(missing: readonly string[], count: number): SetupFinding {
  if (missing.length === 0)
    return proven('command_rights', { topics: count }, `a command would be heard on each of ${count} topics`);
  const topics = namesOf(missing);
  const message = `what is published on ${topics} does not come back: commands there would not be heard`;
  return refuted('command_rights_missing', { topics }, message, advice);
}

function judgeDrain(topic: string): SetupFinding {
  const message = `what is published on ${topic} does not come back: the daemon cannot be asked over MQTT to end with the last session`;
  return doubtful('command_rights_missing', { topics: topic }, message, advice);
}

/** Proves by round trips that every lane, every stop topic and every filter for commands is served: brokers grant what their rights then
 *  deny. The probes begin nothing and stop nobody, in whatever daemon. [S7] */
export async function checkRights(
  access: Omit<BrokerOptions, 'subscriptions'>,
  config: Config,
  clock: Clock,
): Promise<readonly SetupFinding[]> {
  const rights = provenRights(config);
  const { stops, lanes, commands, drain } = rights;
  const missing = await missingOf(access, rights, clock);
  if (missing === null) return [];
  const missingOfThese = (topics: readonly string[]) => topics.filter((topic) => missing.includes(topic));
  return [
    judgeStops(missingOfThese([...lanes, ...stops]), stops.length),
    judgeCommands(missingOfThese(commands), commands.length),
    ...(missing.includes(drain) ? [judgeDrain(drain)] : []),
  ];
}
