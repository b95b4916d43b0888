import type { ChairState } from '../status.js';
import { silenceOf } from '../web/patience.js';
import type { SentOutcome } from './asked.js';
import { chairLines, eventLines, type ShownChair } from './chair-lines.js';
import { emptyLine, fitLine, piece, type ScreenLine, type ScreenSize } from './line.js';
import { listLines, pageSize } from './list-lines.js';
import { wrapText } from './text.js';
import type { WatchView } from './view.js';

/** All that a screen is drawn from. */
export interface ShownWatch {
  readonly ids: readonly string[];
  readonly view: WatchView;
  readonly isArmed: boolean;
  readonly shown: (id: string) => ShownChair | null;
  /** What became of the last command. */
  readonly outcome: SentOutcome | null;
  /** How long the broker has been away, ms, and why; null while it is there. */
  readonly brokerAway: { readonly sinceMs: number; readonly reason: string } | null;
  readonly troubles: number;
  /** There are more chairs than are kept. */
  readonly isFull: boolean;
}

const pauseKeys: Readonly<Partial<Record<ChairState, string>>> = {
  starting: 'p pause',
  running: 'p pause',
  paused: 'p go on',
};

function keyWords({ view, ids, shown }: ShownWatch, columns: number): string {
  const chair = view.marked === null ? null : shown(view.marked);
  const state = chair?.chair.status?.state;
  const pause = state === undefined ? undefined : pauseKeys[state];
  const whole = ids.length < 2 ? [] : isChairShown({ view, ids }) ? ['Esc all chairs'] : ['j/k choose', 'Enter show'];
  const words = [
    's stop',
    'ee emergency stop',
    ...(pause === undefined ? [] : [pause]),
    ...(state === 'running' ? ['n next part'] : []),
    ...whole,
    '? help',
    'q quit',
  ];
  const line = words.join('  ');
  return line.length <= columns ? line : 's stop  ee emergency  ? help  q quit';
}

const help: readonly string[] = [
  's         stop; the stop is verified and said',
  'e, e      emergency stop: twice within 2 s',
  'p         pause, go on',
  'n         the next part of the program',
  'j k ↑ ↓   another chair',
  'PgUp PgDn a page of chairs',
  'Enter Esc one chair, all chairs',
  '?         this help, on and off',
  'q Ctrl-C  end: the chair goes on',
  'Nothing is started from here:',
  'chair2mqtt send CHAIR start PROGRAM',
];

/** What a key has just done, or why it did nothing; the chair that is meant is named where others are shown. */
function noteLines(shown: ShownWatch, columns: number): readonly ScreenLine[] {
  const { view, isArmed, outcome } = shown;
  const { marked } = view;
  const said: SentOutcome | null = isArmed
    ? { text: `Press e again within 2 s for an emergency stop of ${marked ?? ''}.`, tone: 'bad' }
    : view.note === null
      ? outcome
      : { text: view.note, tone: 'doubtful' };
  if (said === null) return [];
  return wrapText(said.text, columns).map((text) => [piece(text, said.tone)]);
}

function brokerLines({ brokerAway }: ShownWatch, columns: number): readonly ScreenLine[] {
  if (brokerAway === null || !silenceOf(brokerAway.sinceMs).isStale) return [];
  return wrapText(`No broker: ${brokerAway.reason}`, columns).map((text) => [piece(text, 'bad')]);
}

export const isChairShown = ({ view, ids }: Pick<ShownWatch, 'view' | 'ids'>): boolean =>
  view.marked !== null && (view.isOpen || ids.length === 1);

function bodyLines(watch: ShownWatch, size: ScreenSize): readonly ScreenLine[] {
  const { ids, view, shown, troubles, isFull } = watch;
  if (view.isHelpShown) return help.map((text) => [piece(text)]);
  if (view.marked === null) return [[piece('No chair has been heard of yet.', 'faint')]];
  if (!isChairShown(watch)) return listLines(ids, view.marked, size.rows, { shown, troubles, isFull });
  const chair = shown(view.marked);
  if (chair === null) return [[piece(`The broker knows nothing of ${view.marked} yet.`, 'faint')]];
  const lines = chairLines(chair, size);
  const left = size.rows - lines.length - 1;
  return left < 1 ? lines : [...lines, emptyLine, ...eventLines(chair, left)];
}

/** How many chairs a page has on this screen. */
export const pageOn = (watch: ShownWatch, { columns, rows }: ScreenSize): number =>
  pageSize(rows - footLines(watch, columns).length);

const footLines = (watch: ShownWatch, columns: number): readonly ScreenLine[] => [
  ...noteLines(watch, columns),
  [piece(keyWords(watch, columns), 'faint')],
];

/** The whole screen: exactly so many lines, none of them wider than it. */
export function screenLines(watch: ShownWatch, { columns, rows }: ScreenSize): readonly ScreenLine[] {
  const foot = footLines(watch, columns).slice(-rows);
  const room = rows - foot.length;
  const away = brokerLines(watch, columns).slice(0, room);
  const body = bodyLines(watch, { columns, rows: room - away.length });
  const top = [...away, ...body].slice(0, room);
  const air = Array.from({ length: room - top.length }, () => emptyLine);
  return [...top, ...air, ...foot].map((line) => fitLine(line, columns));
}
