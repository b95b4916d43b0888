import type { FileEntry } from '../core/flight/format.js';
import { decodeOrder, encodeReport } from '../core/protocol/codec.js';
import type { Order, Report } from '../core/protocol/messages.js';
import type { OpenWire, Wire, WireEvents } from '../ports.js';
import { type Ask, type Asks, requestKey, requestPayload } from './asks.js';
import type { ReplayClock } from './replay-clock.js';

/** A replayed request and the recorded one that it stands for may be so far apart. */
const apartMsMax = 1000;
/** Of noise that comes in one go, no more is counted. */
const noiseMax = 1000;

/** Answers a request in place of the record, while there is none; null: it stays unanswered. */
export type StandIn = (order: Order) => readonly string[] | null;

/** A request that the replayed chair made and the record does not have. */
export interface ExtraAsk {
  readonly t: number;
  readonly payload: string;
}

interface Line {
  readonly events: WireEvents;
  isOpen: boolean;
  isEnded: boolean;
}

/** The line of a record: what came from the chair comes again, what the replayed machine writes goes nowhere. Its requests are
 *  matched to the recorded ones, and get the recorded answers under their own numbers. */
export class RecordedWire {
  extra: readonly ExtraAsk[] = [];
  /** While this is set, nothing is matched. */
  standIn: StandIn | null = null;
  /** Recorded requests that were made again, with what was asked this time. */
  readonly matched = new Map<Ask, string>();
  private line: Line | null = null;
  private isPlugged = false;
  private readonly numbers = new Map<Ask, number>();
  private lastWritten = '';

  constructor(
    private readonly clock: ReplayClock,
    private readonly asks: Asks,
  ) {}

  readonly open: OpenWire = (events) => {
    const line: Line = { events, isOpen: false, isEnded: false };
    this.line = line;
    const wire: Wire = {
      write: (text) => {
        if (line.isOpen && !line.isEnded) this.written(text);
      },
      close: async () => {
        line.isEnded = true;
      },
    };
    if (this.isPlugged) this.clock.after(1, () => this.opened(line));
    return wire;
  };

  /** The recorded connection came into being. */
  plug(): void {
    if (this.line?.isOpen === true && !this.line.isEnded) this.unplug('the record opens a new connection here');
    this.isPlugged = true;
    if (this.line !== null) this.opened(this.line);
  }

  unplug(reason: string): void {
    this.isPlugged = false;
    const { line } = this;
    if (line === null || line.isEnded) return;
    line.isEnded = true;
    line.events.onClosed(reason);
  }

  /** Our side of the record gave the connection up; whether the replayed machine does is for it to say. */
  dropped(): void {
    this.isPlugged = false;
  }

  received(entry: Extract<FileEntry, { readonly kind: 'rx' }>): void {
    const ask = this.asks.answerTo.get(entry);
    if (ask === undefined) {
      if (!this.isUnknownAnswer(entry)) this.say(entry.line);
      return;
    }
    const seq = this.numbers.get(ask);
    if (seq !== undefined && ask.answer !== null) this.report({ ...ask.answer, seq });
  }

  noise({ overflow, alphabet }: Extract<FileEntry, { readonly kind: 'noise' }>): void {
    for (let count = 0; count < Math.min(noiseMax, overflow); count += 1) this.line?.events.onNoise('overflow');
    for (let count = 0; count < Math.min(noiseMax, alphabet); count += 1) this.line?.events.onNoise('alphabet');
  }

  /** What was asked so far was asked before anybody judged it. */
  forgetExtra(): void {
    this.extra = [];
  }

  report(report: Report): void {
    this.say(encodeReport(report).trimEnd());
  }

  private say(text: string): void {
    if (this.line?.isOpen === true && !this.line.isEnded) this.line.events.onLine(text);
  }

  /** Answers to what was asked before the record began. */
  private isUnknownAnswer(entry: Extract<FileEntry, { readonly kind: 'rx' }>): boolean {
    return /^[1-9]\d* (OK|ERR)/.test(entry.line) && !this.asks.strays.has(entry);
  }

  private opened(line: Line): void {
    if (line.isEnded || line.isOpen) return;
    line.isOpen = true;
    line.events.onOpened();
  }

  private written(text: string): void {
    const order = decodeOrder(text.trimEnd());
    if ('kind' in order) this.lastWritten = '';
    else if (order.seq !== 0 && text !== this.lastWritten) {
      this.lastWritten = text;
      if (this.standIn !== null) this.answer(order.seq, this.standIn(order));
      else this.match(order, requestPayload(text));
    }
  }

  private match({ seq, request }: Order, payload: string): void {
    const { now } = this.clock;
    const ask = (this.asks.byKey.get(requestKey(request)) ?? [])
      .filter((each) => !this.numbers.has(each) && each.t - apartMsMax <= now && now <= each.lastT + apartMsMax)
      .sort((one, other) => Math.abs(one.t - now) - Math.abs(other.t - now))[0];
    if (ask === undefined) {
      // The one before the record began; what it asked for is in the record.
      if (request.verb !== 'STATUS') this.extra = [...this.extra, { t: now, payload }];
      if (request.verb !== 'HELLO') this.answer(seq, []);
      return;
    }
    this.numbers.set(ask, seq);
    this.matched.set(ask, payload);
    const { answer, answeredT } = ask;
    if (answer === null || answeredT === null || answeredT > now) return;
    this.clock.after(1, () => this.report({ ...answer, seq }));
  }

  private answer(seq: number, args: readonly string[] | null): void {
    if (args !== null) this.clock.after(1, () => this.report({ kind: 'ok', seq, args }));
  }
}
