import { zones } from '../zones.js';
import type { ZoneDeeds } from './lines.js';
import { localTime } from './local-day.js';
import type { PastSession } from './past-sessions.js';

type Cell = string | number | null;

/** A table's program would take such a text for a formula, also after blanks. */
const formula = /^\s*[=+\-@\t\r]/;

const textCell = (text: string): string => `"${(formula.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

function cellText(cell: Cell): string {
  if (cell === null) return '';
  return typeof cell === 'number' ? String(cell) : textCell(cell);
}

/** A row by RFC 4180. */
const rowText = (cells: readonly Cell[]): string => `${cells.map(cellText).join(',')}\r\n`;

const deedKeys = ['on_s', 'starts', 'level_mean', 'peak_c', 'ma_mean'] as const satisfies readonly (keyof ZoneDeeds)[];

/** The columns of a table of sessions, and what stands in each. */
const columns: readonly (readonly [string, (session: PastSession) => Cell])[] = [
  ['started_utc', ({ opened }) => opened.at],
  ['started_local', ({ opened }) => localTime(opened.at, opened.tz)],
  ['time_zone', ({ opened }) => opened.tz],
  ['clock_was_set', ({ opened }) => (opened.wall_ok ? 'yes' : 'no')],
  ['id', ({ opened }) => opened.id],
  ['chair', ({ opened }) => opened.chair],
  ['serial', ({ opened }) => opened.serial],
  ['program', ({ opened }) => opened.program],
  ['name', ({ opened }) => opened.name],
  ['version', ({ opened }) => opened.hash],
  ['source', ({ opened }) => opened.source],
  ['person', ({ opened }) => opened.person],
  ['schedule', ({ opened }) => opened.schedule],
  ['trial', ({ opened }) => (opened.trial ? 'yes' : 'no')],
  ['planned_s', ({ opened }) => opened.planned_s],
  ['intensity', ({ opened }) => opened.intensity],
  ['ended_utc', ({ closed }) => closed?.at ?? null],
  ['ended_local', ({ opened, closed }) => (closed === null ? null : localTime(closed.at, opened.tz))],
  ['ended_by', ({ closed }) => closed?.ended_by ?? null],
  ['elapsed_s', ({ closed }) => closed?.elapsed_s ?? null],
  ['paused_s', ({ closed }) => closed?.paused_s ?? null],
  ['intensity_mean', ({ closed }) => closed?.intensity_mean ?? null],
  ['phases_done', ({ closed }) => closed?.phases_done ?? null],
  ['skips', ({ closed }) => closed?.skips ?? null],
  ['derated_s', ({ closed }) => closed?.derated_s ?? null],
  ['motor_s', ({ closed }) => closed?.motor_s ?? null],
  ...zones.flatMap((zone) =>
    deedKeys.map((key) => [`${zone}_${key}`, ({ closed }: PastSession) => closed?.zones[zone]?.[key] ?? null] as const),
  ),
];

export const csvHead = (): string => rowText(columns.map(([name]) => name));

export const csvRow = (session: PastSession): string => rowText(columns.map(([, cellOf]) => cellOf(session)));
