import type { Node } from 'yaml';
import { endOfNode, lineAfter, startOfLine } from './yaml-places.js';

/** The lines that belong to an item of a list. */
export interface ItemBlock {
  readonly from: number;
  readonly to: number;
}

/** A list that has a line or more for each item. */
export interface ItemBlocks {
  /** How deep the dashes stand. */
  readonly column: number;
  readonly items: readonly ItemBlock[];
  /** Blank lines stand between them. */
  readonly isSpaced: boolean;
}

/** Where the line before this one begins; -1 where there is none. */
const lineBefore = (text: string, at: number): number => (at === 0 ? -1 : startOfLine(text, at - 1));

const isBlank = (line: string): boolean => line.trim() === '';

/** How far upward lines go on that are of this kind, but not above `top`. */
function upward(text: string, from: number, top: number, isOne: (line: string) => boolean): number {
  let at = from;
  for (;;) {
    const before = lineBefore(text, at);
    if (before < top || !isOne(text.slice(before, at))) return at;
    at = before;
  }
}

/** Null where an item does not begin in the line of its dash, or where its end is not plain to see. The comments right above an item
 *  belong to it, but not those above the first: they are about the whole list. */
export function blocksOf(text: string, nodes: readonly Node[]): ItemBlocks | null {
  const items: ItemBlock[] = [];
  let column = 0;
  for (const node of nodes) {
    const start = node.range?.[0] ?? 0;
    const line = startOfLine(text, start);
    const [, indent] = /^( *)- +$/.exec(text.slice(line, start)) ?? [];
    const end = endOfNode(node);
    if (indent === undefined || end === null) return null;
    column = indent.length;
    const isOwnComment = (each: string): boolean => each.startsWith(`${indent}#`);
    const previous = items.at(-1);
    const from = previous === undefined ? line : upward(text, line, previous.to, isOwnComment);
    items.push({ from, to: lineAfter(text, end, column) });
  }
  const isSpaced = items.some(({ from }, index) => index > 0 && isBlank(text.slice(lineBefore(text, from), from)));
  return { column, items, isSpaced };
}

/** The lines to take out so that an item is gone, with the blank ones that part it from its neighbour. `isLeading`: so are all above it. */
export function withoutItem(
  text: string,
  { items, isSpaced }: ItemBlocks,
  index: number,
  isLeading: boolean,
): ItemBlock | null {
  const block = items[index];
  if (block === undefined || !isSpaced) return block ?? null;
  const top = items[index - 1]?.to ?? 0;
  if (!isLeading) return { from: upward(text, block.from, top, isBlank), to: block.to };
  const [blank = ''] = /^(?:[ \t]*\r?\n)*/.exec(text.slice(block.to)) ?? [];
  return { from: block.from, to: block.to + blank.length };
}
