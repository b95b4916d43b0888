import { Buffer } from 'node:buffer';
import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, isScalar, isSeq, type Node, type Pair, parseDocument, visit } from 'yaml';
import { matchLists } from '../../core/shape/list-matching.js';
import { isPlainMap, layOut } from './program-layout.js';
import { splicedProgram } from './program-splice.js';
import { plainData, readYaml, utf8TextOf } from './yaml-source.js';

/** Whether this text, as a file has it, says just that. */
function saysExactly(text: string, wanted: unknown, bytesMax: number): boolean {
  const source = readYaml(utf8TextOf(Buffer.from(text)) ?? '', '', bytesMax);
  return source.kind === 'document' && isDeepStrictEqual(source.value, wanted);
}

/** Steps in one line each, as people write them. */
function freshNode(document: Document, value: unknown): Node {
  const node = document.createNode(value);
  visit(node, {
    Collection: (_, each) => {
      if (each.items.every((item) => isScalar(item) || (item as Pair).value === null || isScalar((item as Pair).value)))
        each.flow = true;
    },
  });
  return node;
}

/** The node that says this, with as much of the old one as still holds: its comments, and the order of its keys. */
function adapted(document: Document, node: Node | null, wanted: unknown): Node {
  if (node !== null && isDeepStrictEqual(node.toJS(document), wanted)) return node;
  if (isMap(node) && isPlainMap(wanted)) {
    const kept = node.items.filter(({ key }) => isScalar(key) && Object.hasOwn(wanted, String(key.value)));
    for (const pair of kept as Pair<Node, Node | null>[]) {
      pair.value = adapted(document, pair.value, wanted[String(isScalar(pair.key) ? pair.key.value : '')]);
    }
    const known = kept.map(({ key }) => (isScalar(key) ? String(key.value) : ''));
    const added = Object.entries(wanted).filter(([key]) => !known.includes(key));
    node.items = [...kept, ...added.map(([key, value]) => document.createPair(key, freshNode(document, value)))];
    return node;
  }
  if (isSeq(node) && Array.isArray(wanted)) {
    const items = node.items as Node[];
    const found = matchLists(
      items.map((item) => item.toJS(document)),
      wanted,
    );
    node.items = wanted.map((each, at) => adapted(document, items[found[at] ?? -1] ?? null, each));
    return node;
  }
  const fresh = freshNode(document, wanted);
  const { comment, commentBefore, spaceBefore } = node ?? {};
  return Object.assign(fresh, { comment, commentBefore, spaceBefore });
}

/** The library's own form, with comments and order; for texts in which it is not plain where things stand. */
function rewritten(text: string, wanted: unknown): string {
  const document = parseDocument(text, plainData);
  document.contents = adapted(document, document.contents as Node | null, wanted) as typeof document.contents;
  return document.toString({ lineWidth: 0 });
}

/** The text of a program file with this content, as plain data. What stays of `base` stays as it was written, byte by byte, where the
 *  form of that allows it, else with its comments; `base` null: in the style of the programs that ship. Null where no text says just that. */
export function editedProgramText(base: string | null, wanted: unknown, bytesMax: number): string | null {
  const says = (text: string | null): boolean => text !== null && saysExactly(text, wanted, bytesMax);
  if (says(base)) return base;
  const fresh = `${layOut(wanted, []).lines.join('\n')}\n`;
  const document = base === null ? null : parseDocument(base, plainData);
  if (base === null || document === null) return says(fresh) ? fresh : null;
  // There is nothing in it yet but, perhaps, words for whoever reads it.
  if (document.contents === null || !isMap(document.contents)) {
    const whole = `${base === '' || base.endsWith('\n') ? base : `${base}\n`}${fresh}`;
    return [whole, fresh].find(says) ?? null;
  }
  const spliced = splicedProgram(base, document, wanted);
  if (says(spliced)) return spliced;
  const other = rewritten(base, wanted);
  return says(other) ? other : null;
}
