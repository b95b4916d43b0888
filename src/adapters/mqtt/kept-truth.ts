import {
  calmedTopic,
  correctedTopic,
  heardTopic,
  isCorrectionDue,
  type KeptTopic,
  lostTopic,
  saidTopic,
} from '../../core/kept-topic.js';
import type { BrokerMessage, Clock, Log, Publication } from '../../ports.js';

export interface KeptTruthParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly send: (publication: Publication) => void;
}

interface Kept {
  readonly publication: Publication;
  /** Null for what is the bridge's own. */
  readonly chairId: string | null;
  topic: KeptTopic;
}

/** What we retained stays as we said it: the daemon hears its own topics, and says them again where something else stands there,
 *  such as the last will of a connection that was thought gone. */
export class KeptTruth {
  private readonly kept = new Map<string, Kept>();
  /** Those that something is wrong with, or was. */
  private readonly watched = new Set<string>();

  constructor(private readonly parts: KeptTruthParts) {}

  /** Topics that somebody else writes again and again. */
  get contested(): readonly string[] {
    return [...this.watched].filter((topic) => this.kept.get(topic)?.topic.isContested === true);
  }

  /** Publishes, and keeps it true; an empty payload gives the topic up. */
  say(publication: Publication, chairId: string | null): void {
    const { topic: name, payload } = publication;
    if (payload === '') this.kept.delete(name);
    else {
      const topic = saidTopic(this.kept.get(name)?.topic, payload, this.parts.clock.nowMs());
      this.kept.set(name, { publication, chairId, topic });
    }
    this.parts.send(publication);
  }

  heard({ topic: name, payload }: Pick<BrokerMessage, 'topic' | 'payload'>): void {
    const kept = this.kept.get(name);
    if (kept === undefined) return;
    const isAsLong = payload.length === Buffer.byteLength(kept.topic.said);
    // A long foreign text is not made a string for nothing.
    const text = isAsLong || payload.length <= bytesMax ? Buffer.from(payload).toString() : longText;
    kept.topic = heardTopic(kept.topic, text, this.parts.clock.nowMs());
    if (kept.topic.wrongSinceMs !== null) this.watched.add(name);
  }

  /** The chair, or with null the bridge id, is another daemon's now: nothing of it is kept true here. [S16] */
  forget(chairId: string | null): void {
    for (const [name, kept] of this.kept) if (kept.chairId === chairId) this.kept.delete(name);
  }

  /** Another daemon says it now. */
  letGo(name: string): void {
    this.kept.delete(name);
  }

  onOffline(): void {
    for (const kept of this.kept.values()) kept.topic = lostTopic(kept.topic);
  }

  /** To be called about every 100 ms. */
  tick(): void {
    for (const name of this.watched) {
      const kept = this.kept.get(name);
      if (kept === undefined || !this.look(name, kept)) this.watched.delete(name);
    }
  }

  /** True where it has to be looked at again. */
  private look(name: string, kept: Kept): boolean {
    const { clock, log, send } = this.parts;
    const nowMs = clock.nowMs();
    kept.topic = calmedTopic(kept.topic, nowMs);
    const { isContested: wasContested } = kept.topic;
    if (isCorrectionDue(kept.topic, nowMs)) {
      kept.topic = correctedTopic(kept.topic, nowMs);
      log.info('retained_corrected', { topic: name });
      const hint = 'another client writes what only this daemon may say: find it, and take the right from it';
      if (kept.topic.isContested && !wasContested) log.warn('retained_contested', { topic: name, hint });
      send(kept.publication);
    }
    return kept.topic.wrongSinceMs !== null || kept.topic.isContested;
  }
}

const bytesMax = 256 * 1024;
/** Stands for a text that is too long to be one of ours. */
const longText = '\0';
