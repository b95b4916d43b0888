import type { Random } from '../../hardware-sim/random.js';
import type { ConnectBroker, ConnectionNeeds } from '../../src/adapters/mqtt/broker-client.js';
import { Outbox } from '../../src/adapters/mqtt/outbox.js';
import type { Broker, BrokerEvents, Publication } from '../../src/ports.js';
import type { VirtualTime } from '../support/virtual-time.js';
import type { ProcessClock } from './process-clock.js';

export type Side = 'commands' | 'stops';

/** A message on its way from the broker to the daemon. Times of the simulation, ms. */
export interface Delivery {
  readonly side: Side;
  readonly topic: string;
  readonly payload: string;
  /** As the daemon sees it: 3.1.1 hides the flag of a live message. */
  readonly isRetained: boolean;
  /** The publisher's flag, or an old message out of the broker's store. */
  readonly isKept: boolean;
  readonly receivedAtMs: number;
  /** Under 1 s after the connection came up. */
  readonly isEarly: boolean;
}

export interface BrokerParts {
  readonly time: VirtualTime;
  readonly chance: Random;
  readonly protocolVersion: 4 | 5;
  readonly onDelivery: (delivery: Delivery) => void;
  /** Everything that the daemon publishes, as it reaches the broker. */
  readonly onPublished: (publication: Publication) => void;
}

const settleMs = 1000;
const bytes = new TextEncoder();

const matches = (filter: string, topic: string): boolean => {
  const [wanted, given] = [filter.split('/'), topic.split('/')];
  return wanted.length === given.length && wanted.every((level, at) => level === '+' || level === given[at]);
};

/** One of the daemon's two connections. In order, like TCP. */
class Connection implements Broker {
  isOnline = false;
  readonly side: Side;
  private readonly outbox = new Outbox();
  private readonly filters: ReadonlySet<string>;
  private readonly patterns: readonly string[];
  private run = 0;
  private onlineAtMs = 0;
  private dueMs = 0;
  private isClosed = false;

  constructor(
    private readonly server: VirtualBroker,
    private readonly needs: ConnectionNeeds,
    private readonly events: BrokerEvents,
    readonly process: ProcessClock,
  ) {
    this.side = needs.clientIdSuffix === '' ? 'commands' : 'stops';
    const topics = needs.subscriptions.map(({ topic }) => topic);
    this.filters = new Set(topics.filter((topic) => !topic.includes('+')));
    this.patterns = topics.filter((topic) => topic.includes('+'));
  }

  publish(publication: Publication): void {
    if (publication.offline === 'drop' && !this.isOnline) return;
    this.outbox.add(publication);
    if (this.isOnline) this.pump();
  }

  retryNow(): void {
    if (!this.isOnline && !this.isClosed) this.server.comesBack(this, 20);
  }

  breakOff(reason: string): void {
    if (!this.isOnline) return;
    this.drop(reason);
    this.server.comesBack(this, 20);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.drop(null);
  }

  wants(topic: string): boolean {
    return this.filters.has(topic) || this.patterns.some((pattern) => matches(pattern, topic));
  }

  online(): void {
    if (this.isOnline || this.isClosed || !this.process.isAlive) return;
    this.isOnline = true;
    this.run += 1;
    this.onlineAtMs = this.server.parts.time.nowMs();
    this.process.enter(() => {
      if (!this.isOnline) return;
      this.events.onOnline({ protocolVersion: this.server.parts.protocolVersion });
      this.pump();
    });
    for (const { topic, retainHandling } of this.needs.subscriptions) {
      const isWanted = retainHandling === 0 || this.server.parts.protocolVersion === 4;
      if (isWanted) this.server.sendKept(this, topic);
    }
  }

  /** The line to the broker is cut; `reason` null: we closed it ourselves. */
  drop(reason: string | null): void {
    if (!this.isOnline) return;
    this.isOnline = false;
    if (reason !== null) this.process.enter(() => this.events.onOffline(reason));
  }

  deliver(message: { topic: string; payload: string; isRetained: boolean; isKept: boolean }, lagMs: number): void {
    const { time, onDelivery } = this.server.parts;
    const { run } = this;
    const receivedAtMs = time.nowMs();
    this.dueMs = Math.max(this.dueMs, receivedAtMs + lagMs);
    time.after(this.dueMs - receivedAtMs, () =>
      this.process.enter(() => {
        if (!this.isOnline || run !== this.run) return;
        const isEarly = time.nowMs() - this.onlineAtMs < settleMs;
        onDelivery({ side: this.side, ...message, receivedAtMs, isEarly });
        const { topic, isRetained, payload } = message;
        this.events.onMessage({ topic, payload: bytes.encode(payload), isRetained, isDuplicate: false });
      }),
    );
  }

  private pump(): void {
    for (let departure = this.outbox.take(); departure !== null; departure = this.outbox.take()) {
      this.server.takes(departure.publication);
    }
  }
}

/** A broker in memory, under the simulation's clock. It keeps what is retained and may go away, wholly or on one side. */
export class VirtualBroker {
  isUp = true;
  /** How long a message takes to the daemon on each connection, ms. */
  readonly lagMs: Record<Side, number> = { commands: 2, stops: 2 };
  private readonly kept = new Map<string, string>();
  private connections: Connection[] = [];

  constructor(readonly parts: BrokerParts) {}

  /** What a process connects with. */
  connectorFor(process: ProcessClock): ConnectBroker {
    return (needs, events) => {
      const connection = new Connection(this, needs, events, process);
      this.connections = [...this.connections.filter((each) => each.process.isAlive), connection];
      this.comesBack(connection, 5 + this.parts.chance.next() * 100);
      return connection;
    };
  }

  comesBack(connection: Connection, delayMs: number): void {
    this.parts.time.after(delayMs, () => this.isUp && connection.online());
  }

  /** The broker's host has died, or the network has: both connections, or one of them. */
  cut(side: Side | 'both'): void {
    if (side === 'both') this.isUp = false;
    for (const each of this.connections) if (side === 'both' || each.side === side) each.drop('the network is down');
  }

  /** Everything is back; each connection finds out in its own time. */
  mend(): void {
    this.isUp = true;
    for (const each of this.connections) this.comesBack(each, 50 + this.parts.chance.next() * 3000);
  }

  isOnline(side: Side): boolean {
    return this.connections.some((each) => each.process.isAlive && each.side === side && each.isOnline);
  }

  /** A client publishes. */
  publish(topic: string, payload: string, isRetained = false): void {
    if (!this.isUp) return;
    if (isRetained) this.keep(topic, payload);
    this.route(topic, payload, isRetained);
  }

  /** What the daemon publishes is on its way for a moment. */
  takes(publication: Publication): void {
    this.parts.time.after(1, () => {
      if (!this.isUp) return;
      const { topic, payload, isRetained } = publication;
      this.parts.onPublished(publication);
      if (isRetained) this.keep(topic, payload);
      this.route(topic, payload, isRetained);
    });
  }

  sendKept(connection: Connection, filter: string): void {
    for (const [topic, payload] of this.kept) {
      if (matches(filter, topic))
        connection.deliver({ topic, payload, isRetained: true, isKept: true }, this.lagMs[connection.side]);
    }
  }

  private keep(topic: string, payload: string): void {
    if (payload === '') this.kept.delete(topic);
    else this.kept.set(topic, payload);
  }

  private route(topic: string, payload: string, isKept: boolean): void {
    const isRetained = isKept && this.parts.protocolVersion === 5;
    for (const each of this.connections) {
      if (each.isOnline && each.wants(topic)) {
        each.deliver({ topic, payload, isRetained, isKept }, this.lagMs[each.side]);
      }
    }
  }
}
