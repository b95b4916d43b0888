import type { Duplex } from 'node:stream';
import { connect, type IConnackPacket, type IPublishPacket, type MqttClient } from 'mqtt';
import { writeToStream } from 'mqtt-packet';
import { type BrokerLimits, noLimits, readBrokerLimits } from '../../core/broker/broker-limits.js';
import type { BrokerMessage, Clock, Publication, Timer } from '../../ports.js';
import { type AttemptPlan, brokerAnswerMs, clientOptions } from './attempt-plan.js';
import {
  type ConnectionTrouble,
  closedSilently,
  impossibleLimit,
  troubleOfDisconnect,
  troubleOfError,
  unanswered,
  unansweredHello,
  unreadable,
  unusableUrl,
} from './connection-trouble.js';
import type { Grants } from './grant-book.js';
import { GuardedStream } from './guarded-stream.js';
import { PublicationAnswers } from './publication-answers.js';
import { Subscriber } from './subscriber.js';

// The library would make 65,536 buffers ahead, one for each number of two bytes: 7 MB, in the way of every start.
writeToStream.cacheNumbers = false;

/** What the broker has said when it took the connection. */
export interface Acceptance {
  readonly isSessionPresent: boolean;
  readonly limits: BrokerLimits;
}

/** What is done with a connection that the broker takes: broken off, or used; `kept` are the topics that its kept session may have,
 *  of which it loses those that it is not to have any more. */
export type AcceptanceAnswer =
  | { readonly kind: 'use'; readonly kept: readonly string[] }
  | { readonly kind: 'break-off'; readonly trouble: ConnectionTrouble };

export interface AttemptEvents {
  onAccepted(acceptance: Acceptance): AcceptanceAnswer;
  /** At first, and whenever the broker was asked again for what it had not granted as it was wanted. */
  onGrants(grants: Grants): void;
  onMessage(message: Omit<BrokerMessage, 'isLate'>): void;
  /** Exactly once, never before `openAttempt` has returned, and nothing comes after it. */
  onClosed(trouble: ConnectionTrouble): void;
}

/** A broker's refusal of one publication; null is its consent. */
export type PublishRefusal = { readonly code: number; readonly message: string } | null;

/** What becomes of one publication. */
export interface PublicationEvents {
  /** The broker has answered, with QoS 0 it is written; never when the connection ends. */
  onDone(refusal: PublishRefusal): void;
  /** The broker has answered later ones and not this; `onDone` may come yet. */
  onAnswerLost(): void;
}

/** One connection; a new one for every attempt. */
export interface ConnectionAttempt {
  publish(publication: Publication, events: PublicationEvents): void;
  /** Says goodbye; then `onClosed` comes. */
  end(): void;
  /** The broker has a request to answer, and its time for that: until then it may be slow with everything else. */
  readonly isAsking: boolean;
  /** Breaks it off, for a reason of ours; `onClosed` comes before this returns, as a socket may wait for its peer. */
  breakOff(trouble: ConnectionTrouble): void;
}

function messageOf(topic: string, payload: Buffer, packet: IPublishPacket): Omit<BrokerMessage, 'isLate'> {
  const { responseTopic, correlationData } = packet.properties ?? {};
  return {
    topic,
    payload,
    isRetained: packet.retain === true,
    isDuplicate: packet.dup === true,
    ...(responseTopic === undefined ? {} : { responseTopic }),
    ...(correlationData === undefined ? {} : { correlation: correlationData }),
  };
}

/** A bug of ours is not the broker's: it leaves the library by a way of its own, to whoever halts the chairs for it. [S15] */
function outside(run: () => void): void {
  try {
    run();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : null;

/** Turns the many ways in which mqtt.js ends into one `onClosed`. */
class ClientAttempt implements ConnectionAttempt {
  private trouble: ConnectionTrouble | null = null;
  private isClosed = false;
  private stream: GuardedStream | null = null;
  private readonly waits = new Set<Timer>();
  private isAccepted = false;
  private subscriber: Subscriber | null = null;
  private readonly helloAnswered: () => void;
  private readonly answers: PublicationAnswers;

  constructor(
    private readonly client: MqttClient,
    private readonly plan: AttemptPlan,
    private readonly events: AttemptEvents,
    private readonly clock: Clock,
  ) {
    client.on('error', (error) => this.fail(troubleOfError(error)));
    client.on('disconnect', (packet) => this.fail(troubleOfDisconnect(packet.reasonCode)));
    client.on('close', () => this.closed());
    client.on('message', (topic, payload, packet) => {
      if (!this.isOver) outside(() => events.onMessage(messageOf(topic, payload, packet)));
    });
    client.on('packetreceive', (packet) => {
      if (packet.cmd === 'connack') this.accepted(packet);
    });
    this.answers = new PublicationAnswers({
      clock,
      onSilence: (topic) => this.fail(unanswered(`a publication on ${topic}`)),
    });
    this.helloAnswered = this.expectAnswer(unansweredHello(plan.helloMs), plan.helloMs);
    this.guardStream();
    this.attempt(() => client.connect());
  }

  publish(publication: Publication, { onDone, onAnswerLost }: PublicationEvents): void {
    const { topic, payload, qos, isRetained, responseTopic, correlation, expiryS } = publication;
    const properties = {
      ...(expiryS === undefined ? {} : { messageExpiryInterval: expiryS }),
      ...(responseTopic === undefined ? {} : { responseTopic }),
      ...(correlation === undefined ? {} : { correlationData: Buffer.from(correlation) }),
    };
    const onLost = () => outside(onAnswerLost);
    const answered = qos === 0 ? () => undefined : this.answers.expect(topic, onLost);
    this.attempt(() =>
      this.client.publish(topic, payload, { qos, retain: isRetained, properties }, (error) => {
        const code = codeOf(error);
        // Only the broker's own word has a number: everything else is the end of the connection.
        if (this.isOver || (error && typeof code !== 'number')) return;
        answered();
        outside(() => onDone(error ? { code: Number(code), message: error.message } : null));
      }),
    );
  }

  end(): void {
    this.attempt(() => this.client.end(false));
  }

  breakOff(trouble: ConnectionTrouble): void {
    this.fail(trouble);
    this.closed();
  }

  get isAsking(): boolean {
    return !this.isOver && this.subscriber?.isWaiting === true;
  }

  private get isOver(): boolean {
    return this.isClosed || this.trouble !== null;
  }

  /** mqtt.js finds out how to open a stream for every kind of url; its builder is private, and nothing else lets the guard in. */
  private guardStream(): void {
    const inside = this.client as unknown as { streamBuilder: (client: MqttClient) => Duplex };
    const build = inside.streamBuilder;
    const bounds = { protocolVersion: this.plan.version, packetBytesMax: this.plan.packetBytesMax };
    inside.streamBuilder = (client) => {
      this.stream = new GuardedStream(build(client), bounds, (reason) => this.fail(unreadable(reason)));
      return this.stream;
    };
  }

  private accepted({ reasonCode, returnCode, sessionPresent, properties }: IConnackPacket): void {
    if (this.isOver || this.isAccepted || (reasonCode ?? returnCode) !== 0) return;
    this.isAccepted = true;
    this.helloAnswered();
    const limits = this.plan.version === 5 ? readBrokerLimits({ ...properties }) : noLimits;
    if (typeof limits === 'string') {
      this.fail(impossibleLimit(limits));
      return;
    }
    outside(() => {
      const answer = this.events.onAccepted({ isSessionPresent: sessionPresent, limits });
      if (answer.kind === 'break-off') this.fail(answer.trouble);
      else this.client.once('connect', () => this.subscribe(answer.kept, limits));
    });
  }

  private subscribe(kept: readonly string[], limits: BrokerLimits): void {
    if (this.isOver) return;
    this.subscriber = new Subscriber({
      client: this.client,
      limits,
      clock: this.clock,
      attempt: (run) => this.attempt(run),
      expectAnswer: (trouble) => this.expectAnswer(trouble),
      fail: (trouble) => this.fail(trouble),
      isOver: () => this.isOver,
      onGrants: (grants) => outside(() => this.events.onGrants(grants)),
    });
    this.subscriber.start(this.plan.subscriptions, kept);
  }

  /** The connection ends unless the returned function is called in time. */
  private expectAnswer(trouble: ConnectionTrouble, withinMs = brokerAnswerMs): () => void {
    const timer = this.clock.after(withinMs, () => this.fail(trouble));
    this.waits.add(timer);
    return () => {
      this.clock.clear(timer);
      this.waits.delete(timer);
    };
  }

  /** What the library throws is the end of the connection. */
  private attempt(run: () => unknown): void {
    try {
      run();
    } catch (error) {
      this.fail(troubleOfError(error));
    }
  }

  private fail(trouble: ConnectionTrouble): void {
    if (this.isOver) return;
    this.trouble = trouble;
    // The library waits for answers before it ends, and for the other side afterwards: neither may hold us.
    this.attempt(() => this.client.end(true));
    if (this.stream === null) queueMicrotask(() => this.closed());
    else this.stream.destroy();
  }

  private closed(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    for (const timer of this.waits) this.clock.clear(timer);
    this.answers.close();
    this.subscriber?.close();
    this.events.onClosed(this.trouble ?? closedSilently);
  }
}

const urlPattern = /^(?:mqtts?|wss?):\/\/./;

const nowhere: ConnectionAttempt = {
  isAsking: false,
  publish: () => undefined,
  end: () => undefined,
  breakOff: () => undefined,
};

function failed(trouble: ConnectionTrouble, events: AttemptEvents): ConnectionAttempt {
  queueMicrotask(() => events.onClosed(trouble));
  return nowhere;
}

/** Tries to connect once. Never throws. */
export function openAttempt(plan: AttemptPlan, events: AttemptEvents, clock: Clock): ConnectionAttempt {
  if (!urlPattern.test(plan.url)) return failed(unusableUrl, events);
  try {
    return new ClientAttempt(connect(plan.url, clientOptions(plan)), plan, events, clock);
  } catch (error) {
    return failed(troubleOfError(error), events);
  }
}
