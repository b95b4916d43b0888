import type { Telemetry } from '../core/protocol/messages.js';
import { secondsText, telemetryGist, telemetryWords } from './meaning.js';

/** Three periods of telemetry while a chair moves: a longer silence is worth a word. */
const silenceMs = 300;

/** A stretch in which nothing new happens: telemetry of one kind, KEEPs, renewals, repetitions. They are counted. */
export class QuietStretch {
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
