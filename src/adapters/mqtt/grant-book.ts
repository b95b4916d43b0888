import { oneByOne, type Subscription, subscriptionsMax } from './subscriptions.js';

/** What the broker has granted of what was asked for. */
export interface Grants {
  readonly topics: readonly string[];
  /** Optional ones. */
  readonly refused: readonly string[];
  /** Why they were refused, where the broker says. */
  readonly reason: string | null;
  /** Topics that were asked for with QoS 1 and granted with 0. */
  readonly lowered: readonly string[];
}

/** What was asked for on one connection, and what has become of it. */
export class GrantBook {
  /** The greatest code of a refusal. */
  refusedCode = 0;
  readonly granted = new Set<string>();
  readonly lowered = new Set<string>();
  private readonly refused: Subscription[] = [];
  /** How many are granted or asked for. */
  private count = 0;

  /** Those that may be asked for; there is room for so many. */
  admit(wanted: readonly Subscription[]): readonly Subscription[] {
    const room = subscriptionsMax - this.count;
    this.refused.push(...wanted.slice(room));
    const asked = wanted.slice(0, room);
    this.count += asked.length;
    return asked;
  }

  /** Takes the broker's answer, and gives what to ask for instead: the same with QoS 0, else what it stands for. */
  take(subscription: Subscription, code: number): readonly Subscription[] {
    const { topic, qos } = subscription;
    if (code < 128) {
      this.granted.add(topic);
      if (code < qos) this.lowered.add(topic);
      return [];
    }
    this.count -= 1;
    this.refusedCode = Math.max(this.refusedCode, code);
    if (qos === 1) {
      this.lowered.add(topic);
      return [{ ...subscription, qos: 0 }];
    }
    const wasLowered = this.lowered.delete(topic);
    const others = oneByOne({ ...subscription, qos: wasLowered ? 1 : 0 }, subscriptionsMax - this.count);
    if (others.length === 0) this.refused.push(subscription);
    return others;
  }

  /** Refused ones without which the connection is of no use. */
  get missing(): readonly string[] {
    return this.refused.filter(({ isOptional }) => isOptional !== true).map(({ topic }) => topic);
  }

  get refusedTopics(): readonly string[] {
    return this.refused.map(({ topic }) => topic);
  }
}
