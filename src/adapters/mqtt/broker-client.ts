import { backoffMs } from '../../core/backoff.js';
import type { Broker, BrokerEvents, BrokerMessage, Clock, Log, Publication, Timer } from '../../ports.js';
import {
  type BrokerAccess,
  type BrokerOptions,
  type ConnectionAttempt,
  openAttempt,
  type ProtocolVersion,
} from './connection-attempt.js';
import type { ConnectionTrouble } from './connection-trouble.js';
import { type Departure, Outbox } from './outbox.js';
import type { Subscription, Will } from './subscriptions.js';

/** 0.5 s to 30 s with the jitter of `backoffMs`. */
const backoffBounds = { minMs: 1000, maxMs: 30_000 };
/** A connection that held this long was a good one: the first try after it comes at once. Longer than the longest wait, so
 *  that two clients with one client id do not throw each other out without end. */
const stableMs = 60_000;

class BrokerClient implements Broker {
  isOnline = false;
  private readonly outbox = new Outbox();
  private inFlight: Departure[] = [];
  private inFlightMax = 0;
  private attempt: ConnectionAttempt | null = null;
  private retryTimer: Timer | null = null;
  /** What the broker is known to speak; 4 only after it has refused 5 in so many words. */
  private knownVersion: ProtocolVersion = 5;
  private version: ProtocolVersion = 5;
  private failures = 0;
  private onlineAtMs = 0;
  private lastTrouble: string | null = null;
  private refusedTopic: string | null = null;
  private onClosed: (() => void) | null = null;
  private closing: Promise<void> | null = null;

  constructor(
    private readonly options: BrokerOptions,
    private readonly events: BrokerEvents,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    this.open(this.knownVersion);
  }

  publish(publication: Publication): void {
    if (publication.offline === 'drop' && !this.isOnline) return;
    if (publication.offline === 'drop' && publication.qos === 0) {
      this.send('', publication);
    } else {
      this.outbox.add(publication);
      this.pump();
    }
  }

  retryNow(): void {
    if (this.retryTimer === null || this.closing !== null) return;
    this.clock.clear(this.retryTimer);
    this.retryTimer = null;
    this.open(this.knownVersion);
  }

  breakOff(reason: string): void {
    if (this.isOnline && this.closing === null) this.attempt?.abandon(reason);
  }

  close(deadlineMs: number): Promise<void> {
    this.closing ??= this.goodbye(deadlineMs);
    return this.closing;
  }

  private async goodbye(deadlineMs: number): Promise<void> {
    if (this.retryTimer !== null) this.clock.clear(this.retryTimer);
    const attempt = this.attempt;
    if (attempt === null) return;
    const deadline = this.clock.after(deadlineMs, () => attempt.destroy());
    await new Promise<void>((resolve) => {
      this.onClosed = resolve;
      if (this.isOnline) this.endWhenDone();
      else attempt.destroy();
    });
    this.clock.clear(deadline);
  }

  private open(version: ProtocolVersion): void {
    this.version = version;
    this.attempt = openAttempt(this.options, version, {
      onOnline: (session) => this.online(session.inFlightMax, session.refused),
      onMessage: (message: BrokerMessage) => this.events.onMessage(message),
      onClosed: (trouble) => this.closed(trouble),
    });
  }

  private online(inFlightMax: number, refused: readonly string[]): void {
    this.isOnline = true;
    this.inFlightMax = inFlightMax;
    this.onlineAtMs = this.clock.nowMs();
    const protocol = this.version === 5 ? '5' : '3.1.1';
    this.log.info('broker_connected', { protocol, after_failures: this.failures });
    if (this.version === 4)
      this.log.warn('broker_without_mqtt_5', { hint: 'retained commands look fresh in MQTT 3.1.1' });
    if (refused.length > 0)
      this.log.warn('subscription_refused', { topics: refused, hint: 'give this user the right to read them' });
    this.lastTrouble = null;
    this.events.onOnline({ protocolVersion: this.version });
    this.pump();
  }

  private closed(trouble: ConnectionTrouble): void {
    const wasOnline = this.isOnline;
    this.isOnline = false;
    this.attempt = null;
    this.outbox.putBack(this.inFlight);
    this.inFlight = [];
    if (this.onClosed !== null) this.onClosed();
    else if (wasOnline || !this.fallBack(trouble)) this.lost(trouble, wasOnline);
  }

  private lost(trouble: ConnectionTrouble, wasOnline: boolean): void {
    const wasStable = wasOnline && this.clock.nowMs() - this.onlineAtMs >= stableMs && trouble.kind !== 'taken-over';
    if (wasStable) this.failures = 0;
    this.report(trouble);
    this.events.onOffline(trouble.message);
    const isGivenUpFirst = trouble.kind === 'unanswered' && this.failures === 0;
    if (isGivenUpFirst) this.failures = 1;
    if (this.onClosed === null) this.retry(wasStable || isGivenUpFirst);
  }

  /** Tries the other version at once. A broker that closed without a word may have had another reason: then MQTT 5 is tried
   *  first the next time too, because 3.1.1 hides which messages are retained. [S6] */
  private fallBack(trouble: ConnectionTrouble): boolean {
    if (trouble.kind === 'protocol-refused') this.knownVersion = this.version === 5 ? 4 : 5;
    const isWorthIt = this.version === 5 && (trouble.kind === 'protocol-refused' || trouble.kind === 'silent');
    if (isWorthIt) this.open(4);
    return isWorthIt;
  }

  private retry(isAtOnce: boolean): void {
    const delayMs = isAtOnce ? 0 : backoffMs(this.failures, backoffBounds, this.clock.random());
    if (!isAtOnce) this.failures += 1;
    this.retryTimer = this.clock.after(delayMs, () => {
      this.retryTimer = null;
      this.open(this.knownVersion);
    });
  }

  private report(trouble: ConnectionTrouble): void {
    if (trouble.message === this.lastTrouble) return;
    this.lastTrouble = trouble.message;
    this.log.warn('broker_unreachable', { reason: trouble.message });
  }

  private pump(): void {
    while (this.isOnline && this.inFlight.length < this.inFlightMax) {
      const departure = this.outbox.take();
      if (departure === null) return;
      this.send(departure.key, departure.publication);
    }
  }

  private send(key: string, publication: Publication): void {
    const departure = { key, publication };
    if (publication.qos > 0) this.inFlight.push(departure);
    this.attempt?.publish(publication, (refusal) => {
      this.inFlight = this.inFlight.filter((other) => other !== departure);
      this.reportRefusal(publication.topic, refusal);
      if (publication.qos > 0) this.pump();
      if (this.onClosed !== null) this.endWhenDone();
    });
  }

  private reportRefusal(topic: string, refusal: string | null): void {
    if (refusal === null || topic === this.refusedTopic) return;
    this.refusedTopic = topic;
    this.log.warn('publish_refused', { topic, reason: refusal, hint: 'give this user the right to write it' });
  }

  private endWhenDone(): void {
    if (this.inFlight.length === 0 && this.outbox.size === 0) this.attempt?.end();
  }
}

/** Connects, and stays connected. The first try comes at once. */
export function connectBroker(options: BrokerOptions, events: BrokerEvents, clock: Clock, log: Log): Broker {
  return new BrokerClient(options, events, clock, log);
}

/** What a face needs of a connection; who the broker is and the client id are not its business. */
export interface ConnectionNeeds {
  /** `-stop` for the connection of the stop lanes. */
  readonly clientIdSuffix: '' | '-stop';
  readonly subscriptions: readonly Subscription[];
  readonly will?: Will;
  readonly keepAliveS?: number;
}

export type ConnectBroker = (needs: ConnectionNeeds, events: BrokerEvents) => Broker;

/** What `createMqttFace` opens its two connections with. */
export function brokerConnector(access: BrokerAccess, clock: Clock, log: Log): ConnectBroker {
  return ({ clientIdSuffix, ...needs }, events) => {
    const connection = clientIdSuffix === '' ? 'commands' : 'stops';
    const options = { ...access, ...needs, clientId: `${access.clientId}${clientIdSuffix}` };
    return connectBroker(options, events, clock, log.child({ connection }));
  };
}
