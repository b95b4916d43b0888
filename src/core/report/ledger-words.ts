import type { LedgerLine, LineOf } from '../ledger/lines.js';

const seconds = (amount: number): string => `${Math.round(amount)} s`;

function beginning({ chair, id, program, person, source, planned_s, intensity, trial }: LineOf<'opened'>): string {
  const who = person === null ? '' : ` for ${person}`;
  const how = `by ${source}, ${seconds(planned_s)} at ${intensity}${trial ? ', a trial' : ''}`;
  return `${chair}: session ${id} began: ${program}${who}, ${how}`;
}

function fault({ kind, chair, code, zone, message, session }: LineOf<'fault' | 'cleared'>): string {
  const place = zone === null ? '' : ` at ${zone}`;
  const during = session === null ? '' : `, session ${session}`;
  return `${chair}: ${kind === 'fault' ? 'FAULT' : 'cleared'} ${code}${place}: ${message}${during}`;
}

const said = (line: LedgerLine): string | null => {
  switch (line.kind) {
    case 'opened':
      return beginning(line);
    case 'closed':
      return `session ${line.id} ended: ${line.ended_by} after ${seconds(line.elapsed_s)}`;
    case 'fault':
    case 'cleared':
      return fault(line);
    case 'refused': {
      const more = line.more === 0 ? '' : `, and ${line.more} more before`;
      return `${line.chair}: refused ${line.command ?? 'a command'}: ${line.code}${more}`;
    }
    case 'schedule':
      return `${line.chair}: schedule ${line.schedule}: ${line.outcome}${line.code === null ? '' : ` ${line.code}`}`;
    case 'mark':
    case 'service':
    case 'seed':
    case 'goal':
      return null;
  }
};

/** What a line of the ledger tells of what went right or wrong; null for what people have thought, written and wished. */
export function ledgerWords(line: LedgerLine): string | null {
  const words = said(line);
  return words === null ? null : `${line.at}  ${words}`;
}

/** The people whom a line names. */
export const peopleOfLine = (line: LedgerLine): readonly string[] =>
  line.kind === 'opened' || line.kind === 'goal' ? [line.person].filter((person) => person !== null) : [];
