import { peekRecord } from '../adapters/files/record-files.js';
import { type BrokerOptions, connectBroker } from '../adapters/mqtt/broker-connector.js';
import { bridgeRecordName, epochOfInfo, readBridgeRecord } from '../adapters/mqtt/named-face.js';
import { topicsOf } from '../adapters/mqtt/topics.js';
import type { Config } from '../config.js';
import type { Broker, Clock } from '../ports.js';
import { type DoctorFinding, ownBridgeId, troubleFinding, warningFinding } from './doctor-checks.js';
import { silentLog } from './process-edge.js';

const answerMs = 5000;
/** What is retained comes right after the subscription. */
const retainedMs = 500;
const farewellMs = 500;

/** What is retained of the bridge, by the last word of its topic; empty where no broker answers. */
async function retainedOf(access: Omit<BrokerOptions, 'subscriptions'>, base: string, bridgeId: string, clock: Clock) {
  const topics = topicsOf(base, bridgeId);
  const found = new Map<string, Uint8Array>();
  let broker: Broker | null = null;
  await new Promise<void>((resolve) => {
    const timer = clock.after(answerMs, resolve);
    const finish = (): void => {
      clock.clear(timer);
      resolve();
    };
    const subscriptions = [topics.bridge('state'), topics.bridge('info')].map(
      (topic) => ({ topic, qos: 1, retainHandling: 0 }) as const,
    );
    broker = connectBroker(
      { ...access, subscriptions },
      {
        onOnline: () => void clock.after(retainedMs, finish),
        onOffline: finish,
        onMessage: ({ topic, payload }) => found.set(topic.slice(topic.lastIndexOf('/') + 1), payload),
      },
      clock,
      silentLog,
    );
  });
  await (broker as Broker | null)?.close(farewellMs);
  return found;
}

/** Whether another live daemon answers to our bridge id; nothing where none does. */
export async function checkBridgeId(
  config: Config,
  access: Omit<BrokerOptions, 'subscriptions'>,
  clock: Clock,
): Promise<readonly DoctorFinding[]> {
  const bridgeId = ownBridgeId(config);
  const found = await retainedOf(access, config.mqtt.base_topic, bridgeId, clock);
  const isOnline = Buffer.from(found.get('state') ?? []).toString() === 'online';
  const epoch = epochOfInfo(found.get('info') ?? new Uint8Array());
  const own = readBridgeRecord(peekRecord(config.data_dir, bridgeRecordName))?.epoch;
  if (!isOnline || epoch === undefined || epoch === own) return [];
  const message = `another daemon answers to ${config.mqtt.base_topic}/${bridgeId}`;
  return config.mqtt.bridge_id === undefined
    ? [
        warningFinding(
          'bridge id',
          `${message}: this one will take another id`,
          'set mqtt.bridge_id to a name of its own',
        ),
      ]
    : [troubleFinding('bridge id', `${message}, so this one would end`, 'set mqtt.bridge_id to a name of its own')];
}
