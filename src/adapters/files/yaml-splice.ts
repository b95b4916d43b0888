import { type Document, isCollection, isScalar, type Node, type Pair } from 'yaml';
import type { TextChange } from './text-changes.js';
import { endOfNode, isBlockScalar, isInBraces, lineAfter, newLineOf, nextLine, startOfLine } from './yaml-places.js';

export type MapPair = Pair<Node, Node | null>;

/** What a value belongs to: a key, or the dash of a list. `column`: how deep that stands. */
export type ValueOwner =
  | { readonly kind: 'key'; readonly key: Node; readonly column: number }
  | { readonly kind: 'item'; readonly column: number }
  | { readonly kind: 'document' };

export const startOfNode = (node: Node): number => node.range?.[0] ?? 0;
const isNothing = (node: Node | null): node is null =>
  node === null || (isScalar(node) && node.range?.[0] === node.range?.[1]);
/** Collects what has to be written anew in a text, and nothing else. `isSimple` is false where it is not plain to see what. */
export abstract class YamlSplice {
  readonly changes: TextChange[] = [];
  isSimple = true;
  protected readonly newLine: string;

  constructor(
    protected readonly text: string,
    protected readonly document: Document,
  ) {
    this.newLine = newLineOf(text);
  }

  protected put(from: number, to: number, text: string): void {
    this.changes.push({ from, to, text });
  }

  /** What is taken out of one line goes without a word that somebody has written there. */
  protected takeOut(from: number, to: number): void {
    const gone = this.text.slice(from, to);
    if (gone.includes('\n') && gone.includes('#')) this.isSimple = false;
    this.put(from, to, '');
  }

  protected lines(lines: readonly string[], column: number): string {
    const { newLine } = this;
    return lines.map((line) => (line === '' ? newLine : `${' '.repeat(column)}${line}${newLine}`)).join('');
  }

  /** Whole lines; the last line of a text may have no end. */
  protected putLines(at: number, lines: string): void {
    const isOpen = at > 0 && this.text[at - 1] !== '\n';
    this.put(at, at, `${isOpen ? this.newLine : ''}${lines}`);
  }

  protected endOf(node: Node): number {
    const end = endOfNode(node);
    if (end === null) this.isSimple = false;
    return end ?? 0;
  }

  protected endOfPair({ key, value }: MapPair): number {
    return value === null ? (key.range?.[1] ?? 0) : this.endOf(value);
  }

  protected replaceItem(node: Node | null, lines: readonly string[], column: number): void {
    if (isNothing(node)) {
      this.isSimple = false;
      return;
    }
    const margin = `${this.newLine}${' '.repeat(column + 2)}`;
    this.put(startOfNode(node), this.endOf(node), lines.join(margin));
  }

  private colonAfter(key: Node): number {
    const end = key.range?.[1] ?? 0;
    const colon = this.text.indexOf(':', end);
    if (colon < 0 || this.text.slice(end, colon).trim() !== '') this.isSimple = false;
    return colon + 1;
  }

  protected replaceInline(
    node: Node | null,
    line: string,
    { key, column }: Extract<ValueOwner, { kind: 'key' }>,
  ): void {
    const at = this.colonAfter(key);
    if (isNothing(node)) {
      this.put(at, at, ` ${line}`);
      return;
    }
    const [from, to] = [startOfNode(node), node.range?.[1] ?? 0];
    if (isBlockScalar(node)) this.put(from, to, `${line}${this.newLine}`);
    else if (!isCollection(node) || isInBraces(node)) this.put(from, to, line);
    else {
      this.put(at, at, ` ${line}`);
      this.takeLines(node, at, column, '');
    }
  }

  protected replaceByLines(
    node: Node | null,
    lines: string,
    { key, column }: Extract<ValueOwner, { kind: 'key' }>,
  ): void {
    const at = this.colonAfter(key);
    if (isNothing(node)) this.putLines(nextLine(this.text, at), lines);
    else if (isBlockScalar(node)) this.isSimple = false;
    else if (!isCollection(node) || isInBraces(node)) {
      const to = node.range?.[1] ?? 0;
      this.takeOut(at, to);
      this.putLines(nextLine(this.text, to), lines);
    } else this.takeLines(node, at, column, lines);
  }

  /** A map or list that has its lines for itself, below its key. */
  private takeLines(node: Node, colon: number, column: number, lines: string): void {
    const from = startOfLine(this.text, startOfNode(node));
    if (from < colon) this.isSimple = false;
    this.put(from, lineAfter(this.text, this.endOf(node), column), lines);
  }
}
