import type { Publication } from '../../ports.js';

const queuedMax = 1000;

/** A publication under way to the broker. */
export interface Departure {
  readonly key: string;
  readonly publication: Publication;
  /** How many connections died while it was under way. */
  readonly deaths: number;
}

type Waiting = Omit<Departure, 'key'>;

const isQueued = ({ publication }: Waiting): boolean => publication.offline !== 'newest';

/** What waits for the broker: the newest publication of a topic, and the last 1,000 of those that queue, in the order in which
 *  they came. */
export class Outbox {
  private waiting = new Map<string, Waiting>();
  /** Not to be sent before `release`. */
  private readonly aside = new Map<string, Waiting>();
  private queued = 0;
  private serial = 0;
  /** How many were pushed out of the queue. */
  dropped = 0;

  get size(): number {
    return this.waiting.size;
  }

  /** Of these, what is not the newest of its topic. */
  get events(): number {
    return this.queued;
  }

  get asideSize(): number {
    return this.aside.size;
  }

  add(publication: Publication): void {
    if (publication.offline === 'newest') {
      const key = `newest ${publication.topic}`;
      const set = this.aside.get(key);
      if (set !== undefined) {
        this.aside.set(key, { ...set, publication });
        return;
      }
      const deaths = this.waiting.get(key)?.deaths ?? 0;
      this.waiting.delete(key);
      this.waiting.set(key, { publication, deaths });
      return;
    }
    this.serial += 1;
    this.waiting.set(`queue ${this.serial}`, { publication, deaths: 0 });
    this.queued += 1;
    if (this.queued > queuedMax) this.dropOldest();
  }

  /** What `take` would give. */
  next(): Departure | null {
    for (const [key, waiting] of this.waiting) return { key, ...waiting };
    return null;
  }

  take(): Departure | null {
    const departure = this.next();
    if (departure === null) return null;
    this.waiting.delete(departure.key);
    if (isQueued(departure)) this.queued -= 1;
    return departure;
  }

  /** Departures that were not acknowledged when the connection broke, oldest first: they go again before everything else,
   *  unless something newer for their topic waits. */
  putBack(departures: readonly Departure[]): void {
    const kept = departures.filter(({ publication }) => publication.offline !== 'drop');
    const entries = new Map<string, Waiting>(
      kept.map(({ key, publication, deaths }) => [key, { publication, deaths }]),
    );
    for (const [key, waiting] of this.waiting) {
      const deaths = Math.max(waiting.deaths, entries.get(key)?.deaths ?? 0);
      entries.delete(key);
      entries.set(key, { ...waiting, deaths });
    }
    this.waiting = entries;
    this.queued = [...entries.values()].filter(isQueued).length;
    while (this.queued > queuedMax) this.dropOldest();
  }

  /** Keeps it, but not among what is sent. */
  setAside({ key, ...waiting }: Departure): void {
    const newer = this.waiting.get(key);
    this.waiting.delete(key);
    this.aside.set(key, newer === undefined ? waiting : { ...waiting, publication: newer.publication });
  }

  /** What was set aside goes again, after everything else. */
  release(): void {
    for (const [key, { publication }] of this.aside) {
      this.waiting.set(key, { publication, deaths: 0 });
      if (publication.offline !== 'newest') this.queued += 1;
    }
    this.aside.clear();
    while (this.queued > queuedMax) this.dropOldest();
  }

  private dropOldest(): void {
    for (const [key, waiting] of this.waiting) {
      if (!isQueued(waiting)) continue;
      this.waiting.delete(key);
      this.queued -= 1;
      this.dropped += 1;
      return;
    }
  }
}
