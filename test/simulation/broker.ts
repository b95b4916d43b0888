import type { ConnectBroker, ConnectionNeeds } from '../../src/adapters/mqtt/broker-connector.js';
import { Outbox } from '../../src/adapters/mqtt/outbox.js';
import { noLoad } from '../../src/core/metrics/measures.js';
import type { Broker, BrokerEvents, Publication } from '../../src/ports.js';
import type { VirtualTime } from '../support/virtual-time.js';
import type { Chance } from './chance.js';
import {
  type Delivery,
  type Handed,
  type Interest,
  isOfFilter,
  isProbe,
  type Side,
  type WaitingStop,
} from './handed.js';
import type { ProcessClock } from './process-clock.js';
import { Redelivery } from './redelivery.js';

export interface BrokerParts {
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly protocolVersion: 4 | 5;
  readonly onDelivery: (delivery: Delivery) => void;
  /** Everything that the daemon publishes, as it reaches the broker. */
  readonly onPublished: (publication: Publication) => void;
}

const settleMs = 1000;
/** Out of the broker's store. */
const kept = { isRetained: true, isKept: true, isDuplicate: false } as const;

/** One of the daemon's two connections. In order, like TCP. */
class Connection implements Broker {
  isOnline = false;
  readonly load = noLoad;
  readonly side: Side;
  private readonly outbox = new Outbox();
  /** By topic, for there are few and each comes many times. */
  private readonly interests = new Map<string, Interest>();
  private run = 0;
  private onlineAtMs = 0;
  private dueMs = 0;
  private isClosed = false;
  /** What waits for the end of a silence: to the daemon, and from it. */
  private held: WaitingStop[] = [];
  private stuck: Publication[] = [];
  /** What the broker got for a connection that was given up, and hands to the next. */
  private late: WaitingStop[] = [];

  constructor(
    private readonly server: VirtualBroker,
    private readonly needs: ConnectionNeeds,
    private readonly events: BrokerEvents,
    readonly process: ProcessClock,
  ) {
    this.side = needs.clientIdSuffix === '' ? 'commands' : 'stops';
  }

  publish(publication: Publication): void {
    if (publication.offline === 'drop' && !this.isOnline) return;
    this.outbox.add(publication);
    if (this.isOnline) this.pump();
  }

  breakOff(reason: string): void {
    if (!this.isOnline) return;
    this.late = this.held;
    this.drop(reason);
    this.server.comesBack(this, 20);
  }

  retryNow(): void {
    if (!this.isOnline && !this.isClosed) this.server.comesBack(this, 20);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.drop(null);
  }

  interestIn(topic: string): Interest {
    const known = this.interests.get(topic);
    if (known !== undefined) return known;
    const mine = this.needs.subscriptions.filter(({ topic: filter }) => isOfFilter(filter, topic));
    const interest = { isWanted: mine.length > 0, isKept: mine.some(({ qos }) => qos === 1) };
    this.interests.set(topic, interest);
    return interest;
  }

  online(): void {
    if (this.isOnline || this.isClosed || !this.process.isAlive) return;
    const { silentUntilMs, parts, lateMs } = this.server;
    const silentMs = silentUntilMs[this.side] - parts.time.nowMs();
    if (silentMs > 0) {
      this.server.comesBack(this, silentMs + 20);
      return;
    }
    this.isOnline = true;
    parts.time.after(Math.max(1, lateMs), () => this.handOverLate());
    this.run += 1;
    this.onlineAtMs = this.server.parts.time.nowMs();
    this.process.enter(() => {
      if (!this.isOnline) return;
      const isSessionKept = this.side === 'stops';
      this.events.onOnline({
        url: 'mqtt://simulated',
        protocolVersion: this.server.parts.protocolVersion,
        isSessionKept,
      });
      this.pump();
    });
    if (this.side === 'stops') this.server.handOverSession(this);
    for (const { topic, retainHandling } of this.needs.subscriptions) {
      const isWanted = retainHandling === 0 || this.server.parts.protocolVersion === 4;
      if (isWanted) this.server.sendKept(this, topic);
    }
  }

  /** The line to the broker is cut; `reason` null: we closed it ourselves. */
  drop(reason: string | null): void {
    if (!this.isOnline) return;
    this.isOnline = false;
    this.held = [];
    for (const publication of this.stuck) if (publication.qos > 0) this.outbox.add(publication);
    this.stuck = [];
    if (reason !== null) this.process.enter(() => this.events.onOffline(reason));
  }

  /** `receivedAtMs`: when the broker got it; given where it waited there. */
  deliver(message: Handed, lagMs: number, receivedAtMs: number | null = null): void {
    const { time } = this.server.parts;
    const { run } = this;
    const waiting = { message, receivedAtMs: receivedAtMs ?? time.nowMs() };
    const isLate = this.side === 'stops' && receivedAtMs !== null;
    this.dueMs = Math.max(this.dueMs, time.nowMs() + lagMs);
    time.after(this.dueMs - time.nowMs(), () => {
      if (!this.isOnline || run !== this.run) return;
      if (this.server.isSilent(this.side)) this.held.push(waiting);
      else this.handOver(waiting, isLate);
    });
  }

  /** The silence is over: what has waited goes on, on a connection that is still the same. */
  goOn(): void {
    const { held, stuck } = this;
    this.held = [];
    this.stuck = [];
    for (const publication of stuck) this.server.takes(publication);
    for (const waiting of held) this.handOver(waiting, false);
  }

  private handOver({ message, receivedAtMs }: WaitingStop, isLate: boolean): void {
    const { time, onDelivery } = this.server.parts;
    this.process.enter(() => {
      if (!this.isOnline) return;
      const isEarly = time.nowMs() - this.onlineAtMs < settleMs;
      const { topic, payload, isRetained, isKept, isDuplicate } = message;
      onDelivery({ side: this.side, topic, payload, isRetained, isKept, isDuplicate, receivedAtMs, isEarly });
      this.events.onMessage({ topic, payload: Buffer.from(payload), isRetained, isDuplicate, isLate });
    });
  }

  private handOverLate(): void {
    const { late } = this;
    this.late = [];
    for (const { message, receivedAtMs } of late) this.deliver(message, 1, receivedAtMs);
  }

  private pump(): void {
    for (let departure = this.outbox.take(); departure !== null; departure = this.outbox.take()) {
      if (this.server.isSilent(this.side)) this.stuck.push(departure.publication);
      else this.server.takes(departure.publication);
    }
  }
}

/** A broker in memory, under the simulation's clock. It keeps what is retained and may go away, wholly or on one side. */
export class VirtualBroker {
  isUp = true;
  /** How long a message takes to the daemon on each connection, ms. */
  readonly lagMs: Record<Side, number> = { commands: 2, stops: 2 };
  /** Until then nothing passes on a connection, although it stays open. */
  readonly silentUntilMs: Record<Side, number> = { commands: 0, stops: 0 };
  /** How long after the next connection what a silence held is handed over, ms. */
  lateMs = 0;
  /** Topics that are granted and never served, as a broker's rights may have it. */
  readonly denied = new Set<string>();
  private readonly kept = new Map<string, string>();
  /** What waits for the connection of the stops, as its session is kept. */
  private session: WaitingStop[] = [];
  private connections: Connection[] = [];

  readonly redelivery: Redelivery;

  constructor(readonly parts: BrokerParts) {
    this.redelivery = new Redelivery(parts.time, parts.chance);
  }

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

  /** The way of a connection goes silent: nobody is told, and what is on it waits. */
  silence(side: Side, forMs: number, lateMs: number): void {
    const { time } = this.parts;
    this.lateMs = lateMs;
    this.silentUntilMs[side] = Math.max(this.silentUntilMs[side], time.nowMs() + forMs);
    time.after(forMs, () => this.speakAgain(side));
  }

  isSilent(side: Side): boolean {
    return this.parts.time.nowMs() < this.silentUntilMs[side];
  }

  /** Ends every silence. */
  endSilence(): void {
    for (const side of ['commands', 'stops'] as const) {
      this.silentUntilMs[side] = Math.min(this.silentUntilMs[side], this.parts.time.nowMs());
      this.speakAgain(side);
    }
  }

  private speakAgain(side: Side): void {
    if (this.isSilent(side)) return;
    for (const each of this.connections) if (each.side === side && each.isOnline) each.goOn();
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

  /** What the session of the stops has kept comes first. */
  handOverSession(connection: Connection): void {
    const { session } = this;
    this.session = [];
    for (const { message, receivedAtMs } of session) connection.deliver(message, this.lagMs.stops, receivedAtMs);
  }

  sendKept(connection: Connection, filter: string): void {
    for (const [topic, payload] of this.kept) {
      if (isOfFilter(filter, topic)) connection.deliver({ ...kept, topic, payload }, this.lagMs[connection.side]);
    }
  }

  private keep(topic: string, payload: string): void {
    if (payload === '') this.kept.delete(topic);
    else this.kept.set(topic, payload);
  }

  private route(topic: string, payload: string, isKept: boolean): void {
    const isRetained = isKept && this.parts.protocolVersion === 5;
    const message = { topic, payload, isRetained, isKept, isDuplicate: false };
    this.keepForSession(message);
    this.handOut(message);
    this.redelivery.consider(message, (again) => this.isUp && this.handOut(again));
  }

  private handOut(message: Handed): void {
    for (const each of this.connections) {
      if (each.isOnline && each.interestIn(message.topic).isWanted && !this.denied.has(message.topic)) {
        each.deliver(message, this.lagMs[each.side]);
      }
    }
  }

  /** A stop waits where its connection was there once and is away. A probe is sent with QoS 0: it does not. */
  private keepForSession(message: Handed): void {
    const { topic } = message;
    const isAwaited = this.connections.some((each) => each.side === 'stops' && each.interestIn(topic).isKept);
    if (!isAwaited || this.isOnline('stops') || isProbe(message.payload)) return;
    this.session.push({ message, receivedAtMs: this.parts.time.nowMs() });
  }
}
