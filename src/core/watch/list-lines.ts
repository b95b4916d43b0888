import { latchedStates, type Status } from '../status.js';
import { clockOf } from '../words/codes.js';
import { englishCodes } from '../words/english-codes.js';
import { englishFace } from '../words/english-face.js';
import { type ShownChair, toneOf } from './chair-lines.js';
import { piece, type ScreenLine } from './line.js';
import { columnsOf, columnText } from './text.js';
import { positionS } from './watched-chair.js';

const idColumnsMax = 24;
const stateColumns = 16;

function doing({ chair, moment }: ShownChair, { duration_s, program, fault }: Status): string {
  if (moment.isStale) return englishFace.offlineFor(moment.silentS);
  if (fault !== null) return englishCodes.faults[fault.code].what;
  const atS = positionS(chair, moment);
  if (program === null || atS === null || duration_s === null) return '';
  return `${clockOf((duration_s - Math.floor(atS)) * 1000)} left, ${program}`;
}

function chairRow(shown: ShownChair, isMarked: boolean, idColumns: number): ScreenLine {
  const { chair, moment } = shown;
  const { id, status } = chair;
  const mark = piece(isMarked ? '> ' : '  ', 'strong');
  const name = piece(columnText(id, idColumns), isMarked ? 'strong' : 'plain');
  if (status === null) return [mark, name];
  const state = columnText(englishCodes.states[status.state], stateColumns);
  return [
    mark,
    name,
    piece(`  ${state}`, moment.isStale ? 'faint' : toneOf(status.state)),
    piece(` ${doing(shown, status)}`, moment.isStale ? 'faint' : 'plain'),
  ];
}

/** How many chairs a page of so many rows has: one row is the heading. */
export const pageSize = (rows: number): number => Math.max(1, rows - 1);

/** The page with the marked chair. `shown` is asked only for the chairs of that page. */
export function listLines(
  ids: readonly string[],
  marked: string | null,
  rows: number,
  {
    shown,
    troubles,
    isFull,
  }: { readonly shown: (id: string) => ShownChair | null; readonly troubles: number; readonly isFull: boolean },
): readonly ScreenLine[] {
  const size = pageSize(rows);
  const page = Math.floor(Math.max(0, ids.indexOf(marked ?? '')) / size);
  const pages = Math.max(1, Math.ceil(ids.length / size));
  const onPage = ids.slice(page * size, (page + 1) * size);
  const idColumns = Math.min(idColumnsMax, Math.max(6, ...onPage.map(columnsOf)));
  const heading: ScreenLine = [
    piece(`${ids.length}${isFull ? ' and more' : ''} chairs`, 'strong'),
    piece(troubles === 0 ? '' : `  ${troubles} need${troubles === 1 ? 's' : ''} attention`, 'bad'),
    piece(pages === 1 ? '' : `  page ${page + 1} of ${pages}`, 'faint'),
  ];
  return [
    heading,
    ...onPage.flatMap((id) => {
      const each = shown(id);
      return each === null ? [] : [chairRow(each, id === marked, idColumns)];
    }),
  ];
}

/** Whether somebody has to see to it. */
export const needsSomebody = (status: Status | null): boolean =>
  status !== null && latchedStates.some((latched) => latched === status.state);
