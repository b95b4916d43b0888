import { Buffer } from 'node:buffer';
import {
  type CST,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  Parser,
  parseDocument,
  type Tags,
  visit,
} from 'yaml';
import { type OffsetProblem, syntaxProblems } from './yaml-words.js';

/** A place in a text file; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Keys and list indexes from the top of a document to a value. */
type ValuePath = readonly (string | number)[];

/** What is wrong with a file, and where. */
interface SourceProblem extends Position {
  readonly file: string;
  readonly message: string;
}

/** `chair.yaml:12:5: what is wrong`. */
export const placed = (file: string, { line, column }: Position, message: string): string =>
  `${file}:${line}:${column}: ${message}`;

/** A file that was read: plain data, and the way from a path in it back to the text. */
export interface YamlDocument {
  readonly kind: 'document';
  /** Maps, lists, strings, numbers, booleans and null. An empty file is null. */
  readonly value: unknown;
  /** Where the value at `path` begins; for a path that does not exist, where the nearest value around it begins. */
  locate(path: ValuePath): Position;
  /** Where the key that ends `path` stands (for unknown keys); otherwise as `locate`. */
  locateKey(path: ValuePath): Position;
}

export type YamlSource = YamlDocument | { readonly kind: 'unreadable'; readonly problems: readonly SourceProblem[] };

/** The text of a file; null where it is not UTF-8. */
export function utf8TextOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

export const yamlBytesMax = 256 * 1024;
export const dataLimits = {
  depthMax: 32,
  /** Looking for doubled keys takes time with the square of their number: 30,000 keys hold the process for six seconds. */
  entriesMax: 1000,
} as const;
const problemsMax = 20;

/** How files of plain data are read. */
export const plainData = {
  prettyErrors: false,
  stringKeys: true,
  strict: true,
  logLevel: 'error',
  // An id in hex digits stays as it was written.
  customTags: (tags: Tags) => tags.filter((tag) => typeof tag === 'string' || tag.format !== 'HEX'),
} as const;

/** One thing is said of a line: the second complaint is mostly about the same mistake. */
const firstOfLine = (lines: LineCounter) => {
  const seen = new Set<number>();
  return ({ offset }: OffsetProblem): boolean => {
    const { line } = position(lines, offset);
    return !seen.has(line) && seen.add(line).size > 0;
  };
};

/** Reads one YAML 1.2 document of plain data: no anchors, aliases, tags or doubled keys, at most `bytesMax` long, 32 levels
 *  deep and 1,000 entries in one list or map. Never throws; `file` is the name that problems carry. */
export function readYaml(text: string, file: string, bytesMax = yamlBytesMax): YamlSource {
  const unreadable = (problems: readonly SourceProblem[]): YamlSource => ({ kind: 'unreadable', problems });
  const atStart = (message: string): YamlSource => unreadable([{ file, line: 1, column: 1, message }]);
  if (Buffer.byteLength(text) > bytesMax) return atStart(`the file is over ${bytesMax / 1024} KiB`);
  const excess = findExcess(text);
  if (excess !== null) {
    return unreadable([{ file, ...position(countLines(text), excess.offset), message: excess.message }]);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { ...plainData, lineCounter: lines });
  const problems = [...syntaxProblems(document, text), ...forbidden(document)]
    .sort((left, right) => left.offset - right.offset)
    .filter(firstOfLine(lines))
    .slice(0, problemsMax)
    .map(({ offset, message }) => ({ file, ...position(lines, offset), message }));
  if (problems.length > 0) return unreadable(problems);
  return {
    kind: 'document',
    value: document.toJS(),
    locate: (path) => position(lines, valueOffset(document, path)),
    locateKey: (path) => position(lines, keyOffset(document, path) ?? valueOffset(document, path)),
  };
}

/** Too much nesting or too many entries. The composer recurses, and a stack that is nearly full has been seen to abort the
 *  whole process inside a regular expression, so both are counted on the token tree before composing. */
function findExcess(text: string): OffsetProblem | null {
  const waiting: { readonly token: CST.Token; readonly depth: number }[] = [];
  for (const token of new Parser().parse(text)) waiting.push({ token, depth: 0 });
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { token, depth } = next;
    if (depth > dataLimits.depthMax)
      return { offset: token.offset, message: `nested more than ${dataLimits.depthMax} deep` };
    if ('items' in token && token.items.length > dataLimits.entriesMax) {
      return { offset: token.offset, message: `a list or map has more than ${dataLimits.entriesMax} entries` };
    }
    for (const child of childrenOf(token)) waiting.push({ token: child, depth: depth + 1 });
  }
  return null;
}

function childrenOf(token: CST.Token): CST.Token[] {
  if (token.type === 'document') return token.value ? [token.value] : [];
  if (!('items' in token)) return [];
  return token.items.flatMap((item) => [item.key, item.value]).filter((child) => child != null);
}

function countLines(text: string): LineCounter {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1);
  return lines;
}

function position(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return line === 0 ? { line: 1, column: 1 } : { line, column: col };
}

const quotes = 'write the value itself, in quotes if it begins with';

/** What YAML allows and a file of plain data has no use for. */
function forbidden(document: Document): OffsetProblem[] {
  const problems: OffsetProblem[] = [];
  visit(document, {
    Node(_key, node) {
      const offset = node.range?.[0] ?? 0;
      if (isAlias(node)) problems.push({ offset, message: `aliases are not allowed: ${quotes} *` });
      else if (node.anchor !== undefined) problems.push({ offset, message: `anchors are not allowed: ${quotes} &` });
      else if (node.tag !== undefined) problems.push({ offset, message: `tags are not allowed: ${quotes} !` });
    },
  });
  return problems;
}

/** The offset of the deepest value on the way along `path`. */
function valueOffset(document: Document, path: ValuePath): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
    const key = keyOffset(document, path.slice(0, length));
    if (key !== null) return key;
  }
  return document.contents?.range?.[0] ?? 0;
}

function keyOffset(document: Document, path: ValuePath): number | null {
  const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  if (!isMap(parent)) return null;
  const name = path.at(-1);
  const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === name);
  return isScalar(pair?.key) ? (pair.key.range?.[0] ?? null) : null;
}
