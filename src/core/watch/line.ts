import { columnsOf, cutText, shownText } from './text.js';

/** How a piece of a line looks where the terminal has colours; without them the words alone say it. */
export type Tone = 'plain' | 'strong' | 'faint' | 'bar' | 'good' | 'doubtful' | 'bad';

export interface Piece {
  readonly text: string;
  readonly tone: Tone;
}

/** One line of the screen. */
export type ScreenLine = readonly Piece[];

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

export const piece = (text: string, tone: Tone = 'plain'): Piece => ({ text, tone });

export const emptyLine: ScreenLine = [];

/** The line as it fits: nothing in it commands the terminal, and it ends before the edge. */
export function fitLine(line: ScreenLine, columns: number): ScreenLine {
  const fitted: Piece[] = [];
  let left = columns;
  for (const { text, tone } of line) {
    if (left <= 0) break;
    const shown = cutText(shownText(text), left);
    if (shown === '') continue;
    fitted.push({ text: shown, tone });
    left -= columnsOf(shown);
  }
  return fitted;
}

/** Two ends of a line, the left one cut where there is no room for both. */
export function spreadLine(left: ScreenLine, right: Piece, columns: number): ScreenLine {
  const room = columns - columnsOf(right.text) - 1;
  if (room < 8) return fitLine(left, columns);
  const fitted = fitLine(left, room);
  const used = fitted.reduce((sum, { text }) => sum + columnsOf(text), 0);
  return [...fitted, piece(' '.repeat(room - used + 1)), right];
}

export const plainText = (line: ScreenLine): string =>
  line
    .map(({ text }) => text)
    .join('')
    .trimEnd();
