import type { MqttClient } from 'mqtt';
import { backoffMs } from '../../core/backoff.js';
import { type BrokerLimits, requestBatches } from '../../core/broker/broker-limits.js';
import type { Clock, Timer } from '../../ports.js';
import {
  type ConnectionTrouble,
  reasonOfSubscription,
  subscriptionsRefused,
  troubleOfError,
  unanswered,
} from './connection-trouble.js';
import { GrantBook, type Grants } from './grant-book.js';
import type { Subscription } from './subscriptions.js';

/** 5 s to 60 s with the jitter of `backoffMs`. */
const againBounds = { minMs: 10_000, maxMs: 60_000 };

export interface SubscriberParts {
  readonly client: MqttClient;
  readonly limits: BrokerLimits;
  readonly clock: Clock;
  /** Runs what the library may throw out of. */
  readonly attempt: (run: () => unknown) => void;
  /** The connection ends with `trouble` unless the returned function is called in time. */
  readonly expectAnswer: (trouble: ConnectionTrouble) => () => void;
  /** Ends the connection. */
  readonly fail: (trouble: ConnectionTrouble) => void;
  readonly isOver: () => boolean;
  /** Every request is answered: at first, and whenever more has been asked for. */
  readonly onGrants: (grants: Grants) => void;
}

/** The subscriptions of one connection: asks for them, and again for what is not granted as it was wanted, because some brokers
 *  refuse for a while what they grant later. [S7] */
export class Subscriber {
  private readonly requestsOpen: string[] = [];
  private readonly book = new GrantBook();
  private kept: readonly string[] = [];
  private answerCame: (() => void) | null = null;
  private againTimer: Timer | null = null;
  private timesAgain = 0;
  private lackedCount = 0;

  constructor(private readonly parts: SubscriberParts) {}

  /** A request of ours is under way. */
  get isWaiting(): boolean {
    return this.requestsOpen.length > 0;
  }

  /** `kept`: topics that the kept session may have, of which it loses those that are not wanted. */
  start(wanted: readonly Subscription[], kept: readonly string[]): void {
    this.kept = kept;
    this.listen(wanted);
    if (!this.isWaiting) this.tidy();
  }

  close(): void {
    if (this.againTimer !== null) this.parts.clock.clear(this.againTimer);
  }

  /** Some brokers take seconds for a subscription with QoS 1, and refuse it then: each of those is a request by itself. */
  private listen(wanted: readonly Subscription[]): void {
    const asked = this.book.admit(wanted);
    const plain = asked.filter(({ qos }) => qos === 0);
    const into = [
      ...asked.filter(({ qos }) => qos === 1).map((each) => [each]),
      ...requestBatches(plain, ({ topic }) => topic, this.parts.limits.packetBytesMax),
    ];
    for (const subscriptions of into) this.subscribe(subscriptions);
  }

  private subscribe(subscriptions: readonly Subscription[]): void {
    const { attempt, client, isOver, fail } = this.parts;
    const asked = Object.fromEntries(
      subscriptions.map(({ topic, qos, retainHandling }) => [topic, { qos, rap: true, rh: retainHandling }]),
    );
    const answered = this.requestMade(`SUBSCRIBE ${subscriptions[0]?.topic}`);
    attempt(() =>
      client.subscribe(asked, (error, _requests, packet) => {
        if (isOver()) return;
        if (packet === undefined) {
          if (error) fail(troubleOfError(error));
          return;
        }
        const codes = packet.granted.map(Number);
        const others = subscriptions.flatMap((each, index) => this.book.take(each, codes[index] ?? 0));
        this.listen(others);
        answered();
      }),
    );
  }

  /** Afterwards, so that nothing is lost in between. */
  private tidy(): void {
    const unwanted = this.kept.filter((topic) => !this.book.granted.has(topic));
    this.kept = [];
    for (const topics of requestBatches(unwanted, (topic) => topic, this.parts.limits.packetBytesMax))
      this.unsubscribe(topics);
    if (!this.isWaiting) this.tell();
  }

  private unsubscribe(topics: readonly string[]): void {
    const { attempt, client, isOver } = this.parts;
    const answered = this.requestMade(`UNSUBSCRIBE ${topics[0]}`);
    attempt(() =>
      client.unsubscribe([...topics], (error) => {
        if (!isOver() && !error) answered();
      }),
    );
  }

  /** Requests are answered in turn: each has its time from when the one before it was. The result says that this one was. */
  private requestMade(request: string): () => void {
    const { expectAnswer } = this.parts;
    this.requestsOpen.push(request);
    this.answerCame ??= expectAnswer(unanswered(request));
    return () => {
      this.requestsOpen.splice(this.requestsOpen.indexOf(request), 1);
      const [next] = this.requestsOpen;
      this.answerCame?.();
      this.answerCame = next === undefined ? null : expectAnswer(unanswered(next));
      if (next === undefined) this.tidy();
    };
  }

  private tell(): void {
    const { missing, refusedCode, granted, loweredTopics, refusedTopics } = this.book;
    if (missing.length > 0) {
      this.parts.fail(subscriptionsRefused(missing, refusedCode));
      return;
    }
    const reason = reasonOfSubscription(refusedCode);
    this.parts.onGrants({ topics: [...granted], refused: refusedTopics, reason, lowered: loweredTopics });
    this.goOn();
  }

  /** What is granted at last, others will be too: they are asked for at once. */
  private goOn(): void {
    const { lackingCount } = this.book;
    const isBetter = lackingCount < this.lackedCount;
    this.lackedCount = lackingCount;
    if (lackingCount === 0 || this.parts.isOver()) return;
    if (isBetter) this.askAgain();
    else this.askAgainLater();
  }

  private askAgainLater(): void {
    const { clock } = this.parts;
    const delayMs = backoffMs(this.timesAgain, againBounds, clock.random());
    this.timesAgain += 1;
    this.againTimer = clock.after(delayMs, () => this.askAgain());
  }

  /** One at a time, since the broker may stand still over it: what was granted goes on meanwhile. */
  private askAgain(): void {
    this.againTimer = null;
    this.listen(this.book.takeLacking());
    if (!this.isWaiting) this.askAgainLater();
  }
}
