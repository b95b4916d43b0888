import { isCollection, isNode, isPair, isScalar, type Node, stringify, type YAMLMap } from 'yaml';
import { plainData } from './yaml-source.js';

/** Where things stand in a YAML text, and what may be put there. */

const oneLine = {
  ...plainData,
  lineWidth: 0,
  collectionStyle: 'flow',
  blockQuote: false,
  doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
} as const;

/** In one line, as it may stand anywhere but within braces or brackets. */
export const inlineYaml = (value: unknown): string =>
  stringify(value, oneLine)
    .trimEnd()
    .replaceAll(/\s*\n\s*/g, ' ');

/** In one line, as it may stand within braces or brackets. */
export const inlineYamlInFlow = (value: unknown): string =>
  inlineYaml([value])
    .replace(/^\[\s*/, '')
    .replace(/\s*\]$/, '');

/** A plain value as the rest of a line. */
export const scalarYaml = (value: unknown): string =>
  stringify(value, { ...oneLine, collectionStyle: 'any' }).trimEnd();

export const isInBraces = (node: Node): boolean => isCollection(node) && node.flow === true;
export const isBlockScalar = (node: Node): boolean => isScalar(node) && /^BLOCK/.test(node.type ?? '');

/** Where the text of a node ends, without what stands behind it in its line; null where that is not plain to see. */
export function endOfNode(node: Node): number | null {
  if (isBlockScalar(node)) return null;
  if (isInBraces(node) || !isCollection(node)) return node.range?.[1] ?? null;
  const last: unknown = node.items.at(-1);
  if (!isPair(last)) return isNode(last) ? endOfNode(last) : null;
  return isNode(last.value) ? endOfNode(last.value) : null;
}

export const startOfLine = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;

/** Where the line after this place begins. */
export function nextLine(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at < 0 ? text.length : at + 1;
}

export const newLineOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

/** After the line that holds `end`, and after the comments below it that stand deeper than `column`: they belong to what is above. */
export function lineAfter(text: string, end: number, column: number): number {
  let at = nextLine(text, end);
  for (;;) {
    const [, indent] = /^( *)#/.exec(text.slice(at, at + 500)) ?? [];
    if (indent === undefined || indent.length <= column) return at;
    at = nextLine(text, at);
  }
}

/** How deep the keys of a map stand. */
export function columnOfMap(text: string, map: YAMLMap): number {
  const key = map.items[0]?.key;
  const first = isNode(key) ? (key.range?.[0] ?? 0) : 0;
  return first - startOfLine(text, first);
}
