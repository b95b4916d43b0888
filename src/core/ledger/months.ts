import { isoTime } from '../time-text.js';
import { isNote, type LedgerLine } from './lines.js';

const fileForm = /^(\d{4,6}-\d{2})(\.notes)?\.jsonl$/;

/** `2026-11` of a time in ISO 8601, as all lines have it: months are those of UTC. */
export const monthOf = (at: string): string => at.slice(0, at.indexOf('-', 1) + 3);

/** The file of a line that belongs to no session. */
export const fileOfMonth = (line: LedgerLine, month: string): string => `${month}${isNote(line) ? '.notes' : ''}.jsonl`;

/** What a file of the ledger holds; null for any other file. */
export function monthFile(name: string): { readonly month: string; readonly isNotes: boolean } | null {
  const [, month, notes] = fileForm.exec(name) ?? [];
  return month === undefined ? null : { month, isNotes: notes !== undefined };
}

/** A notes file goes when even its youngest line is older than this. */
const notesDaysMax = 400;
const dayMs = 86_400_000;

/** True where a notes file has to go. */
export function isNotesOver(name: string, wallMs: number): boolean {
  const file = monthFile(name);
  if (file?.isNotes !== true) return false;
  return file.month < monthOf(isoTime(wallMs - notesDaysMax * dayMs));
}

/** Finds the file of each line: all lines of a session stand where its `opened` stands. */
export class MonthBook {
  private readonly months = new Map<string, string>();

  /** A session that is open, from before. */
  knows(session: string, month: string): void {
    this.months.set(session, month);
  }

  /** The month of a line; of a session that is not open, the month in which the line was written. */
  place(line: LedgerLine): string {
    const own = monthOf(line.at);
    switch (line.kind) {
      case 'opened':
        this.months.set(line.id, own);
        return own;
      case 'closed': {
        const month = this.months.get(line.id) ?? own;
        this.months.delete(line.id);
        return month;
      }
      case 'mark':
        return this.months.get(line.id) ?? own;
      case 'fault':
      case 'cleared':
        return (line.session === null ? undefined : this.months.get(line.session)) ?? own;
      case 'service':
      case 'seed':
      case 'goal':
      case 'refused':
      case 'schedule':
        return own;
    }
  }
}
