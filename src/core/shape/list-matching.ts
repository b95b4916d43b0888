type Plain = Readonly<Record<string, unknown>>;

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Beyond it only what is equal is found again: to compare everything with everything takes too long. */
const comparisonsMax = 40_000;
/** Below it two things have so little in common that one is not the other, changed. */
const likenessMin = 2;

interface Pairing {
  readonly before: number;
  readonly after: number;
  readonly likeness: number;
}

/** The same text for the same data, in whatever order its keys stand. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join()}]`;
  if (!isPlain(value)) return JSON.stringify(value) ?? '';
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${textOf(value[key])}`).join()}}`;
}

/** How much two maps have in common: a value counts more than a key. */
function likenessOf(before: unknown, after: unknown): number {
  if (!isPlain(before) || !isPlain(after)) return 0;
  const common = Object.keys(after).filter((key) => Object.hasOwn(before, key));
  const equal = common.filter((key) => textOf(before[key]) === textOf(after[key]));
  return common.length + 4 * equal.length;
}

/** Says of each item of a list which one of the list before it is, unchanged, changed or moved; null: it is new. Each is found once. */
export function matchLists(before: readonly unknown[], after: readonly unknown[]): readonly (number | null)[] {
  const found: (number | null)[] = after.map(() => null);
  const [texts, wanted] = [before.map(textOf), after.map(textOf)];
  const isFree = before.map(() => true);
  const take = (at: number, from: number): void => {
    found[at] = from;
    isFree[from] = false;
  };
  let start = 0;
  while (start < texts.length && start < wanted.length && texts[start] === wanted[start]) take(start, start++);
  const shift = texts.length - wanted.length;
  for (let at = wanted.length - 1; at >= start && at + shift >= start && texts[at + shift] === wanted[at]; at -= 1) {
    take(at, at + shift);
  }
  for (const [at, text] of wanted.entries()) {
    const from = found[at] === null ? texts.findIndex((each, index) => isFree[index] && each === text) : -1;
    if (from >= 0) take(at, from);
  }
  for (const { before: from, after: at } of likely(before, after, isFree, found)) {
    if (found[at] === null && isFree[from]) take(at, from);
  }
  return found;
}

/** What may have become what, the likeliest first; of equals that which has moved least. */
function likely(
  before: readonly unknown[],
  after: readonly unknown[],
  isFree: readonly (boolean | undefined)[],
  found: readonly (number | null)[],
): readonly Pairing[] {
  const left = [...before.keys()].filter((from) => isFree[from]);
  const open = [...after.keys()].filter((at) => found[at] === null);
  if (left.length * open.length > comparisonsMax) return [];
  const pairings = open.flatMap((at) =>
    left.map((from) => {
      const nearness = from === at ? 1 : 0;
      return { before: from, after: at, likeness: likenessOf(before[from], after[at]) + nearness };
    }),
  );
  return pairings
    .filter(({ likeness }) => likeness >= likenessMin)
    .sort((one, other) => other.likeness - one.likeness || distance(one) - distance(other));
}

const distance = ({ before, after }: Pairing): number => Math.abs(before - after);

const longest = (chains: readonly (readonly number[])[]): readonly number[] =>
  chains.reduce((best, chain) => (chain.length > best.length ? chain : best), []);

/** The places of a list, by what is found there, that can stay where they are while the fewest others move. */
export function inPlace(found: readonly (number | null)[]): ReadonlySet<number> {
  const chains: (readonly number[])[] = [];
  for (const [at, from] of found.entries()) {
    if (from === null) continue;
    const fitting = chains.filter((chain) => (found[chain.at(-1) ?? -1] ?? -1) < from);
    chains.push([...longest(fitting), at]);
  }
  return new Set(longest(chains));
}
