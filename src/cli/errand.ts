import { randomUUID } from 'node:crypto';
import { connectBroker } from '../adapters/mqtt/broker-connector.js';
import type { Subscription } from '../adapters/mqtt/subscriptions.js';
import { topicsOf } from '../adapters/mqtt/topics.js';
import { readJsonAs } from '../core/shape/read-json.js';
import { type Result, resultSchema } from '../core/status.js';
import type { Broker, BrokerEvents, BrokerMessage, Clock } from '../ports.js';
import { brokerWords, type ChosenBroker } from './broker-choice.js';
import { silentLog } from './process-edge.js';
import { allChairs, newReplyTopic, publishRequest, type StampedRequest } from './request.js';

export interface Errand {
  readonly chairId: string;
  readonly request: StampedRequest<{ readonly command: string }>;
  readonly broker: ChosenBroker;
  readonly timeoutMs: number;
}

/** The result of one chair; its id where the topic tells it. */
export interface ChairResult {
  readonly chair: string | null;
  readonly result: Result;
}

export type ErrandOutcome =
  | { readonly kind: 'results'; readonly results: readonly ChairResult[] }
  | { readonly kind: 'silence'; readonly code: 'no_broker' | 'no_answer'; readonly reason: string };

const goodbyeMs = 1000;
/** After the first chair has answered a stop of all, the others do within this. */
const othersMs = 700;

const topicsBelow = (base: string) => topicsOf(base, 'bridge');

/** Sends one command and waits for what becomes of it. */
export function runErrand(errand: Errand, clock: Clock): Promise<ErrandOutcome> {
  return new ErrandRun(errand, clock).run();
}

class ErrandRun {
  private readonly results: ChairResult[] = [];
  private readonly replyTopic: string;
  private silence: Extract<ErrandOutcome, { readonly kind: 'silence' }>;
  private broker: Broker | null = null;
  private resolve: (outcome: ErrandOutcome) => void = () => {};

  constructor(
    private readonly errand: Errand,
    private readonly clock: Clock,
  ) {
    this.replyTopic = newReplyTopic(errand.broker.baseTopic);
    this.silence = { kind: 'silence', code: 'no_broker', reason: 'the broker has not answered' };
  }

  async run(): Promise<ErrandOutcome> {
    const { clock } = this;
    const { timeoutMs, broker } = this.errand;
    const done = new Promise<ErrandOutcome>((resolve) => {
      this.resolve = resolve;
    });
    const timer = clock.after(timeoutMs, () => this.finish());
    const listen = (topic: string): Subscription => ({ topic, qos: 1, retainHandling: 2, isOptional: true });
    const subscriptions = [listen(this.resultTopic), listen(this.replyTopic)];
    const options = { ...broker.access, clientId: `chair2mqtt-send-${randomUUID().slice(0, 8)}`, subscriptions };
    this.broker = connectBroker(options, this.events(), clock, silentLog);
    const outcome = await done;
    clock.clear(timer);
    await this.broker.close(goodbyeMs);
    return outcome;
  }

  private get isForAll(): boolean {
    return this.errand.chairId === allChairs;
  }

  private get resultTopic(): string {
    const { chairId, broker } = this.errand;
    return topicsBelow(broker.baseTopic).chair(this.isForAll ? '+' : chairId, 'result');
  }

  private events(): BrokerEvents {
    const { chairId, broker } = this.errand;
    return {
      onOnline: () => {
        const who = this.isForAll
          ? 'no chair has answered; is a daemon running'
          : `no answer from a daemon for ${chairId}; is it running`;
        const reason = `${who}, ${this.isForAll ? '' : "is the chair's id right, "}may this user write?`;
        this.silence = { kind: 'silence', code: 'no_answer', reason };
        this.publish();
      },
      onOffline: (reason) => {
        this.silence = { kind: 'silence', code: 'no_broker', reason: `no broker at ${brokerWords(broker)}: ${reason}` };
      },
      onMessage: (message) => this.take(message),
    };
  }

  private publish(): void {
    const { chairId, request, broker } = this.errand;
    const place = { baseTopic: broker.baseTopic, chairId, replyTopic: this.replyTopic };
    if (this.broker !== null) publishRequest(this.broker, request, place);
  }

  private take(message: BrokerMessage): void {
    const result = readJsonAs(message.payload, resultSchema);
    if (result === null || !this.isOurs(message, result)) return;
    const chair = message.topic === this.replyTopic ? null : (message.topic.split('/').at(-2) ?? null);
    if (!this.isForAll) {
      // It comes on both topics: the first counts.
      if (this.results.length > 0) return;
      this.results.push({ chair, result });
      this.finish();
      return;
    }
    if (this.results.length === 0) this.clock.after(othersMs, () => this.finish());
    this.keep({ chair, result });
  }

  /** On the chair's topic the result with our id, on our own the one with our correlation data. Stops of all have no id. */
  private isOurs({ topic, correlation }: BrokerMessage, result: Result): boolean {
    const { id, command } = this.errand.request;
    if (topic === this.replyTopic) return Buffer.from(correlation ?? []).toString() === id;
    return result.id === id || (this.isForAll && result.command === command);
  }

  /** Each chair answers on its own topic and on ours: the one that names it counts. */
  private keep(found: ChairResult): void {
    const isKnown = this.results.some(({ chair }) => chair === found.chair && chair !== null);
    if (!isKnown) this.results.push(found);
  }

  private finish(): void {
    const named = this.results.filter(({ chair }) => chair !== null);
    const results = this.isForAll && named.length > 0 ? named : this.results;
    this.resolve(results.length === 0 ? this.silence : { kind: 'results', results: [...results] });
  }
}
