import { z } from 'zod';
import type { PeopleKeeper } from '../../core/people/keeper.js';
import type { Publication, Store } from '../../ports.js';

export interface PeopleTopicParts {
  readonly topic: string;
  readonly store: Store;
  readonly send: (publication: Publication) => void;
  readonly keeper: Pick<PeopleKeeper, 'published'>;
}

/** The dot keeps it apart from every chair's own record. */
const recordName = 'mqtt.people';
const recordSchema = z.object({ topic: z.string() });

/** The goals of those who let hubs know. A house in which nobody does never writes there, so its user needs no right for it; where
 *  somebody did before, it is cleared. */
export class PeopleTopic {
  /** Where something of ours stands; null: nowhere. */
  private standing: string | null;

  constructor(private readonly parts: PeopleTopicParts) {
    this.standing = recordSchema.safeParse(parts.store.load(recordName)).data?.topic ?? null;
  }

  tell(): void {
    const { topic, keeper } = this.parts;
    if (keeper.published === null) return;
    const isAnybody = Object.keys(keeper.published).length > 0;
    if (this.standing !== null && (!isAnybody || this.standing !== topic)) this.publish(this.standing, '');
    if (isAnybody) this.publish(topic, JSON.stringify(keeper.published));
    this.stands(isAnybody ? topic : null);
  }

  private publish(topic: string, payload: string): void {
    this.parts.send({ topic, payload, qos: 1, isRetained: true, offline: 'newest' });
  }

  private stands(topic: string | null): void {
    if (topic === this.standing) return;
    this.standing = topic;
    void this.parts.store.save(recordName, { topic });
  }
}
