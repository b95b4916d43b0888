import { cutLines, type LineItem, noLine } from '../../../src/core/protocol/lines.js';

/** What `cutLines` gives for a stream that comes in these pieces. */
export function feed(pieces: readonly string[]): readonly LineItem[] {
  const items: LineItem[] = [];
  let state = noLine;
  for (const piece of pieces) {
    const [next, cut] = cutLines(state, piece);
    state = next;
    items.push(...cut);
  }
  return items;
}

/** The text in one piece, and byte by byte. */
export const waysToFeed: readonly (readonly [string, (text: string) => readonly LineItem[]])[] = [
  ['whole', (text) => feed([text])],
  ['byte by byte', (text) => feed([...text])],
];

/** The one line that the text holds; fails the test where there is none or another item. */
export function theLine(items: readonly LineItem[]): string {
  const [item] = items;
  if (item?.kind !== 'line' || items.length !== 1) throw new Error(`not one line: ${JSON.stringify(items)}`);
  return item.line;
}
