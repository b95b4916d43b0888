import type { ChairEvent } from '../protocol/messages.js';
import { limits } from './limits.js';

const secondMs = 1000;

/** What was heard of one kind of event in its present second. */
interface Heard {
  fromMs: number;
  count: number;
  lastAtMs: number;
  /** The newest that was left out, where it says how something stands now. */
  held: ChairEvent | null;
}

/** A fault and its end are one kind: what a contact says that bounces. */
function kindOf(event: ChairEvent): string {
  switch (event.event) {
    case 'fault':
    case 'clear':
      return `fault ${event.code} ${event.zone}`;
    case 'button':
      return `button ${event.button}`;
    case 'ttl':
      return `ttl ${event.zone}`;
    case 'boot':
    case 'lease':
    case 'occupied':
      return event.event;
  }
}

/** What was so stays so until something else is said; a button that comes late is nobody's wish any more. [S6] */
const isLasting = ({ event }: ChairEvent): boolean => event === 'fault' || event === 'clear' || event === 'occupied';

/** Bounds what one chair may say of itself, so that its trouble stays its own: ten events a second of each kind are heard, the
 *  rest is counted, and how things stand is heard when there is time again. Over 50 a second for 2 s are a flood. [S16] */
export class EventBound {
  private readonly heard = new Map<string, Heard>();
  /** All events of the present second, and how many seconds before it were too loud. */
  private second = { fromMs: Number.NEGATIVE_INFINITY, count: 0, loudBefore: 0 };
  /** The last trouble, until the line was quiet after it. */
  private loudAtMs: number | null = null;
  /** A flood came, and the line was not quiet since. */
  isFlooded = false;
  /** Events that were not heard in the present trouble. */
  leftOut = 0;
  /** And in all troubles. */
  leftOutEver = 0;

  /** True where the event is to be heard. */
  take(event: ChairEvent, nowMs: number): boolean {
    this.turn(nowMs);
    this.second.count += 1;
    const heard = this.of(kindOf(event), nowMs);
    heard.lastAtMs = nowMs;
    if (heard.count < limits.eventsPerSecondMax) {
      heard.count += 1;
      heard.held = null;
      return true;
    }
    heard.held = isLasting(event) ? event : null;
    this.loudAtMs = nowMs;
    this.leftOut += 1;
    this.leftOutEver += 1;
    return false;
  }

  /** The held events whose turn has come. */
  due(nowMs: number): readonly ChairEvent[] {
    const due: ChairEvent[] = [];
    for (const heard of this.heard.values()) {
      if (heard.held === null || !this.isOver(heard, nowMs)) continue;
      due.push(heard.held);
      Object.assign(heard, { fromMs: nowMs, count: 1, held: null });
    }
    return due;
  }

  /** True once, when events come as a flood; again after the line was quiet. */
  floods(nowMs: number): boolean {
    this.turn(nowMs);
    if (this.isFlooded || this.second.loudBefore * secondMs < limits.floodMs) return false;
    this.isFlooded = true;
    this.loudAtMs = nowMs;
    return true;
  }

  /** How long no event had to be left out, ms. */
  quietMs(nowMs: number): number {
    return nowMs - (this.loudAtMs ?? Number.NEGATIVE_INFINITY);
  }

  /** How many events were left out, once, when the line has been quiet for long enough after a trouble; else null. */
  settled(nowMs: number): number | null {
    if (this.loudAtMs === null || nowMs - this.loudAtMs < limits.floodQuietMs) return null;
    const { leftOut } = this;
    this.loudAtMs = null;
    this.isFlooded = false;
    this.leftOut = 0;
    return leftOut;
  }

  private of(kind: string, nowMs: number): Heard {
    const known = this.heard.get(kind);
    if (known === undefined) {
      const heard: Heard = { fromMs: nowMs, count: 0, lastAtMs: nowMs, held: null };
      this.heard.set(kind, heard);
      return heard;
    }
    if (this.isOver(known, nowMs)) Object.assign(known, { fromMs: nowMs, count: 0 });
    return known;
  }

  /** In a flood what is too loud is heard again only once it was silent for a second. */
  private isOver({ fromMs, lastAtMs, count }: Heard, nowMs: number): boolean {
    const isLoud = this.isFlooded && count >= limits.eventsPerSecondMax;
    return nowMs - (isLoud ? lastAtMs : fromMs) >= secondMs;
  }

  private turn(nowMs: number): void {
    const { fromMs, count, loudBefore } = this.second;
    const agoMs = nowMs - fromMs;
    if (agoMs < secondMs) return;
    const isNext = agoMs < 2 * secondMs;
    const isLoud = isNext && count > limits.floodPerSecond;
    this.second = { fromMs: isNext ? fromMs + secondMs : nowMs, count: 0, loudBefore: isLoud ? loudBefore + 1 : 0 };
  }
}
