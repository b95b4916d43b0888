import { backoffMs } from '../../core/backoff.js';
import { urlWithoutSecrets } from '../../core/broker/broker-url.js';
import {
  type ConnectionEnd,
  type ConnectionLives,
  endOfConnection,
  goodLifeMs,
  isGoodLife,
  looksLikeFight,
  noLives,
  sessionRenewed,
  waitAfter,
} from '../../core/broker/connection-lives.js';
import type { ProtocolVersion } from '../../core/broker/protocol-version.js';
import type { BrokerLoad } from '../../core/metrics/measures.js';
import type { Broker, BrokerEvents, BrokerMessage, Clock, Log, Publication, Timer } from '../../ports.js';
import type { AttemptPlan, BrokerCredentials } from './attempt-plan.js';
import type { BrokerMemory, ClientIdentity } from './broker-memory.js';
import { type Acceptance, type AcceptanceAnswer, type ConnectionAttempt, openAttempt } from './connection-attempt.js';
import { brokenOff, type ConnectionTrouble, causeOf, goneAlong, otherVersion } from './connection-trouble.js';
import { Departures } from './departures.js';
import type { Grants } from './grant-book.js';
import { KeptSession } from './kept-session.js';
import { type BrokerNode, backoffBounds, type Companion, type NodeGuide } from './node-guide.js';
import { type Subscription, subscriptionsIn, type Will } from './subscriptions.js';

const retainHint =
  "hubs find the chairs and their state by retained messages: allow these in the broker's configuration (Mosquitto: retain_available true; EMQX: mqtt.retain_available = true) and restart it; until then a hub that connects later sees nothing of a chair until it changes";

const loweredHint = 'the broker takes them with QoS 0 alone: what is sent while this connection is away is not kept';

/** What one connection is for. */
export interface ClientNeeds {
  /** Among the connections of this daemon. */
  readonly name: string;
  /** Of the client id. */
  readonly suffix: string;
  readonly subscriptions: readonly Subscription[];
  readonly will?: Will;
  /** The broker is asked to keep what comes while there is no connection. */
  readonly isSessionKept: boolean;
  readonly keepAliveS: number;
  readonly packetBytesMax: number;
}

export interface ClientParts {
  /** Asked at each attempt. */
  readonly credentials: () => BrokerCredentials;
  readonly memory: BrokerMemory;
  readonly nodes: NodeGuide;
  readonly clock: Clock;
  readonly log: Log;
}

/** A connection that is kept up by itself. */
export class BrokerClient implements Broker, Companion {
  isOnline = false;
  private readonly departures: Departures;
  private readonly session: KeptSession;
  private identity: ClientIdentity | null = null;
  /** Where the attempt leads, or the one that waits will. */
  private node: BrokerNode;
  private attempt: ConnectionAttempt | null = null;
  private acceptance: Acceptance | null = null;
  private acceptedAtMs: number | null = null;
  private retryTimer: Timer | null = null;
  private goodLifeTimer: Timer | null = null;
  private version: ProtocolVersion = 5;
  private lives: ConnectionLives = noLives;
  private willManner: { readonly qos: 0 | 1; readonly isRetained: boolean } = { qos: 1, isRetained: true };
  /** What was said last of each url since a connection was up. */
  private readonly toldTroubles = new Map<string, string>();
  /** Topics that the broker has not granted as they were wanted. */
  private lacking: readonly string[] = [];
  private onClosed: (() => void) | null = null;
  private closing: Promise<void> | null = null;

  constructor(
    private readonly needs: ClientNeeds,
    private readonly parts: ClientParts,
    private readonly events: BrokerEvents,
  ) {
    this.departures = new Departures(
      (publication, published) => this.attempt?.publish(publication, published),
      parts.log,
      () => this.endWhenDone(),
    );
    this.session = new KeptSession(needs, parts.clock);
    this.node = parts.nodes.current;
    parts.nodes.join(this);
    void parts.memory.identity().then((identity) => {
      this.identity = identity;
      if (this.closing === null) this.open();
    });
  }

  get isAccepted(): boolean {
    return this.acceptance !== null;
  }

  get load(): BrokerLoad {
    return this.departures.load;
  }

  publish(publication: Publication): void {
    this.departures.add(publication);
  }

  retryNow(): void {
    if (this.retryTimer === null || this.closing !== null) return;
    this.parts.clock.clear(this.retryTimer);
    this.open();
  }

  breakOff(reason: string): void {
    if (this.attempt?.isAsking !== true) this.attempt?.breakOff(brokenOff(reason));
  }

  goAlong(): void {
    if (this.closing !== null) return;
    if (this.attempt !== null) this.attempt.breakOff(goneAlong);
    else if (this.retryTimer !== null) this.wait(this.parts.nodes.waitMs);
  }

  close(deadlineMs: number): Promise<void> {
    this.closing ??= this.goodbye(deadlineMs);
    return this.closing;
  }

  private async goodbye(deadlineMs: number): Promise<void> {
    const { clock } = this.parts;
    if (this.retryTimer !== null) clock.clear(this.retryTimer);
    const attempt = this.attempt;
    if (attempt === null) return;
    const goodbye = brokenOff('the daemon is going down');
    const deadline = clock.after(deadlineMs, () => attempt.breakOff(goodbye));
    await new Promise<void>((resolve) => {
      this.onClosed = resolve;
      if (this.isOnline) this.endWhenDone();
      else attempt.breakOff(goodbye);
    });
    clock.clear(deadline);
  }

  private open(): void {
    this.retryTimer = null;
    this.node = this.parts.nodes.current;
    this.version = this.node.versions.toTry(this.needs.name);
    this.attempt = openAttempt(
      this.plan(),
      {
        onAccepted: (acceptance) => this.accepted(acceptance),
        onGrants: (grants) => (this.isOnline ? this.grantedAnew(grants) : this.online(grants)),
        onMessage: (message) => this.take(message),
        onClosed: (trouble) => this.closed(trouble),
      },
      this.parts.clock,
    );
  }

  private plan(): AttemptPlan {
    const { subscriptions, will, keepAliveS, packetBytesMax, suffix } = this.needs;
    const sessionExpiryS = this.session.ask(this.identity);
    const renewal = this.session.renewal(this.lives);
    if (renewal !== null) {
      this.lives = sessionRenewed(this.lives);
      this.parts.log.warn('stop_session_renewed', { hint: `${renewal}; what waited in it is lost` });
    }
    return {
      url: this.node.url,
      credentials: this.parts.credentials(),
      clientId: `${this.identity?.clientId ?? ''}${suffix}`,
      version: this.version,
      subscriptions: subscriptionsIn(this.version, subscriptions),
      will: will === undefined ? null : { ...will, ...this.willManner },
      sessionExpiryS,
      isRenewed: renewal !== null,
      keepAliveS,
      packetBytesMax,
      helloMs: this.parts.nodes.helloMs,
    };
  }

  private accepted(acceptance: Acceptance): AcceptanceAnswer {
    const { versions, memory } = this.node;
    const { clock } = this.parts;
    const { limits } = acceptance;
    if (!versions.accepted(this.needs.name, this.version)) return { kind: 'break-off', trouble: otherVersion };
    this.acceptance = acceptance;
    this.acceptedAtMs = clock.nowMs();
    this.willManner = { qos: limits.qosMax, isRetained: limits.isRetainAvailable };
    this.goodLifeTimer = clock.after(goodLifeMs, () => this.departures.forgive());
    return { kind: 'use', kept: this.session.accepted(acceptance, memory) };
  }

  private online({ topics, refused, reason, lowered }: Grants): void {
    const { log } = this.parts;
    if (this.acceptance === null) return;
    const { limits } = this.acceptance;
    this.isOnline = true;
    const protocol = this.version === 5 ? '5' : '3.1.1';
    const url = urlWithoutSecrets(this.node.url);
    log.info('broker_connected', { url, protocol, after_failures: this.lives.failures });
    if (this.version === 4) log.warn('broker_without_mqtt_5', { hint: 'retained commands look fresh in MQTT 3.1.1' });
    if (!limits.isRetainAvailable) log.warn('broker_without_retain', { hint: retainHint });
    if (refused.length > 0) log.warn('subscription_refused', { topics: refused, hint: reason });
    this.toldTroubles.clear();
    if (lowered.length > 0) log.warn('subscription_lowered', { topics: lowered, hint: loweredHint });
    this.lacking = [...refused, ...lowered];
    this.session.online();
    this.session.granted(topics, lowered.length > 0, this.node.memory);
    this.departures.online(limits);
    this.events.onOnline({ url, protocolVersion: this.version, isSessionKept: this.session.isKept });
    this.departures.pump();
  }

  /** What the broker had refused, or taken with QoS 0 alone, was asked for again. */
  private grantedAnew({ topics, refused, lowered }: Grants): void {
    const wasKept = this.session.isKept;
    const lacking = [...refused, ...lowered];
    const gained = this.lacking.filter((topic) => !lacking.includes(topic));
    this.lacking = lacking;
    if (gained.length > 0) this.parts.log.info('subscription_granted', { topics: gained });
    this.session.granted(topics, lowered.length > 0, this.node.memory);
    if (this.session.isKept !== wasKept) this.events.onSessionKept?.(this.session.isKept);
  }

  private take(message: Omit<BrokerMessage, 'isLate'>): void {
    this.events.onMessage({ ...message, isLate: this.session.isLate(message) });
  }

  private closed(trouble: ConnectionTrouble): void {
    const { clock } = this.parts;
    const wasOnline = this.isOnline;
    const livedMs = this.acceptedAtMs === null ? null : clock.nowMs() - this.acceptedAtMs;
    const end = { livedMs, cause: causeOf(trouble) };
    if (this.goodLifeTimer !== null) clock.clear(this.goodLifeTimer);
    this.isOnline = false;
    this.attempt = null;
    this.acceptance = null;
    this.acceptedAtMs = null;
    this.session.offline();
    this.node.versions.ended(this.needs.name, this.version, end);
    this.departures.offline(end.cause === 'ours');
    if (this.onClosed !== null) {
      this.onClosed();
      return;
    }
    if (trouble === goneAlong) {
      this.lost(trouble, () => this.parts.nodes.waitMs);
      return;
    }
    const before = this.lives;
    this.lives = endOfConnection(before, end);
    if (wasOnline || !this.learn(trouble)) {
      this.report(trouble);
      this.lost(trouble, () => this.nextWaitMs(before, end, wasOnline));
      return;
    }
    this.lives = before;
    this.open();
  }

  /** What the end says about the next attempt; true where that is another one and worth making at once. */
  private learn({ kind }: ConnectionTrouble): boolean {
    const { versions } = this.node;
    if (kind === 'protocol-refused') versions.refused(this.version);
    const isOther = versions.toTry(this.needs.name) !== this.version;
    const { isRetained, qos } = this.willManner;
    if (kind === 'will-retain-refused' && isRetained) this.willManner = { qos, isRetained: false };
    else if (kind === 'will-qos-refused' && qos === 1) this.willManner = { qos: 0, isRetained };
    else
      return isOther || (kind === 'hello-unanswered' && this.session.unanswered(this.parts.nodes.letsOthersIn(this)));
    return true;
  }

  private lost(trouble: ConnectionTrouble, delayMs: () => number): void {
    this.events.onOffline(trouble.message);
    if (this.closing === null) this.wait(delayMs());
  }

  /** How long to wait before the next attempt, ms; where there are other nodes, that is to another one. */
  private nextWaitMs(before: ConnectionLives, end: ConnectionEnd, wasOnline: boolean): number {
    const { nodes, clock } = this.parts;
    if (nodes.hasOthers) {
      const short = wasOnline ? 'short' : 'missed';
      nodes.leave(this.node, this, isGoodLife(end) ? 'good' : short);
      return nodes.waitMs;
    }
    const wait = waitAfter(before, end);
    return wait === null ? 0 : backoffMs(wait, backoffBounds, clock.random());
  }

  private wait(delayMs: number): void {
    const { clock } = this.parts;
    if (this.retryTimer !== null) clock.clear(this.retryTimer);
    this.retryTimer = clock.after(delayMs, () => this.open());
  }

  private report(trouble: ConnectionTrouble): void {
    const { log } = this.parts;
    if (looksLikeFight(this.lives)) {
      const hint =
        'either another client uses the same client id: stop it, or give each its own mqtt.client_id and data_dir; or the broker ends who lacks a right: see its log';
      log.warn('connection_ended_again_and_again', { client_id: this.identity?.clientId, hint });
    }
    const url = urlWithoutSecrets(this.node.url);
    if (this.toldTroubles.get(url) === trouble.message) return;
    this.toldTroubles.set(url, trouble.message);
    log.warn('broker_unreachable', { url, reason: trouble.message });
  }

  private endWhenDone(): void {
    if (this.onClosed !== null && this.departures.areOver) this.attempt?.end();
  }
}
