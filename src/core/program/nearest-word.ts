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

/** Letters to insert, delete or replace to get from one word to the other. */
function editDistance(from: string, to: string): number {
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...from].entries()) {
    const next = [row + 1];
    for (const [column, other] of [...to].entries()) {
      const replaced = (last[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min((last[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1, replaced));
    }
    last = next;
  }
  return last[to.length] ?? 0;
}
