import type { FileEntry, FlightRecord } from '../core/flight/format.js';
import { decodeReport } from '../core/protocol/codec.js';
import type { Telemetry } from '../core/protocol/messages.js';
import {
  askWords,
  bareWords,
  commandWords,
  reportWords,
  secondsText,
  telemetryGist,
  telemetryWords,
} from './meaning.js';
import type { Replay } from './replay.js';
import {
  markWords,
  onlyReplayed,
  plainWords,
  ReplayVerdicts,
  type Row,
  rowsInOrder,
  type StoryOptions,
} from './rows.js';

/** What is said again so soon is counted and not told again: the chair repeats a latched fault every second. */
const againWithinMs = 1500;

/** Tells what happened when. Recorded and recomputed are kept apart: `replayed` is all that was recomputed. Pure. */
export function tellStory(record: FlightRecord, replay: Replay, options: StoryOptions): readonly Row[] {
  const teller = new Teller(replay, options);
  for (const entry of record.entries) teller.take(entry);
  const rows = teller.finish();
  return rowsInOrder(rows, onlyReplayed(replay.agreements));
}

class Teller {
  private readonly rows: Row[] = [];
  private readonly quiet = new QuietStretch();
  private readonly saidT = new Map<string, number>();
  private readonly inForce = new Map<string, string>();
  private readonly verdicts: ReplayVerdicts;

  constructor(
    private readonly replay: Replay,
    private readonly options: StoryOptions,
  ) {
    this.verdicts = new ReplayVerdicts(replay.agreements);
  }

  take(entry: FileEntry): void {
    switch (entry.kind) {
      case 'rx':
        this.received(entry.t, entry.line, entry);
        return;
      case 'tx':
        this.sent(entry.t, entry.line, entry);
        return;
      case 'checkpoint':
        this.row(entry.t, '*', `the replay begins here, with a chair that is ${entry.point.state}`);
        return;
      case 'state':
      case 'event':
        this.row(entry.t, entry.kind === 'state' ? '=' : '!', markWords(entry), this.verdicts.onEntry(entry));
        return;
      case 'command':
        this.row(entry.t, '@', commandWords(entry));
        return;
      case 'noise':
        this.row(entry.t, '<', `${entry.overflow + entry.alphabet} damaged lines within a second`);
        return;
      case 'wire':
      case 'late':
      case 'left-out':
      case 'daemon':
        this.row(entry.t, '*', plainWords(entry));
    }
  }

  finish(): readonly Row[] {
    this.endQuiet();
    return this.rows;
  }

  private received(t: number, line: string, entry: FileEntry): void {
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

  private sent(t: number, line: string, entry: FileEntry): void {
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

  private row(t: number, sign: Row['sign'], text: string, replayed: string | null = null): void {
    this.endQuiet();
    this.rows.push({ t, toT: null, sign, text, replayed });
  }

  private endQuiet(): void {
    const stretch = this.quiet.end();
    if (stretch !== null) this.rows.push({ ...stretch, sign: '~', replayed: null });
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
  end(): { readonly t: number; readonly toT: number; readonly text: string } | null {
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
