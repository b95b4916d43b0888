import type { FileEntry } from '../core/flight/format.js';
import { decodeOrder, encodeReport } from '../core/protocol/codec.js';
import type { Order, Report } from '../core/protocol/messages.js';
import { type Ask, type Asks, requestKey, requestPayload } from './asks.js';
import { RecordedLine } from './recorded-line.js';
import type { ReplayClock } from './replay-clock.js';

/** A replayed request and the recorded one that it stands for may be so far apart. */
const apartMsMax = 1000;

/** Answers a request in place of the record, while there is none; null: it stays unanswered. */
export type StandIn = (order: Order) => readonly string[] | null;

/** A request that the replayed chair made and the record does not have. */
export interface ExtraAsk {
  readonly t: number;
  readonly payload: string;
}

/** The line of a record: what came from the chair comes again, what the replayed machine writes goes nowhere. Its requests are
 *  matched to the recorded ones, and get the recorded answers under their own numbers. */
export class RecordedWire extends RecordedLine {
  extra: readonly ExtraAsk[] = [];
  /** While this is set, nothing is matched. */
  standIn: StandIn | null = null;
  /** Recorded requests that were made again, with what was asked this time. */
  readonly matched = new Map<Ask, string>();
  private readonly numbers = new Map<Ask, number>();
  private lastWritten = '';

  constructor(
    clock: ReplayClock,
    private readonly asks: Asks,
  ) {
    super(clock);
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

  /** What was asked so far was asked before anybody judged it. */
  forgetExtra(): void {
    this.extra = [];
  }

  report(report: Report): void {
    this.say(encodeReport(report).trimEnd());
  }

  private say(text: string): void {
    this.listener?.onLine(text);
  }

  /** Answers to what was asked before the record began. */
  private isUnknownAnswer(entry: Extract<FileEntry, { readonly kind: 'rx' }>): boolean {
    return /^[1-9]\d* (OK|ERR)/.test(entry.line) && !this.asks.strays.has(entry);
  }

  protected override written(text: string): void {
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
