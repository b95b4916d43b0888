import { z } from 'zod';
import type { Store } from '../../../ports.js';
import { type BridgePlace, readFound } from './discovery-topics.js';

/** The dot keeps it apart from every chair's own record. */
const recordName = 'mqtt.discovery';
const prefixesMax = 20;
const staleMax = 50_000;
const prefixForm = z
  .string()
  .max(200)
  .regex(/^[^+#\0]+$/);
const recordSchema = z.object({ prefixes: z.array(prefixForm).max(prefixesMax) });

/** Where the discovery stood before its prefix was changed: what is ours there, nobody says any more. */
export class FormerPrefixes {
  readonly prefixes: readonly string[];
  private readonly stale = new Set<string>();
  /** Cleared, but the broker has not told of it yet. */
  private readonly awaited = new Set<string>();
  private hasListened = false;

  constructor(
    private readonly prefix: string,
    private readonly store: Pick<Store, 'load' | 'save'>,
  ) {
    const known = recordSchema.safeParse(store.load(recordName)).data?.prefixes ?? [];
    this.prefixes = known.filter((each) => each !== prefix).slice(0, prefixesMax - 1);
    this.remember([prefix, ...this.prefixes]);
  }

  /** Something that came. True where it is from there. */
  take(topic: string, payload: Uint8Array, bridges: readonly BridgePlace[]): boolean {
    if (!topic.endsWith('/config') || !this.prefixes.some((prefix) => topic.startsWith(`${prefix}/`))) return false;
    const found = readFound(topic, payload, bridges);
    if (found === null) this.isGone(topic);
    else if (found.subject !== null && this.stale.size < staleMax) this.stale.add(topic);
    return true;
  }

  /** What is to be cleared, each once. */
  takeStale(): readonly string[] {
    const topics = [...this.stale];
    this.stale.clear();
    for (const topic of topics) this.awaited.add(topic);
    return topics;
  }

  /** Everything that stands there has come: when what was cleared is gone, there is nothing to listen for at the next start. */
  listened(): void {
    this.hasListened = true;
    this.forgetIfGone();
  }

  private isGone(topic: string): void {
    this.stale.delete(topic);
    if (this.awaited.delete(topic)) this.forgetIfGone();
  }

  private forgetIfGone(): void {
    if (this.hasListened && this.stale.size + this.awaited.size === 0) this.remember([this.prefix]);
  }

  private remember(prefixes: readonly string[]): void {
    void this.store.save(recordName, { prefixes });
  }
}
