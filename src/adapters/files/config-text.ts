import { isDeepStrictEqual } from 'node:util';
import { Document, isMap, isScalar, isSeq, type Node, type Pair, parseDocument, visit, type YAMLSeq } from 'yaml';
import { type ConfigEdit, withEdits } from '../../core/setup/edits.js';
import type { DataPath } from '../../core/shape/complaints.js';
import {
  columnOfMap,
  endOfNode,
  inlineYaml,
  isBlockScalar,
  isInBraces,
  lineAfter,
  newLineOf,
  startOfLine,
} from './yaml-places.js';
import { plainData } from './yaml-source.js';

const parse = (text: string): Document => parseDocument(text, plainData);

const head = `# Made by "chair2mqtt setup". docs/configuration.md has every key; "chair2mqtt check" says whether this file is right.
`;

/** Plain data as people write it: plain lists in one line. */
export function yamlTextOf(value: unknown): string {
  const document = new Document(value, plainData);
  visit(document, {
    Seq: (_, list) => {
      if (list.items.every((item) => isScalar(item))) list.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd();
}

/** The text after these changes. What they are not about stays as it was written, byte by byte, where the file's form allows it;
 *  otherwise the library writes it anew, with its comments and its order. `text` null: there is no file yet. */
export function editedConfigText(text: string | null, edits: readonly ConfigEdit[]): string {
  if (text === null) return `${head}${yamlTextOf(withEdits({}, edits))}\n`;
  const wanted = withEdits(parse(text).toJS() ?? {}, edits);
  const spliced = edits.reduce<string | null>((all, edit) => (all === null ? null : splice(all, edit)), text);
  if (spliced !== null && means(spliced, wanted)) return spliced;
  const document = parse(text);
  for (const edit of edits) editDocument(document, edit);
  return document.toString({ lineWidth: 0 });
}

function means(text: string, wanted: unknown): boolean {
  const document = parse(text);
  return document.errors.length === 0 && isDeepStrictEqual(document.toJS(), wanted);
}

/** The library puts a text into the node that stands there, with its comment. */
const isPlainText = (value: unknown): boolean => typeof value === 'string';

/** Puts a value where nothing or a plain value stands, with the comment behind that. */
function putInto(document: Document, path: DataPath, value: unknown): void {
  const before = document.getIn(path, true);
  const node = document.createNode(value);
  if (isScalar(before)) node.comment = before.comment ?? null;
  document.setIn(path, isPlainText(value) ? value : node);
}

/** A section that has nothing in it yet: `mqtt:`. */
function fillEmptyParents(document: Document, path: DataPath): void {
  for (const [at] of path.slice(0, -1).entries()) {
    const parent = path.slice(0, at + 1);
    if (document.getIn(parent) === null) putInto(document, parent, {});
  }
}

function editDocument(document: Document, { path, ...edit }: ConfigEdit): void {
  fillEmptyParents(document, path);
  if (edit.kind === 'remove') document.deleteIn(path);
  else if (edit.kind === 'set') putInto(document, path, edit.value);
  else if (isSeq(document.getIn(path, true))) document.addIn(path, document.createNode(edit.value));
  else putInto(document, path, [edit.value]);
}

/** One change in the text itself; null where that is not simple. */
function splice(text: string, edit: ConfigEdit): string | null {
  const document = parse(text);
  const { path } = edit;
  const node = document.getIn(path, true);
  switch (edit.kind) {
    case 'remove':
      return node === undefined ? text : withoutKey(text, document, path);
    case 'append':
      if (isSeq(node) && node.items.length > 0) return withItem(text, node, edit.value);
      return node === undefined ? withKey(text, document, path, [edit.value]) : null;
    case 'set':
      if (node === undefined) return withKey(text, document, path, edit.value);
      return isScalar(node) && typeof edit.value === 'string' ? withScalar(text, node, edit.value) : null;
  }
}

function withScalar(text: string, node: Node, value: string): string | null {
  const [from, to] = node.range ?? [0, 0];
  if (from === to || isBlockScalar(node)) return null;
  return text.slice(0, from) + inlineYaml(value) + text.slice(to);
}

/** Whole lines, `column` deep, behind the one that holds `end`. */
function withLines(text: string, end: number, column: number, lines: readonly string[]): string {
  const at = lineAfter(text, end, column);
  const newLine = newLineOf(text);
  const before = text.slice(0, at);
  const gap = before === '' || before.endsWith('\n') ? '' : newLine;
  const added = lines.map((line) => `${' '.repeat(column)}${line}${newLine}`).join('');
  return `${before}${gap}${added}${text.slice(at)}`;
}

function withItem(text: string, list: YAMLSeq, value: unknown): string | null {
  const end = endOfNode(list.items.at(-1) as Node);
  if (end === null) return null;
  if (isInBraces(list)) return `${text.slice(0, end)}, ${inlineYaml(value)}${text.slice(end)}`;
  const first = (list.items[0] as Node).range?.[0] ?? 0;
  const [, indent] = /^( *)-/.exec(text.slice(startOfLine(text, first))) ?? [];
  return indent === undefined ? null : withLines(text, end, indent.length, yamlTextOf([value]).split('\n'));
}

/** A key that is not there yet, with the maps around it that are missing, too. */
function withKey(text: string, document: Document, path: DataPath, value: unknown): string | null {
  const depth = path.findIndex((_, at) => !isMap(document.getIn(path.slice(0, at + 1), true)));
  const parent = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
  const key = String(path[depth]);
  const nested = path.slice(depth + 1).reduceRight<unknown>((inner, each) => ({ [each]: inner }), value);
  if (parent === null && depth === 0) return `${text}${yamlTextOf({ [key]: nested })}\n`;
  if (!isMap(parent) || parent.items.length === 0 || parent.has(key)) return null;
  const last = parent.items.at(-1) as Pair<Node, Node | null>;
  const end = last.value === null ? null : endOfNode(last.value);
  if (end === null) return null;
  if (isInBraces(parent))
    return `${text.slice(0, end)}, ${inlineYaml({ [key]: nested }).replace(/^\{ (.*) \}$/s, '$1')}${text.slice(end)}`;
  return withLines(text, end, columnOfMap(text, parent), yamlTextOf({ [key]: nested }).split('\n'));
}

/** Without a key of a map that keeps others. */
function withoutKey(text: string, document: Document, path: DataPath): string | null {
  const parent = document.getIn(path.slice(0, -1), true);
  if (!isMap(parent) || parent.items.length < 2) return null;
  const pairs = parent.items as Pair<Node, Node | null>[];
  const at = pairs.findIndex(({ key }) => isScalar(key) && key.value === path.at(-1));
  const start = startOf(pairs[at]);
  const end = pairs[at]?.value == null ? null : endOfNode(pairs[at].value);
  if (start === null || end === null) return null;
  if (!isInBraces(parent)) return withoutLines(text, start, end);
  if (at === 0) return text.slice(0, start) + text.slice(startOf(pairs[1]) ?? end);
  const before = pairs[at - 1]?.value;
  const from = before == null ? null : endOfNode(before);
  return from === null ? null : text.slice(0, from) + text.slice(end);
}

const startOf = (pair: Pair<Node, Node | null> | undefined): number | null => pair?.key.range?.[0] ?? null;

/** Where something has its lines for itself. */
function withoutLines(text: string, from: number, end: number): string | null {
  const start = startOfLine(text, from);
  if (text.slice(start, from).trim() !== '') return null;
  const after = text.indexOf('\n', end);
  return text.slice(0, start) + (after < 0 ? '' : text.slice(after + 1));
}
