import type { Announcement } from './announcement.js';
import { type FoundConfig, objectIdOf } from './discovery-topics.js';

/** A bound on what is remembered of the broker's store. */
const foundMax = 50_000;

/** A config of ours, and the chair or the bridge that it was said of. */
interface SaidConfig {
  readonly subject: string;
  readonly payload: string;
}

/** What stands at the broker on the topics of the discovery, as far as it is known: what was found there, and what was said since. */
export class StandingConfigs {
  /** How often something was found. */
  finds = 0;
  readonly said = new Map<string, SaidConfig>();
  /** Cleared, but the broker has not told of it yet: what comes before that is older. */
  private readonly cleared = new Set<string>();
  private readonly everyFound = new Map<string, FoundConfig>();
  /** Topics of what was found, by the device that they are for. */
  private readonly byDevice = new Map<string, Set<string>>();

  get found(): ReadonlyMap<string, FoundConfig> {
    return this.everyFound;
  }

  foundOf(objectId: string): readonly (readonly [topic: string, FoundConfig])[] {
    const topics = [...(this.byDevice.get(objectId) ?? [])];
    return topics.flatMap((topic) => {
      const config = this.everyFound.get(topic);
      return config === undefined ? [] : [[topic, config] as const];
    });
  }

  payloadOf(topic: string): string | undefined {
    return (this.said.get(topic) ?? this.found.get(topic))?.payload;
  }

  /** Something has come on a topic; null: it is empty, or none of ours. True where it is news, and no echo of what was said here. */
  take(topic: string, config: FoundConfig | null): boolean {
    if (config === null) {
      this.cleared.delete(topic);
      this.lose(topic);
      return false;
    }
    if (this.cleared.has(topic) || this.said.has(topic) || this.found.size >= foundMax) return false;
    this.finds += 1;
    this.find(topic, config);
    return true;
  }

  say(topic: string, said: SaidConfig): void {
    this.said.set(topic, said);
    this.lose(topic);
  }

  /** What was said of a subject and is true no more stands there like what was found. */
  outdate(subject: string, truth: Announcement): void {
    for (const [topic, said] of this.said) {
      if (said.subject !== subject || truth.has(topic)) continue;
      this.said.delete(topic);
      this.find(topic, said);
    }
  }

  /** Somebody else says it now: gives the topics. */
  letGo(subject: string): readonly string[] {
    const topics = [...this.said].filter(([, said]) => said.subject === subject).map(([topic]) => topic);
    for (const topic of topics) this.said.delete(topic);
    return topics;
  }

  clear(topic: string): void {
    this.lose(topic);
    this.cleared.add(topic);
  }

  forget(): void {
    this.everyFound.clear();
    this.byDevice.clear();
    this.said.clear();
    this.cleared.clear();
  }

  private find(topic: string, config: FoundConfig): void {
    const objectId = objectIdOf(topic);
    this.everyFound.set(topic, config);
    this.byDevice.set(objectId, (this.byDevice.get(objectId) ?? new Set()).add(topic));
  }

  private lose(topic: string): void {
    const objectId = objectIdOf(topic);
    const topics = this.byDevice.get(objectId);
    this.everyFound.delete(topic);
    topics?.delete(topic);
    if (topics?.size === 0) this.byDevice.delete(objectId);
  }
}
