/** The known word that `word` was probably meant to be, or null where none is near: short words may differ by one or two
 *  letters, long ones by three. */
export function nearestWord(word: string, known: readonly string[]): string | null {
  const typed = word.toLowerCase().slice(0, 64);
  let best: string | null = null;
  let bestDistance = (typed.length < 3 ? 1 : Math.min(3, Math.max(2, Math.floor(typed.length / 3)))) + 1;
  for (const candidate of known) {
    const distance = editDistance(typed, candidate);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** Letters to insert, delete, replace or swap with their neighbour to get from one word to the other. */
function editDistance(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= from.length; row += 1) {
    const next = [row];
    rows.push(next);
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = at(row - 1, column - 1) + (from[row - 1] === to[column - 1] ? 0 : 1);
      const isSwap = row > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const swapped = isSwap ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY;
      next.push(Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, replaced, swapped));
    }
  }
  return at(from.length, to.length);
}

/** A question after the word that was probably meant, or `otherwise`. */
export function hintFor(word: string, known: readonly string[], otherwise: string): string {
  const nearest = nearestWord(word, known);
  return nearest === null ? otherwise : `did you mean '${nearest}'?`;
}
