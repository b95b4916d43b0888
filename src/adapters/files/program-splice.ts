import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, isScalar, isSeq, type Node, type YAMLMap, type YAMLSeq } from 'yaml';
import type { DataPath } from '../../core/shape/complaints.js';
import { inPlace, matchLists } from '../../core/shape/list-matching.js';
import { blocksOf, type ItemBlock, type ItemBlocks, withoutItem } from './item-blocks.js';
import { inBraces, isPlainMap, itemLines, layOut, pairLines, yamlKey } from './program-layout.js';
import { withTextChanges } from './text-changes.js';
import { columnOfMap, isInBraces, lineAfter, startOfLine } from './yaml-places.js';
import { type MapPair, startOfNode, type ValueOwner, YamlSplice } from './yaml-splice.js';

/** A value of the text, and the one that is wanted in its place. */
interface Change {
  readonly node: Node | null;
  readonly wanted: unknown;
  readonly owner: ValueOwner;
  readonly path: DataPath;
  /** Somewhere around it are braces or brackets. */
  readonly isWithin: boolean;
}

/** A list of the text, item by item. */
interface ListChange extends Omit<Change, 'node' | 'wanted'> {
  readonly node: YAMLSeq<Node>;
  readonly wanted: readonly unknown[];
  /** Which of the old items each of the new ones is. */
  readonly found: readonly (number | null)[];
}

const isScalarData = (value: unknown): boolean => typeof value !== 'object' || value === null;

/** Goes through a text beside what it is to say, and has written anew what differs. */
class ProgramSplice extends YamlSplice {
  change(change: Change): void {
    const { node, wanted, path, owner } = change;
    if (node !== null && isDeepStrictEqual(this.dataOf(node), wanted)) return;
    const isWithin = change.isWithin || (node !== null && isInBraces(node));
    if (isMap(node) && isPlainMap(wanted) && node.items.length > 0 && Object.keys(wanted).length > 0) {
      this.map(node as YAMLMap<Node, Node | null>, wanted, path, isWithin);
      return;
    }
    if (isSeq(node) && Array.isArray(wanted)) {
      const list = node as YAMLSeq<Node>;
      const found = matchLists(
        list.items.map((item) => this.dataOf(item)),
        wanted,
      );
      if (found.some((from) => from !== null)) {
        this.list({ node: list, wanted, found, path, owner, isWithin });
        return;
      }
    }
    this.replace(change);
  }

  private dataOf(node: Node): unknown {
    return node.toJS(this.document);
  }

  private map(
    node: YAMLMap<Node, Node | null>,
    wanted: Readonly<Record<string, unknown>>,
    path: DataPath,
    isWithin: boolean,
  ): void {
    const column = columnOfMap(this.text, node);
    const pairs = node.items as readonly MapPair[];
    const nameOf = ({ key }: MapPair): string => (isScalar(key) ? String(key.value) : '');
    const names = pairs.map(nameOf);
    const gone = names.filter((name) => !Object.hasOwn(wanted, name));
    const added = Object.keys(wanted).filter((name) => !names.includes(name));
    // One that goes and one that comes are mostly the same thing by another name: another technique, another zone.
    const renamed = new Map(gone.flatMap((name, index) => (added[index] === undefined ? [] : [[name, added[index]]])));
    const kept: { readonly name: string; readonly pair: MapPair }[] = [];
    for (const [index, pair] of pairs.entries()) {
      const name = renamed.get(names[index] ?? '') ?? names[index] ?? '';
      if (!Object.hasOwn(wanted, name)) {
        this.removePair(pairs, index, column, { isWithin, hasKept: kept.length > 0 });
        continue;
      }
      if (name !== names[index]) this.put(startOfNode(pair.key), pair.key.range?.[1] ?? 0, yamlKey(name));
      kept.push({ name, pair });
      const owner: ValueOwner = { kind: 'key', key: pair.key, column };
      this.change({ node: pair.value, wanted: wanted[name], owner, path: [...path, name], isWithin });
    }
    const order = Object.keys(wanted);
    for (const name of added.slice(gone.length)) {
      const before = kept.findLast((each) => order.indexOf(each.name) < order.indexOf(name));
      this.addPair(before?.pair ?? null, kept[0]?.pair ?? null, [name, wanted[name]], { path, column, isWithin });
    }
  }

  private removePair(
    pairs: readonly MapPair[],
    index: number,
    column: number,
    { isWithin, hasKept }: { readonly isWithin: boolean; readonly hasKept: boolean },
  ): void {
    const [pair, previous, next] = [pairs[index], pairs[index - 1], pairs[index + 1]];
    if (pair === undefined) return;
    const start = startOfNode(pair.key);
    if (isWithin && hasKept && previous !== undefined) this.takeOut(this.endOfPair(previous), this.endOfPair(pair));
    else if (isWithin) this.takeOut(start, next === undefined ? this.endOfPair(pair) : startOfNode(next.key));
    else {
      const line = startOfLine(this.text, start);
      if (this.text.slice(line, start).trim() !== '') this.isSimple = false;
      this.put(line, lineAfter(this.text, this.endOfPair(pair), column), '');
    }
  }

  private addPair(
    before: MapPair | null,
    first: MapPair | null,
    [name, value]: readonly [string, unknown],
    { path, column, isWithin }: { readonly path: DataPath; readonly column: number; readonly isWithin: boolean },
  ): void {
    const anchor = before ?? first;
    if (anchor === null) this.isSimple = false;
    else if (!isWithin) {
      const at = lineAfter(this.text, this.endOfPair(anchor), column);
      this.putLines(at, this.lines(pairLines(name, value, path), column));
    } else {
      const pair = `${yamlKey(name)}: ${inBraces(value)}`;
      const at = before === null ? startOfNode(anchor.key) : this.endOfPair(anchor);
      this.put(at, at, before === null ? `${pair}, ` : `, ${pair}`);
    }
  }

  private list(change: ListChange): void {
    if (change.isWithin) this.listInBrackets(change);
    else this.listInLines(change);
  }

  private item(change: ListChange, at: number, column: number): Change {
    const { node, wanted, found, path, isWithin } = change;
    const item = node.items[found[at] ?? -1] ?? null;
    return { node: item, wanted: wanted[at], owner: { kind: 'item', column }, path: [...path, at], isWithin };
  }

  private listInBrackets(change: ListChange): void {
    const { node, wanted, found } = change;
    if (wanted.length === node.items.length && found.every((from, at) => from === at)) {
      for (const at of wanted.keys()) this.change(this.item(change, at, 0));
      return;
    }
    const [from, to] = node.range ?? [0, 0];
    this.takeOut(from, to);
    const texts = wanted.map((each, at) => {
      const { node: item, ...rest } = this.item(change, at, 0);
      return item === null ? inBraces(each) : this.moved({ ...rest, node: item }, startOfNode(item), this.endOf(item));
    });
    this.put(to, to, `[${texts.join(', ')}]`);
  }

  /** The text of something that stands elsewhere from now on, as it was written. */
  private moved(change: Change, from: number, to: number): string {
    const inside = new ProgramSplice(this.text, this.document);
    inside.change(change);
    const text = withTextChanges(this.text, inside.changes, from, to);
    if (!inside.isSimple || text === null) this.isSimple = false;
    return text ?? '';
  }

  private listInLines(change: ListChange): void {
    const { node, found } = change;
    const blocks = blocksOf(this.text, node.items);
    if (blocks === null) {
      this.isSimple = false;
      return;
    }
    const staying = inPlace(found);
    const stay = [...staying].map((at) => found[at] ?? 0);
    const firstStaying = Math.min(...stay);
    for (const index of node.items.keys()) {
      const gone = stay.includes(index) ? null : withoutItem(this.text, blocks, index, index < firstStaying);
      if (gone !== null) this.put(gone.from, gone.to, '');
    }
    let last: ItemBlock | null = null;
    for (const at of found.keys()) {
      if (staying.has(at)) {
        this.change(this.item(change, at, blocks.column));
        last = blocks.items[found[at] ?? -1] ?? null;
      } else if (last === null) {
        const first = blocks.items[firstStaying];
        this.putLines(first?.from ?? 0, `${this.movedLines(change, at, blocks)}${this.gapOf(change, blocks)}`);
      } else this.putLines(last.to, `${this.gapOf(change, blocks)}${this.movedLines(change, at, blocks)}`);
    }
  }

  private gapOf({ path }: ListChange, { isSpaced, items }: ItemBlocks): string {
    const isFirstGap = items.length === 1 && path.length === 1 && path[0] === 'phases';
    return isSpaced || isFirstGap ? this.newLine : '';
  }

  /** An item that is new at its place: as it was written elsewhere in the list, or fresh. */
  private movedLines(change: ListChange, at: number, { column, items }: ItemBlocks): string {
    const block = items[change.found[at] ?? -1];
    if (block === undefined) return this.lines(itemLines(change.wanted[at], [...change.path, at]), column);
    const text = this.moved(this.item(change, at, column), block.from, block.to);
    return text.endsWith('\n') ? text : `${text}${this.newLine}`;
  }

  /** Another kind of value. */
  private replace({ node, wanted, owner, path, isWithin }: Change): void {
    if (owner.kind === 'document') {
      this.isSimple = false;
      return;
    }
    const { isInline, lines } = isWithin ? { isInline: true, lines: [inBraces(wanted)] } : layOut(wanted, path);
    if (owner.kind === 'item') this.replaceItem(node, lines, owner.column);
    else if (isInline) this.replaceInline(node, lines[0] ?? '', owner);
    else this.replaceByLines(node, this.lines(lines, owner.column + 2), owner);
  }
}

/** The text with this content, where all that stays can stay as it was written, byte by byte; else null. */
export function splicedProgram(text: string, document: Document, wanted: unknown): string | null {
  if (document.contents === null || isScalarData(wanted)) return null;
  const splice = new ProgramSplice(text, document);
  splice.change({ node: document.contents as Node, wanted, owner: { kind: 'document' }, path: [], isWithin: false });
  return splice.isSimple ? withTextChanges(text, splice.changes) : null;
}
