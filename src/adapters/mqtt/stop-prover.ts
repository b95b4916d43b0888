import {
  isTopicProven,
  missingStopTopics,
  newStopProofs,
  probeBytes,
  probeLastsMs,
  probeReturned,
  probeText,
  readProbe,
  type StopProofs,
  stepStopProofs,
  unprovenOf,
} from '../../core/lane/stop-proofs.js';
import type { BrokerMessage, Clock, Publication } from '../../ports.js';
import { randomHex } from './lanes.js';

export interface StopProverParts {
  /** In the order in which they are proven. */
  readonly topics: readonly string[];
  readonly clock: Clock;
  /** Publishes on the connection that listens to them. */
  readonly send: (publication: Publication) => void;
  /** False where another daemon has the say: we write nothing there. [S16] */
  readonly isOurs: (topic: string) => boolean;
}

/** What `message` proves, where it is a probe; null for everything else. */
export function probeIn({ payload }: Pick<BrokerMessage, 'payload'>): string | null {
  return payload.length === probeBytes ? readProbe(Buffer.from(payload).toString('latin1')) : null;
}

/** Somebody's clear of what was retained, or a question of a doctor whether this topic is served. It asks for nothing, gets no answer, and
 *  counts as no command. */
export const asksNothing = (message: BrokerMessage): boolean =>
  (message.isRetained && message.payload.length === 0) || probeIn(message) !== null;

/** Proves that a stop would come on every topic: a broker may grant a subscription that its rights never serve. [S7] */
export class StopProver {
  private proofs: StopProofs = newStopProofs([]);

  constructor(private readonly parts: StopProverParts) {}

  /** The topics are subscribed to, on a new connection. */
  online(): void {
    this.proofs = newStopProofs(this.parts.topics);
    this.tick();
  }

  offline(): void {
    this.proofs = newStopProofs([]);
  }

  /** To be called ten times a second. */
  tick(): void {
    const { clock, send, isOurs } = this.parts;
    const [proofs, probes] = stepStopProofs(this.proofs, clock.nowMs(), () => randomHex(clock, 32), isOurs);
    this.proofs = proofs;
    for (const { topic, digits } of probes) {
      const expiryS = probeLastsMs / 1000;
      send({ topic, payload: probeText(digits), qos: 0, isRetained: false, offline: 'drop', expiryS });
    }
  }

  /** True for a probe, whoever's it is: it stops nobody. */
  take(message: BrokerMessage): boolean {
    const digits = probeIn(message);
    if (digits === null) return false;
    const { topic, isRetained } = message;
    if (!isRetained) this.proofs = probeReturned(this.proofs, { topic, digits }, this.parts.clock.nowMs());
    return true;
  }

  unproven(topics: readonly string[]): ReturnType<typeof unprovenOf> {
    return unprovenOf(this.proofs, topics);
  }

  /** Every topic that we may write is proven. */
  get isComplete(): boolean {
    const { topics, isOurs } = this.parts;
    return topics.every((topic) => isTopicProven(this.proofs, topic) || !isOurs(topic));
  }

  get missing(): readonly string[] {
    return missingStopTopics(this.proofs).filter(this.parts.isOurs);
  }
}
