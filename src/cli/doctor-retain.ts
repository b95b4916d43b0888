import { connectBroker } from '../adapters/mqtt/broker-connector.js';
import { randomHex } from '../adapters/mqtt/lanes.js';
import { topicsOf } from '../adapters/mqtt/topics.js';
import type { Config } from '../config.js';
import { doubtful, proven, refuted } from '../core/setup/findings.js';
import type { SetupFinding } from '../core/web/setup.js';
import type { Broker, BrokerMessage, Clock } from '../ports.js';
import { type DoctorAccess, ownBridgeId } from './doctor-checks.js';
import { silentLog } from './process-edge.js';

/** How long a message may take through a cluster or a bridge. */
const answerMs = 3000;
const farewellMs = 500;
/** Should this program be killed, a broker with MQTT 5 throws the probe away by itself. */
const expiryS = 60;

/** What becomes of a retained message; `unknown` where there was no connection. */
type RetainProbe = 'kept' | 'unmarked' | 'lost' | 'unknown';

/** One connection to one topic, or to a filter that is only listened to. */
export class RetainListener {
  private readonly broker: Broker;
  private readonly messages: BrokerMessage[] = [];
  private isOnline = false;
  private check: () => void = () => undefined;

  constructor(
    access: DoctorAccess,
    private readonly topic: string,
    private readonly clock: Clock,
    suffix: string,
    retainHandling: 0 | 2,
  ) {
    const events = {
      onOnline: (): void => {
        this.isOnline = true;
        this.check();
      },
      onOffline: (): void => undefined,
      onMessage: (message: BrokerMessage): void => {
        this.messages.push(message);
        this.check();
      },
    };
    const options = { ...access, clientId: `${access.clientId}${suffix}` };
    const subscriptions = [{ topic, qos: 1, retainHandling } as const];
    this.broker = connectBroker({ ...options, subscriptions }, events, clock, silentLog);
  }

  online(): Promise<boolean> {
    return this.wait(() => (this.isOnline ? true : null), false);
  }

  /** The message with this payload, or null where none comes in time. */
  heard(payload: string): Promise<BrokerMessage | null> {
    return this.wait(
      () => this.messages.find((each) => Buffer.from(each.payload).toString() === payload) ?? null,
      null,
    );
  }

  publish(payload: string): void {
    const manner = { qos: 1, isRetained: true, offline: 'drop', expiryS } as const;
    this.broker.publish({ topic: this.topic, payload, ...manner });
  }

  close(): Promise<void> {
    return this.broker.close(farewellMs);
  }

  private wait<Found>(look: () => Found | null, otherwise: Found): Promise<Found> {
    return new Promise((resolve) => {
      const timer = this.clock.after(answerMs, () => resolve(otherwise));
      this.check = () => {
        const found = look();
        if (found === null) return;
        this.clock.clear(timer);
        resolve(found);
      };
      this.check();
    });
  }
}

/** What the broker keeps and gives to who subscribes now: null where nothing comes, undefined where there is no connection. Some pass a
 *  message on a moment before they keep it: what does not come is looked for once more. */
export async function findKept(
  access: DoctorAccess,
  filter: string,
  payload: string,
  clock: Clock,
): Promise<BrokerMessage | null | undefined> {
  const look = async (): Promise<BrokerMessage | null | undefined> => {
    const listener = new RetainListener(access, filter, clock, `-${randomHex(clock, 4)}`, 0);
    const found = (await listener.online()) ? await listener.heard(payload) : undefined;
    await listener.close();
    return found;
  };
  const found = await look();
  return found === null ? await look() : found;
}

/** Publishes a retained message, subscribes anew, looks how it comes, and takes it back. */
async function probeRetain(access: DoctorAccess, topic: string, clock: Clock): Promise<RetainProbe> {
  const payload = `chair2mqtt-probe ${randomHex(clock, 32)}`;
  const first = new RetainListener(access, topic, clock, '-a', 2);
  if (!(await first.online())) {
    await first.close();
    return 'unknown';
  }
  first.publish(payload);
  await first.heard(payload);
  const message = await findKept(access, topic, payload, clock);
  first.publish('');
  await first.heard('');
  await first.close();
  if (message === undefined) return 'unknown';
  if (message === null) return 'lost';
  return message.isRetained ? 'kept' : 'unmarked';
}

/** Whether the broker keeps retained messages, and says of them that they are: brokers and bridges in between may do neither. [S6] */
export async function checkRetain(
  access: DoctorAccess,
  config: Config,
  clock: Clock,
): Promise<readonly SetupFinding[]> {
  const { base_topic, require_ts, discovery } = config.mqtt;
  const probe = await probeRetain(access, topicsOf(base_topic, ownBridgeId(config)).bridge('doctor'), clock);
  switch (probe) {
    case 'unknown':
      return [];
    case 'kept':
      return [proven('retained_kept', {}, 'the broker keeps them, and marks them as retained')];
    case 'unmarked': {
      const message =
        'the broker, or a bridge behind it, drops the retain flag: an old command would look like a new one';
      if (require_ts) return [proven('retained_kept', {}, `${message}; mqtt.require_ts refuses it all the same`)];
      return [refuted('retained_unmarked', {}, message, 'set mqtt.require_ts: true')];
    }
    case 'lost': {
      const message = 'the broker keeps none: who connects later sees nothing of a chair until it changes';
      const advice =
        'let it keep them (mosquitto: retain_available true): discovery needs retained messages, or hubs lose the chairs at each restart';
      return [(discovery === 'off' ? doubtful : refuted)('retained_lost', {}, message, advice)];
    }
  }
}
