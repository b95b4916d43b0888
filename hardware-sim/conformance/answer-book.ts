import type { Report } from '../../src/core/protocol/messages.js';
import { answerHeardWithinMs } from './allowances.js';
import type { Watch } from './case.js';
import type { SentText } from './outgoing.js';

type Answer = Extract<Report, { readonly kind: 'ok' | 'error' }>;

interface Entry {
  writes: number;
  answers: number;
  /** When the last byte of the request has arrived. */
  readonly atMs: number;
}

/** Requests that are younger than this at the end may still be answered. */
const entriesMax = 70_000;

/** Every request of the kit, and whether it was answered: once, and in time. */
export class AnswerBook {
  /** Requests that were answered, and those of them that were answered too late. */
  asked = 0;
  late = 0;
  private entries = new Map<number, Entry>();
  private zeroAllowed = 0;
  private keepsAllowed = 0;

  constructor(private readonly find: (watch: Watch, text: string) => void) {}

  /** What was under way is lost; the chair may hold a half line from before. */
  noteOpened(): void {
    this.entries = new Map();
    this.zeroAllowed += 1;
  }

  noteSent(sent: SentText, arrivedByMs: number): void {
    if (sent.kind === 'damaged' || (sent.kind === 'unnumbered' && !sent.isKeep)) this.zeroAllowed += 1;
    if (sent.kind === 'unnumbered' && sent.isKeep) this.keepsAllowed += 1;
    if (sent.kind !== 'request') return;
    const entry = this.entries.get(sent.seq);
    if (entry !== undefined && entry.answers < entry.writes) entry.writes += 1;
    else this.begin(sent.seq, entry, arrivedByMs);
  }

  noteAnswer(answer: Answer, payload: string, atMs: number): void {
    if (answer.seq === 0) this.noteUnnumbered(answer, payload);
    else this.noteNumbered(this.entries.get(answer.seq), payload, atMs);
  }

  /** Counts what was never answered; once, at the end. */
  finish(watch: Watch): void {
    if (watch !== 'answer_missing') return;
    for (const [seq, entry] of this.entries) {
      if (entry.answers < entry.writes) this.find('answer_missing', `number ${seq} was not answered`);
    }
  }

  private begin(seq: number, before: Entry | undefined, arrivedByMs: number): void {
    if (before !== undefined && before.answers < before.writes) this.find('answer_missing', `number ${seq}`);
    if (this.entries.size < entriesMax) this.entries.set(seq, { writes: 1, answers: 0, atMs: arrivedByMs });
  }

  private noteUnnumbered(answer: Answer, payload: string): void {
    if (answer.kind === 'ok') this.find('answer_asked', payload);
    else if (answer.code === 'hello' && this.keepsAllowed > 0) this.keepsAllowed -= 1;
    else if (this.zeroAllowed > 0) this.zeroAllowed -= 1;
    else this.find('answer_once', payload);
  }

  private noteNumbered(entry: Entry | undefined, payload: string, atMs: number): void {
    if (entry === undefined) {
      this.find('answer_asked', payload);
      return;
    }
    this.asked += 1;
    entry.answers += 1;
    if (entry.answers > entry.writes) this.find('answer_once', payload);
    const tookMs = Math.round(atMs - entry.atMs);
    if (entry.answers !== 1 || tookMs <= answerHeardWithinMs) return;
    this.late += 1;
    this.find('answer_time', `${tookMs} ms until ${payload}`);
  }
}
