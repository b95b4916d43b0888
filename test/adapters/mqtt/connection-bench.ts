import type { IConnackPacket, Packet } from 'mqtt-packet';
import { brokerConnector, type ConnectBroker } from '../../../src/adapters/mqtt/broker-connector.js';
import { type BrokerMemory, storedMemory } from '../../../src/adapters/mqtt/broker-memory.js';
import type { Subscription, Will } from '../../../src/adapters/mqtt/subscriptions.js';
import type { Broker, Clock, Store } from '../../../src/ports.js';
import { hastyClock } from '../../support/hasty-clock.js';
import { MemoryStore } from '../../support/memory-store.js';
import { type Script, type ScriptedBroker, startScriptedBroker } from '../../support/scripted-broker.js';
import { silentLog } from '../../support/silent-log.js';
import { RecordingEvents, RecordingLog } from './support.js';

export const to = (...topics: readonly string[]): readonly Subscription[] =>
  topics.map((topic) => ({ topic, qos: 1, retainHandling: 0 }));

/** The same with QoS 0. */
export const plain = (...topics: readonly string[]): readonly Subscription[] =>
  to(...topics).map((each) => ({ ...each, qos: 0 }));

export const connack = (rest: Partial<IConnackPacket> = {}): Packet => ({
  cmd: 'connack',
  sessionPresent: false,
  returnCode: 0,
  reasonCode: 0,
  ...rest,
});

/** The connections of one run of a daemon. */
export class Run {
  readonly log = new RecordingLog();
  readonly commands = new RecordingEvents();
  readonly stops = new RecordingEvents();
  private readonly brokers: Broker[] = [];
  private readonly connect: ConnectBroker;

  constructor(urls: readonly string[], clock: Clock, memory: BrokerMemory) {
    this.connect = brokerConnector({ urls, credentials: () => ({}), memory, chairs: 1, clock, log: this.log });
  }

  openCommands(subscriptions: readonly Subscription[] = to('set'), will?: Will): Broker {
    const needs = { clientIdSuffix: '', subscriptions, ...(will === undefined ? {} : { will }) } as const;
    const broker = this.connect(needs, this.commands);
    this.brokers.push(broker);
    return broker;
  }

  openStops(subscriptions: readonly Subscription[] = to('stop')): Broker {
    const broker = this.connect({ clientIdSuffix: '-stop', subscriptions }, this.stops);
    this.brokers.push(broker);
    return broker;
  }

  async close(): Promise<void> {
    await Promise.all(this.brokers.map((broker) => broker.close(5000)));
  }
}

/** Scripted brokers and runs of daemons that use them, under a clock that runs twenty times as fast as the real one. */
export class ConnectionBench {
  readonly clock: Clock;
  readonly store = new MemoryStore();
  private readonly closers: (() => Promise<unknown>)[] = [];

  constructor(times = 20) {
    this.clock = hastyClock(times);
  }

  async broker(script?: Script): Promise<ScriptedBroker> {
    const broker = await startScriptedBroker(script);
    this.closers.push(() => broker.stop());
    return broker;
  }

  /** A run of the daemon on `machine`. */
  run(url: string | readonly string[], rest: { machine?: string; clientId?: string; store?: Store } = {}): Run {
    const { machine = 'here', clientId = null, store = this.store } = rest;
    const urls = [url].flat();
    const memory = storedMemory({ store, urls, clientId, machine, clock: this.clock, log: silentLog });
    const run = new Run(urls, this.clock, memory);
    this.closers.push(() => run.close());
    return run;
  }

  async close(): Promise<void> {
    for (const close of this.closers.splice(0).reverse()) await close();
  }
}
