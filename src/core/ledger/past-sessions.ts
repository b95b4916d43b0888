import type { LedgerLine, LineOf } from './lines.js';
import { localDay } from './local-day.js';
import { monthFile } from './months.js';

/** A session as the ledger tells it; `closed` is null where its end is not there. */
export interface PastSession {
  readonly opened: LineOf<'opened'>;
  readonly closed: LineOf<'closed'> | null;
  readonly marks: readonly LineOf<'mark'>[];
}

/** Which sessions are meant; left out: all. `since` and `until`, both included: days of the person, `2026-11-22`. */
export interface SessionChoice {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly chair?: string | undefined;
  readonly person?: string | undefined;
  readonly program?: string | undefined;
}

/** True where a file may hold sessions of these days: a month of UTC ends up to a day before that of a person. */
export function mayHold(file: string, since: string | undefined): boolean {
  const month = monthFile(file)?.month ?? '';
  if (since === undefined) return true;
  const [year = 0, number = 1] = since.split('-').map(Number);
  const before = number === 1 ? `${year - 1}-12` : `${year}-${String(number - 1).padStart(2, '0')}`;
  return month >= before;
}

const isOf = (value: string | null, wanted: string | undefined): boolean => wanted === undefined || wanted === value;

/** True on these days. A zone's day may cost more than all the rest: it is asked for where it matters alone. */
export const isOnDays = (
  { at, tz }: LineOf<'opened'>,
  { since, until }: Pick<SessionChoice, 'since' | 'until'>,
): boolean => {
  if (since === undefined && until === undefined) return true;
  const day = localDay(at, tz);
  return (since === undefined || day >= since) && (until === undefined || day <= until);
};

const isMeant = (opened: LineOf<'opened'>, choice: SessionChoice): boolean =>
  isOf(opened.chair, choice.chair) &&
  isOf(opened.person, choice.person) &&
  isOf(opened.program, choice.program) &&
  isOnDays(opened, choice);

/** Puts the lines of one file together to sessions, in the order in which they ended. */
export class PastSessions {
  private readonly open = new Map<string, { readonly opened: LineOf<'opened'>; readonly marks: LineOf<'mark'>[] }>();

  constructor(
    private readonly choice: SessionChoice,
    private readonly take: (session: PastSession) => void,
  ) {}

  line(line: LedgerLine): void {
    if (line.kind === 'opened' && isMeant(line, this.choice)) this.open.set(line.id, { opened: line, marks: [] });
    if (line.kind === 'mark') this.open.get(line.id)?.marks.push(line);
    if (line.kind !== 'closed') return;
    const session = this.open.get(line.id);
    if (session === undefined) return;
    this.open.delete(line.id);
    this.take({ ...session, closed: line });
  }

  /** The file has no more lines: what is left is under way, or its end was lost. */
  end(): void {
    for (const session of this.open.values()) this.take({ ...session, closed: null });
    this.open.clear();
  }
}
