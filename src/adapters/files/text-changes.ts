/** One place of a text that is written anew; where `from` is `to`, something is put in. */
export interface TextChange {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The text from `start` to `end` with the changes that are all within. At one place they keep their order. Null: two of them are about
 *  the same place. */
export function withTextChanges(
  text: string,
  changes: readonly TextChange[],
  start = 0,
  end = text.length,
): string | null {
  const sorted = changes
    .map((change, index) => ({ ...change, index }))
    .sort(
      (one, other) =>
        one.from - other.from || Number(one.to > one.from) - Number(other.to > other.from) || one.index - other.index,
    );
  let [result, at] = ['', start];
  for (const { from, to, text: put } of sorted) {
    if (from < at || to > end) return null;
    result += text.slice(at, from) + put;
    at = to;
  }
  return result + text.slice(at, end);
}
