import { createMqttFace } from '../../src/adapters/mqtt/mqtt-face.js';
import { topicsOf } from '../../src/adapters/mqtt/topics.js';
import { FakeBroker, startedAt } from '../adapters/mqtt/fake-brokers.js';
import { DaemonBench } from './daemon-bench.js';
import { MemoryStore } from './memory-store.js';
import { silentLog } from './silent-log.js';

/** A whole daemon with its MQTT face: the test plays both connections of the broker, and the chair is the simulated one. */
export class BrokerBench {
  readonly bench: DaemonBench;
  private readonly brokers: FakeBroker[] = [];

  constructor() {
    this.bench = new DaemonBench({
      face: (fleet, intake, clock) =>
        createMqttFace({
          fleet,
          intake,
          topics: topicsOf('chair2mqtt', 'bridge'),
          bridgeId: 'bridge',
          connect: (needs, events) => {
            const broker = new FakeBroker(needs, events);
            this.brokers.push(broker);
            return broker;
          },
          clock,
          store: new MemoryStore(),
          log: silentLog,
          epoch: 'mine',
          startedAt,
          version: '1.2.3',
          hubs: [],
          residentBytes: () => 0,
        }),
    });
    this.online();
    this.bench.advance(3000);
  }

  /** The shortest massage, asked for over the broker. */
  static running(): BrokerBench {
    const world = new BrokerBench();
    world.command({ command: 'start', program: 'quick-break' });
    world.bench.advance(15_000);
    return world;
  }

  online(): void {
    this.stops.online();
    this.commands.online();
  }

  command(payload: unknown): void {
    this.commands.deliver('chair2mqtt/chair/set', payload);
  }

  get commands(): FakeBroker {
    return this.broker('');
  }

  get stops(): FakeBroker {
    return this.broker('-stop');
  }

  /** The code of every result, in order. */
  get codes(): readonly string[] {
    return this.commands.of('chair/result').map((text) => JSON.parse(text).code);
  }

  private broker(suffix: string): FakeBroker {
    const broker = this.brokers.find(({ needs }) => needs.clientIdSuffix === suffix);
    if (broker === undefined) throw new Error('not connected');
    return broker;
  }
}
