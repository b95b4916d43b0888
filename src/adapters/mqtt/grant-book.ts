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
  /** Not granted as they were wanted, those first that have waited longest. */
  private readonly lacking = new Map<string, Subscription>();
  /** How many are granted or asked for. */
  private count = 0;

  /** Those that may be asked for; there is room for so many. */
  admit(wanted: readonly Subscription[]): readonly Subscription[] {
    const room = subscriptionsMax - this.count;
    for (const each of wanted.slice(room)) this.lacking.set(each.topic, each);
    const asked = wanted.slice(0, room);
    this.count += asked.length;
    return asked;
  }

  /** Takes the broker's answer, and gives what to ask for instead: the same with QoS 0, else what it stands for. */
  take(subscription: Subscription, code: number): readonly Subscription[] {
    const { topic, qos } = subscription;
    if (code < 128) {
      this.granted.add(topic);
      if (code < qos) this.lacking.set(topic, subscription);
      return [];
    }
    this.count -= 1;
    this.granted.delete(topic);
    this.refusedCode = Math.max(this.refusedCode, code);
    const wanted = this.lacking.get(topic) ?? subscription;
    this.lacking.set(topic, wanted);
    if (qos === 1) return [{ ...subscription, qos: 0 }];
    const others = oneByOne(wanted, subscriptionsMax - this.count);
    if (others.length > 0) this.lacking.delete(topic);
    return others;
  }

  get lackingCount(): number {
    return this.lacking.size;
  }

  /** The next that is to be asked for anew. */
  takeLacking(): readonly Subscription[] {
    const [next] = this.lacking.values();
    if (next === undefined) return [];
    this.lacking.delete(next.topic);
    if (this.granted.has(next.topic)) this.count -= 1;
    return [next];
  }

  /** Refused ones without which the connection is of no use. */
  get missing(): readonly string[] {
    return this.refused.filter(({ isOptional }) => isOptional !== true).map(({ topic }) => topic);
  }

  get refusedTopics(): readonly string[] {
    return this.refused.map(({ topic }) => topic);
  }

  get loweredTopics(): readonly string[] {
    return [...this.lacking.keys()].filter((topic) => this.granted.has(topic));
  }

  private get refused(): readonly Subscription[] {
    return [...this.lacking.values()].filter(({ topic }) => !this.granted.has(topic));
  }
}
