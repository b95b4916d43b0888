import { createMqttFace } from '../../src/adapters/mqtt/mqtt-face.js';
import { BrokerPair, type FakeBroker } from '../adapters/mqtt/fake-brokers.js';
import { DaemonBench } from './daemon-bench.js';
import { sampleFace } from './mqtt-face.js';

/** A whole daemon with its MQTT face: the test plays both connections of the broker, and the chair is the simulated one. */
export class BrokerBench {
  readonly bench: DaemonBench;
  private readonly pair = new BrokerPair();

  constructor() {
    const { connect } = this.pair;
    this.bench = new DaemonBench({
      face: (fleet, intake, clock) => createMqttFace(sampleFace({ fleet, intake, connect, clock })),
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
    this.pair.online();
  }

  command(payload: unknown): void {
    this.commands.deliver('chair2mqtt/chair/set', payload);
  }

  get commands(): FakeBroker {
    return this.pair.commands;
  }

  get stops(): FakeBroker {
    return this.pair.stops;
  }

  /** The code of every result, in order. */
  get codes(): readonly string[] {
    return this.commands.of('chair/result').map((text) => JSON.parse(text).code);
  }
}
