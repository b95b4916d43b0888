import type { DifferenceLine } from '../web/setup.js';

const contextLines = 3;
/** Beyond this, what lies between equal beginnings and ends counts as replaced. */
const cellsMax = 4_000_000;

const line = (kind: DifferenceLine['kind'], text: string): DifferenceLine => ({ kind, text });

const linesOf = (text: string): readonly string[] => (text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/));

/** Lengths of the longest common parts of what comes from each pair of lines on. */
function commonLengths(before: readonly string[], after: readonly string[]): (row: number, column: number) => number {
  const width = after.length + 1;
  const lengths = new Uint32Array((before.length + 1) * width);
  const at = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = before.length - 1; row >= 0; row -= 1) {
    for (let column = after.length - 1; column >= 0; column -= 1) {
      const isSame = before[row] === after[column];
      lengths[row * width + column] = isSame
        ? at(row + 1, column + 1) + 1
        : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  return at;
}

function between(before: readonly string[], after: readonly string[]): readonly DifferenceLine[] {
  if (before.length * after.length > cellsMax)
    return [...before.map((text) => line('removed', text)), ...after.map((text) => line('added', text))];
  const length = commonLengths(before, after);
  const lines: DifferenceLine[] = [];
  let [row, column] = [0, 0];
  while (row < before.length || column < after.length) {
    const [old, text] = [before[row], after[column]];
    if (old !== undefined && old === text) {
      lines.push(line('same', old));
      row += 1;
      column += 1;
    } else if (old !== undefined && (text === undefined || length(row + 1, column) >= length(row, column + 1))) {
      lines.push(line('removed', old));
      row += 1;
    } else if (text !== undefined) {
      lines.push(line('added', text));
      column += 1;
    }
  }
  return lines;
}

/** Leaves three lines around every change. */
function shortened(lines: readonly DifferenceLine[]): readonly DifferenceLine[] {
  const changes = lines.flatMap(({ kind }, at) => (kind === 'same' ? [] : [at]));
  const kept = new Set(
    changes.flatMap((at) => Array.from({ length: 2 * contextLines + 1 }, (_, step) => at - contextLines + step)),
  );
  if (changes.length === 0) return [];
  return lines.flatMap((each, at) => {
    if (kept.has(at)) return [each];
    return at === 0 || kept.has(at - 1) ? [line('gap', '')] : [];
  });
}

/** How two texts differ, line by line; empty where they do not. */
export function differenceOf(before: string, after: string): readonly DifferenceLine[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  const shorter = Math.min(old.length, now.length);
  let head = 0;
  while (head < shorter && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail += 1;
  return shortened([
    ...now.slice(0, head).map((text) => line('same', text)),
    ...between(old.slice(head, old.length - tail), now.slice(head, now.length - tail)),
    ...now.slice(now.length - tail).map((text) => line('same', text)),
  ]);
}
