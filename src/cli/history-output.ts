import { csvHead, csvRow } from '../core/ledger/csv.js';
import { localTime } from '../core/ledger/local-day.js';
import type { PastSession } from '../core/ledger/past-sessions.js';
import type { SessionSums } from '../core/ledger/session-sums.js';
import { counted, withoutControls } from './process-edge.js';

/** How sessions are written, one after the other. */
export interface SessionWriter {
  readonly head: string;
  row(session: PastSession, isFirst: boolean): string;
  readonly foot: string;
}

const showMinutes = (seconds: number): string => `${(seconds / 60).toFixed(1)} min`;

function line({ opened, closed }: PastSession): string {
  const cells = [
    localTime(opened.at, opened.tz).slice(0, 16).padEnd(16),
    opened.chair.padEnd(16),
    opened.program.padEnd(20),
    (opened.person ?? '').padEnd(10),
    (closed === null ? '' : showMinutes(closed.elapsed_s)).padStart(8),
    closed?.ended_by ?? 'no end',
  ];
  return `${withoutControls(cells.join('  '))}\n`;
}

export const plainSessions: SessionWriter = { head: '', row: line, foot: '' };

export const csvSessions: SessionWriter = { head: csvHead(), row: csvRow, foot: '' };

/** One list, whose entries come as they are read. */
export const jsonSessions: SessionWriter = {
  head: '[\n',
  row: ({ opened, closed, marks }, isFirst) => {
    const { kind: _kind, v: _version, ...began } = opened;
    const { kind: _closed, id: _id, at = null, ...ended } = closed ?? {};
    return `${isFirst ? '' : ',\n'}${JSON.stringify({ ...began, ended_at: at, ...ended, marks: marks.map(({ at_s, zone, what }) => ({ at_s, zone, what })) })}`;
  },
  foot: '\n]\n',
};

/** What sessions come to, for people. */
export function sumsText({ sessions, minutes, hours, endings, ...lists }: SessionSums): string {
  const byZone = Object.entries(hours.zones).map(([zone, own]) => `${zone} ${own} h`);
  const motors = [`motors ${hours.motor_h} h`, ...byZone].join(', ');
  const tables = Object.entries(lists).flatMap(([title, sums]) => [
    '',
    title,
    ...Object.entries(sums).map(
      ([name, sum]) => `  ${name.padEnd(24)} ${counted(sum.sessions, 'session')}, ${sum.minutes} min`,
    ),
  ]);
  const ends = Object.entries(endings).map(([ending, count]) => `  ${ending.padEnd(24)} ${count}`);
  const head = `${counted(sessions, 'session')}, ${minutes} min; ${motors}`;
  return `${[head, ...tables, '', 'endings', ...ends].map(withoutControls).join('\n')}\n`;
}
