import { brokerConnector, connectBroker } from '../../../src/adapters/mqtt/broker-connector.js';
import { type BrokerMemory, passingMemory } from '../../../src/adapters/mqtt/broker-memory.js';
import { createMqttFace, type MqttFace } from '../../../src/adapters/mqtt/mqtt-face.js';
import { topicsOf } from '../../../src/adapters/mqtt/topics.js';
import { isoTime } from '../../../src/core/time-text.js';
import type { Broker, Publication } from '../../../src/ports.js';
import { MemoryStore } from '../../support/memory-store.js';
import { sampleFace } from '../../support/mqtt-face.js';
import { FakeFleet, intakeOver } from './fake-fleet.js';
import { publication, RecordingEvents, RecordingLog, realClock, textOf, until } from './support.js';

export interface RealFace {
  readonly face: MqttFace;
  readonly fleet: FakeFleet;
  readonly log: RecordingLog;
  readonly bridgeId: string;
  /** Of the connection for commands; the other's begins with it. */
  readonly clientId: string;
}

let runs = 0;

/** A face on a real broker, over a fleet of fakes. */
export function startFace(
  url: string,
  groups: Readonly<Record<string, readonly string[]>> = { hall: [] },
  memory: BrokerMemory | null = null,
): RealFace {
  runs += 1;
  const fleet = new FakeFleet(groups);
  const log = new RecordingLog();
  const store = new MemoryStore();
  const intake = intakeOver(fleet, { clock: realClock, store, log });
  const face = createMqttFace(
    sampleFace({
      fleet,
      intake,
      store,
      topics: topicsOf('chair2mqtt', `bridge${runs}`),
      bridgeId: `bridge${runs}`,
      connect: brokerConnector({
        urls: [url],
        credentials: () => ({}),
        memory: memory ?? passingMemory(`face${runs}`),
        chairs: Object.keys(groups).length,
        clock: realClock,
        log,
      }),
      clock: realClock,
      log,
      epoch: `epoch${runs}`,
      startedAt: isoTime(realClock.wallMs() + runs * 1000),
    }),
  );
  face.start();
  return { face, fleet, log, bridgeId: `bridge${runs}`, clientId: `face${runs}` };
}

/** Somebody else on the broker, who hears everything. */
export class Hub {
  readonly events = new RecordingEvents();
  readonly broker: Broker;

  private constructor(url: string) {
    const subscriptions = [{ topic: '#', qos: 1, retainHandling: 0 }] as const;
    const options = { urls: [url], clientId: `hub${Math.random()}`, subscriptions };
    this.broker = connectBroker(options, this.events, realClock, new RecordingLog());
  }

  static async join(url: string): Promise<Hub> {
    const hub = new Hub(url);
    await until(() => hub.broker.isOnline, 'the hub is online');
    return hub;
  }

  publish(topic: string, payload: unknown, rest: Partial<Publication> = {}): void {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    this.broker.publish(publication(`chair2mqtt/${topic}`, text, rest));
  }

  /** What came on a topic of `chair2mqtt/`. */
  of(topic: string): readonly string[] {
    const messages = this.events.messages.filter((message) => message.topic === `chair2mqtt/${topic}`);
    return messages.map(({ payload }) => textOf(payload));
  }

  /** Waits until the claim about what came on a topic holds. */
  async hears(topic: string, claim: (payloads: readonly string[]) => boolean): Promise<void> {
    await until(() => claim(this.of(topic)), `${topic}: ${claim}`);
  }

  /** Waits until a start would be looked at. */
  async ready(chairId = 'hall'): Promise<void> {
    await this.hears(`${chairId}/state`, (payloads) => JSON.parse(payloads.at(-1) ?? '{}').takes_starts === true);
  }

  codes(chairId = 'hall'): readonly string[] {
    return this.of(`${chairId}/result`).map((text) => `${JSON.parse(text).id} ${JSON.parse(text).code}`);
  }
}

/** Waits until a start would be looked at by the face on this broker. */
export async function untilReady(url: string): Promise<void> {
  const hub = await Hub.join(url);
  await hub.ready();
  await hub.broker.close(500);
}
