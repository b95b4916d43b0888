import type { FileEntry, FlightRecord } from '../core/flight/format.js';
import { decodeReport } from '../core/protocol/codec.js';
import type { Telemetry } from '../core/protocol/messages.js';
import { askWords, bareWords, reportWords, secondsText, telemetryGist, telemetryWords } from './meaning.js';
import type { Replay } from './replay.js';
import { onlyReplayed, type Row, rowsInOrder, type StoryOptions } from './rows.js';
import { type QuietText, Teller } from './teller.js';

/** What is said again so soon is counted and not told again: the chair repeats a latched fault every second. */
const againWithinMs = 1500;

/** Tells what happened when. Recorded and recomputed are kept apart: `replayed` is all that was recomputed. Pure. */
export function tellStory(record: FlightRecord, replay: Replay, options: StoryOptions): readonly Row[] {
  const teller = new ClpTeller(replay, options);
  for (const entry of record.entries) teller.take(entry);
  const rows = teller.finish();
  return rowsInOrder(rows, onlyReplayed(replay.agreements));
}

class ClpTeller extends Teller {
  private readonly quiet = new QuietStretch();
  private readonly saidT = new Map<string, number>();
  private readonly inForce = new Map<string, string>();

  constructor(
    private readonly replay: Replay,
    private readonly options: StoryOptions,
  ) {
    super(replay.agreements);
  }

  protected canBegin(): boolean {
    return true;
  }

  protected forget(): void {
    // What a line of the protocol says it says by itself.
  }

  protected endStretch(): QuietText | null {
    return this.quiet.end();
  }

  protected received(entry: Extract<FileEntry, { readonly kind: 'rx' }>): void {
    const { t, line } = entry;
    const isAnswer = this.replay.asks.answerTo.has(entry);
    if (this.options.isWhole) {
      this.row(t, '<', isAnswer ? line : `${line}  ${reportWords(line)}`);
      return;
    }
    if (isAnswer) return;
    const report = decodeReport(line);
    if (report.kind === 'telemetry') {
      if (!this.quiet.fits(report.telemetry)) this.endQuiet();
      this.quiet.telemetry(t, report.telemetry);
      return;
    }
    const words =
      report.kind === 'malformed' ? reportWords(line) : `${line.replace(/\*....$/, '')}  ${reportWords(line)}`;
    const name = report.kind === 'malformed' ? 'damaged line' : line.split(' ').slice(0, 3).join(' ');
    this.tellOnce(t, '<', name, report.kind === 'malformed' ? `${line}  ${words}` : words);
  }

  protected sent(entry: Extract<FileEntry, { readonly kind: 'tx' }>): void {
    const { t, line } = entry;
    const ask = this.replay.asks.sentBy.get(entry);
    const isKeep = ask === undefined && line.startsWith('0 KEEP');
    if (this.options.isWhole) {
      this.row(t, '>', ask === undefined && !isKeep ? bareWords(line) : line);
      return;
    }
    if (isKeep) this.quiet.count(t, 'KEEP');
    else if (ask === undefined) this.tellOnce(t, '>', bareWords(line).split(' (')[0] ?? line, bareWords(line));
    else if (ask.t === t || ask.tries === 0) this.asked(t, ask);
  }

  private asked(t: number, ask: Parameters<typeof askWords>[0]): void {
    const { request, payload, answer, tries } = ask;
    const isPlain = answer?.kind === 'ok' && tries === 1;
    if (request.verb === 'SET' && isPlain && this.inForce.get(request.zone) === payload) {
      this.quiet.count(t, `SET ${request.zone} renewed`);
      return;
    }
    if (request.verb === 'SET') this.inForce.set(request.zone, payload);
    else if (request.verb !== 'RESET' && request.verb !== 'CAPS') this.inForce.clear();
    const isStop = request.verb === 'STOP' || request.verb === 'ESTOP';
    if (isStop && isPlain) this.tellOnce(t, '>', payload, askWords(ask));
    else this.row(t, '>', askWords(ask));
  }

  private tellOnce(t: number, sign: Row['sign'], name: string, text: string): void {
    const saidT = this.saidT.get(name);
    this.saidT.set(name, t);
    if (saidT !== undefined && t - saidT <= againWithinMs) this.quiet.count(t, `${name} again`);
    else this.row(t, sign, text);
  }
}

/** Three periods of telemetry while a chair moves: a longer silence is worth a word. */
const silenceMs = 300;

/** A stretch in which nothing new happens: telemetry of one kind, KEEPs, renewals, repetitions. They are counted. */
class QuietStretch {
  private fromT: number | null = null;
  private toT = 0;
  private seenT = 0;
  private first: Telemetry | null = null;
  private last: Telemetry | null = null;
  private readonly counts = new Map<string, number>();

  /** True where the T line is of the same kind as those before. */
  fits(telemetry: Telemetry): boolean {
    return this.last === null || telemetryGist(this.last) === telemetryGist(telemetry);
  }

  telemetry(t: number, telemetry: Telemetry): void {
    this.first ??= telemetry;
    this.last = telemetry;
    this.seenT = t;
    this.count(t, 'T');
  }

  count(t: number, name: string): void {
    this.fromT ??= t;
    this.toT = t;
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  /** The stretch in words, or null where there was none; another begins. */
  end(): QuietText | null {
    const { fromT, toT, first, last } = this;
    if (fromT === null) return null;
    const counted = [...this.counts].map(([name, count]) => `${count} ${name}`).join(', ');
    const seen = first === null || last === null ? '' : `: ${telemetryWords(first, last)}`;
    const isSilent = last !== null && toT - this.seenT > silenceMs;
    const silent = isSilent ? `; the last T at ${secondsText(this.seenT)}` : '';
    this.fromT = null;
    this.first = null;
    this.last = null;
    this.counts.clear();
    return { t: fromT, toT, text: `${counted}${seen}${silent}` };
  }
}
