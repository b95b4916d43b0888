import type { FileEntry } from '../core/flight/format.js';
import type { Agreement } from './marks.js';
import { commandWords } from './meaning.js';
import { markWords, plainWords, ReplayVerdicts, type Row } from './rows.js';

/** A stretch in which nothing new happens, in words. */
export interface QuietText {
  readonly t: number;
  readonly toT: number;
  readonly text: string;
}

/** Tells the entries of a record one after another. What a line means is for each kind of chair to say; the rest is the same for all. */
export abstract class Teller {
  private readonly rows: Row[] = [];
  private readonly verdicts: ReplayVerdicts;

  protected constructor(agreements: readonly Agreement[]) {
    this.verdicts = new ReplayVerdicts(agreements);
  }

  protected abstract received(entry: Extract<FileEntry, { readonly kind: 'rx' }>): void;
  protected abstract sent(entry: Extract<FileEntry, { readonly kind: 'tx' }>): void;
  /** A replay can begin here. */
  protected abstract canBegin(entry: Extract<FileEntry, { readonly kind: 'checkpoint' }>): boolean;
  /** The line was opened, or lost: what was shown on it counts no more. */
  protected abstract forget(): void;
  /** The stretch that has just ended, or null where there was none; another begins. */
  protected abstract endStretch(): QuietText | null;

  take(entry: FileEntry): void {
    switch (entry.kind) {
      case 'rx':
        this.received(entry);
        return;
      case 'tx':
        this.sent(entry);
        return;
      case 'checkpoint':
        if (this.canBegin(entry))
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
        this.forget();
        this.row(entry.t, '*', plainWords(entry));
        return;
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

  protected row(t: number, sign: Row['sign'], text: string, replayed: string | null = null): void {
    this.endQuiet();
    this.rows.push({ t, toT: null, sign, text, replayed });
  }

  protected endQuiet(): void {
    const stretch = this.endStretch();
    if (stretch !== null) this.rows.push({ ...stretch, sign: '~', replayed: null });
  }
}
