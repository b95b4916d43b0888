import type { FileEntry } from '../core/flight/format.js';
import { decodeOrder, decodeReport } from '../core/protocol/codec.js';
import type { ChairAnswer } from '../core/protocol/exchange.js';
import type { Request } from '../core/protocol/messages.js';

/** A request of the record with every time it was sent, and its answer where one came. */
export interface Ask {
  readonly request: Request;
  readonly payload: string;
  readonly t: number;
  lastT: number;
  tries: number;
  answer: ChairAnswer | null;
  answeredT: number | null;
}

/** What each line of the record is to the exchange; lines that are none of these are not in it. */
export interface Asks {
  readonly all: readonly Ask[];
  readonly byKey: ReadonlyMap<string, readonly Ask[]>;
  readonly sentBy: ReadonlyMap<FileEntry, Ask>;
  readonly answerTo: ReadonlyMap<FileEntry, Ask>;
  /** Answers to what nobody asked. */
  readonly strays: ReadonlySet<FileEntry>;
}

type Line = Extract<FileEntry, { readonly line: string }>;

/** What two requests have in common that mean the same: their numbers may differ. */
export function requestKey(request: Request): string {
  if (request.verb === 'SET' || request.verb === 'CAPS') return `${request.verb} ${request.zone}`;
  return request.verb === 'RESET' ? `RESET ${request.cause}` : request.verb;
}

/** The request without number and check. */
export const requestPayload = (line: string): string => line.replace(/^\d+ /, '').replace(/\*[0-9A-F]{4}\n?$/, '');

/** Finds requests and their answers in a record. Pure, total. */
export function findAsks(entries: readonly FileEntry[]): Asks {
  const finder = new Finder();
  for (const entry of entries) {
    if (entry.kind === 'tx') finder.sent(entry);
    else if (entry.kind === 'rx') finder.received(entry);
  }
  return finder;
}

class Finder implements Asks {
  readonly all: Ask[] = [];
  readonly byKey = new Map<string, Ask[]>();
  readonly sentBy = new Map<FileEntry, Ask>();
  readonly answerTo = new Map<FileEntry, Ask>();
  readonly strays = new Set<FileEntry>();
  private readonly bySeq = new Map<number, Ask>();
  private lastSeq: number | null = null;
  private lastLine = '';

  sent(entry: Line): void {
    const order = decodeOrder(entry.line);
    if ('kind' in order) this.lastLine = '';
    if ('kind' in order || order.seq === 0) return;
    const known = this.bySeq.get(order.seq);
    const isAgain = known !== undefined && known.answer === null && entry.line === this.lastLine;
    const ask = isAgain ? known : this.begin(entry, order.seq, order.request);
    ask.lastT = entry.t;
    ask.tries += 1;
    this.sentBy.set(entry, ask);
    this.lastLine = entry.line;
  }

  received(entry: Line): void {
    const report = decodeReport(entry.line);
    if ((report.kind !== 'ok' && report.kind !== 'error') || report.seq === 0) return;
    const ask = this.bySeq.get(report.seq);
    if (ask === undefined) {
      if (this.lastSeq !== null && report.seq > this.lastSeq) this.strays.add(entry);
      return;
    }
    this.answerTo.set(entry, ask);
    ask.answer ??= report;
    ask.answeredT ??= entry.t;
  }

  private begin(entry: Line, seq: number, request: Request): Ask {
    if (request.verb === 'HELLO') this.bySeq.clear();
    const ask: Ask = {
      ...{ request, payload: requestPayload(entry.line), t: entry.t },
      ...{ lastT: entry.t, tries: 0, answer: null, answeredT: null },
    };
    this.all.push(ask);
    const key = requestKey(request);
    const alike = this.byKey.get(key);
    if (alike === undefined) this.byKey.set(key, [ask]);
    else alike.push(ask);
    this.bySeq.set(seq, ask);
    this.lastSeq = seq;
    return ask;
  }
}
