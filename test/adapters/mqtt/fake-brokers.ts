import type { ConnectBroker, ConnectionNeeds } from '../../../src/adapters/mqtt/broker-connector.js';
import type { CreateHubConvention } from '../../../src/adapters/mqtt/hub-convention.js';
import { createMqttFace, type MqttFace, type MqttFaceOptions } from '../../../src/adapters/mqtt/mqtt-face.js';
import { noLoad } from '../../../src/core/metrics/measures.js';
import type { CommandIntake } from '../../../src/daemon/intake.js';
import type { Broker, BrokerEvents, BrokerMessage, Publication } from '../../../src/ports.js';
import { isOfFilter } from '../../simulation/handed.js';
import { MemoryStore } from '../../support/memory-store.js';
import { sampleFace } from '../../support/mqtt-face.js';
import { VirtualTime } from '../../support/virtual-time.js';
import { FakeFleet, intakeOver } from './fake-fleet.js';
import { RecordingLog } from './support.js';

/** What a connection sends to itself to prove that it is heard. */
const isProof = ({ topic, payload }: Publication): boolean =>
  topic.endsWith('/lane') || payload.startsWith('chair2mqtt-probe ') || isEcho(payload);
/** What comes back behind everything that the broker had in hand. */
const isEcho = (payload: string): boolean => payload.includes(':echo:');

/** One end of a connection, in a test's hand. What proves it comes back at once, until a test says otherwise. */
export class FakeBroker implements Broker {
  isOnline = false;
  load = noLoad;
  /** Whether a proof on this topic comes back. */
  hears: (topic: string) => boolean = () => true;
  /** Why the connection was given up, each time. */
  readonly givenUp: string[] = [];
  readonly proofs: Publication[] = [];
  isClosed = false;
  retriesNow = 0;
  readonly published: Publication[] = [];
  /** Those that are under way while the connection comes up. */
  private echoes: Publication[] | null = null;

  constructor(
    readonly needs: ConnectionNeeds,
    readonly events: BrokerEvents,
  ) {}

  publish(publication: Publication): void {
    if (isProof(publication)) this.prove(publication);
    else if (this.isOnline || publication.offline !== 'drop') this.published.push(publication);
  }
  retryNow(): void {
    this.retriesNow += 1;
  }
  breakOff(reason: string): void {
    this.givenUp.push(reason);
    this.offline();
  }
  async close(): Promise<void> {
    this.isClosed = true;
  }

  online(protocolVersion: 4 | 5 = 5, isSessionKept = true): void {
    this.isOnline = true;
    this.echoes = [];
    this.events.onOnline({ url: 'mqtt://broker.lan:1883', protocolVersion, isSessionKept });
    const under = this.echoes;
    this.echoes = null;
    for (const { topic, payload } of under) this.deliver(topic, payload);
  }
  offline(): void {
    this.isOnline = false;
    this.events.onOffline('gone');
  }
  deliver(topic: string, payload: unknown = '', rest: Partial<BrokerMessage> = {}): void {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    this.events.onMessage({
      topic,
      payload: Buffer.from(text),
      isRetained: false,
      isDuplicate: false,
      isLate: false,
      ...rest,
    });
  }

  private prove(publication: Publication): void {
    if (!this.isOnline) return;
    this.proofs.push(publication);
    const { topic, payload } = publication;
    const isSubscribed = this.needs.subscriptions.some((each) => isOfFilter(each.topic, topic));
    if (!isSubscribed || !this.hears(topic)) return;
    if (this.echoes !== null && isEcho(payload)) this.echoes.push(publication);
    else this.deliver(topic, payload);
  }

  /** Payloads that were published on a topic of `chair2mqtt/`. */
  of(topic: string): readonly string[] {
    return this.published.filter((entry) => entry.topic === `chair2mqtt/${topic}`).map(({ payload }) => payload);
  }
  get topics(): readonly string[] {
    return this.published.map(({ topic }) => topic.replace('chair2mqtt/', ''));
  }
  forget(): void {
    this.published.length = 0;
  }
}

/** The two connections of a face, in a test's hand. */
export class BrokerPair {
  private readonly brokers: FakeBroker[] = [];

  readonly connect: ConnectBroker = (needs, events) => {
    const broker = new FakeBroker(needs, events);
    this.brokers.push(broker);
    return broker;
  };

  get commands(): FakeBroker {
    return this.broker('');
  }
  get stops(): FakeBroker {
    return this.broker('-stop');
  }

  online(protocolVersion: 4 | 5 = 5): void {
    this.stops.online(protocolVersion);
    this.commands.online(protocolVersion);
  }

  private broker(suffix: string): FakeBroker {
    const broker = this.brokers.find(({ needs }) => needs.clientIdSuffix === suffix);
    if (broker === undefined) throw new Error('not connected');
    return broker;
  }
}

export interface WorldOptions {
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  readonly hubs?: readonly CreateHubConvention[];
  readonly fleet?: FakeFleet;
  readonly store?: MemoryStore;
  readonly requireTs?: boolean;
  /** What the face has beside. */
  readonly face?: Pick<MqttFaceOptions, 'keeper'>;
}

/** A face between a fleet and two brokers that a test plays, in virtual time. */
export class World {
  readonly clock = new VirtualTime();
  readonly log = new RecordingLog();
  readonly fleet: FakeFleet;
  readonly store: MemoryStore;
  readonly intake: CommandIntake;
  readonly face: MqttFace;
  /** Whether everything had come back, at each change. */
  readonly proven: boolean[] = [];
  private readonly pair = new BrokerPair();

  constructor(options: WorldOptions = {}) {
    this.fleet = options.fleet ?? new FakeFleet(options.groups);
    this.store = options.store ?? new MemoryStore();
    this.intake = intakeOver(this.fleet, this, options.requireTs);
    const { fleet, intake, clock, store, log, pair } = this;
    const own = { fleet, intake, connect: pair.connect, clock, store, log, hubs: options.hubs ?? [], ...options.face };
    const onProven = (isProven: boolean) => void this.proven.push(isProven);
    this.face = createMqttFace(sampleFace({ ...own, onProven }));
    this.face.start();
  }

  /** Both connections up, settled and joined, and nothing remembered of that. */
  static settled(options: WorldOptions = {}, protocolVersion: 4 | 5 = 5): World {
    const world = new World(options);
    world.pair.online(protocolVersion);
    world.clock.advance(2000);
    world.forget();
    return world;
  }

  get commands(): FakeBroker {
    return this.pair.commands;
  }
  get stops(): FakeBroker {
    return this.pair.stops;
  }
  get wallS(): number {
    return this.clock.wallMs() / 1000;
  }

  forget(): void {
    this.commands.forget();
    this.stops.forget();
  }

  /** Brings back what the fence sent on the connection of the stops. */
  returnFence(): void {
    for (const payload of this.stops.of('bridge/fence')) this.commands.deliver('chair2mqtt/bridge/fence', payload);
  }

  /** `id code` of every result of a chair. */
  results(chairId = 'hall'): readonly string[] {
    return this.commands.of(`${chairId}/result`).map((text) => {
      const { id, code } = JSON.parse(text);
      return `${id} ${code}`;
    });
  }
}
