import { peekRecord } from '../adapters/files/record-files.js';
import { connectBroker } from '../adapters/mqtt/broker-connector.js';
import { bridgeRecordName, commissionedInInfo, epochOfInfo, readBridgeRecord } from '../adapters/mqtt/named-face.js';
import { topicsOf } from '../adapters/mqtt/topics.js';
import type { Config } from '../config.js';
import type { Broker, Clock } from '../ports.js';
import { type DoctorAccess, type DoctorFinding, ownBridgeId, troubleFinding, warningFinding } from './doctor-checks.js';
import { silentLog } from './process-edge.js';

const answerMs = 5000;
/** What is retained comes right after the subscription. */
const retainedMs = 500;
const farewellMs = 500;

/** What is retained on these topics; empty where no broker answers. */
async function retainedOn(access: DoctorAccess, wanted: readonly string[], clock: Clock) {
  const found = new Map<string, Uint8Array>();
  let broker: Broker | null = null;
  await new Promise<void>((resolve) => {
    const timer = clock.after(answerMs, resolve);
    const finish = (): void => {
      clock.clear(timer);
      resolve();
    };
    const subscriptions = wanted.map((topic) => ({ topic, qos: 1, retainHandling: 0 }) as const);
    broker = connectBroker(
      { ...access, subscriptions },
      {
        onOnline: () => void clock.after(retainedMs, finish),
        onOffline: finish,
        onMessage: ({ topic, payload }) => found.set(topic, payload),
      },
      clock,
      silentLog,
    );
  });
  await (broker as Broker | null)?.close(farewellMs);
  return found;
}

const textOf = (payload: Uint8Array | undefined): string => Buffer.from(payload ?? []).toString();

/** What a daemon has told the broker of one of its chairs; null where the broker does not know. */
export interface ToldOfChair {
  readonly availability: string | null;
  readonly isCommissioned: boolean | null;
}

/** What the broker says of each chair, by chair. */
export async function toldOfChairs(
  config: Config,
  access: DoctorAccess,
  clock: Clock,
): Promise<ReadonlyMap<string, ToldOfChair>> {
  const { chair, bridge } = topicsOf(config.mqtt.base_topic, ownBridgeId(config));
  const topics = config.chairs.map(({ id }) => [id, chair(id, 'availability')] as const);
  const found = await retainedOn(access, [...topics.map(([, topic]) => topic), bridge('info')], clock);
  const commissioned = commissionedInInfo(found.get(bridge('info')) ?? new Uint8Array());
  return new Map(
    topics.map(([id, topic]) => [
      id,
      { availability: textOf(found.get(topic)) || null, isCommissioned: commissioned.get(id) ?? null },
    ]),
  );
}

/** Whether another live daemon answers to our bridge id; nothing where none does. */
export async function checkBridgeId(
  config: Config,
  access: DoctorAccess,
  clock: Clock,
): Promise<readonly DoctorFinding[]> {
  const bridgeId = ownBridgeId(config);
  const { bridge } = topicsOf(config.mqtt.base_topic, bridgeId);
  const found = await retainedOn(access, [bridge('state'), bridge('info')], clock);
  const isOnline = textOf(found.get(bridge('state'))) === 'online';
  const epoch = epochOfInfo(found.get(bridge('info')) ?? new Uint8Array());
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
