import { type Document, isCollection, isScalar, type ParsedNode, visit, type YAMLParseError } from 'yaml';

/** What is wrong in a text, and where it begins. */
export interface OffsetProblem {
  readonly offset: number;
  readonly message: string;
}

/** Of the first fault in the grammar all others may be consequences; of these none is. */
const independent: readonly string[] = ['DUPLICATE_KEY', 'BAD_DQ_ESCAPE', 'TAG_RESOLVE_FAILED', 'MULTIPLE_DOCS'];

/** The library's complaints in words for people, each with what to do. What was written is never repeated: it may be a secret. */
export function syntaxProblems(document: Document, text: string): readonly OffsetProblem[] {
  const errors = [...document.errors, ...document.warnings].sort((left, right) => left.pos[0] - right.pos[0]);
  const grammar = errors.find(({ code }) => !independent.includes(code));
  const alone = errors.filter(({ code, pos }) => independent.includes(code) && pos[0] <= (grammar?.pos[0] ?? pos[0]));
  const problems = alone.map((error) => ({ offset: error.pos[0], message: explain(error, text) }));
  return grammar === undefined ? problems : [...problems, explainGrammar(document, grammar, text)];
}

function explainGrammar(document: Document, error: YAMLParseError, text: string): OffsetProblem {
  const tab = text.search(/^ *\t+[^\s#]/m);
  if (tab >= 0 && tab <= error.pos[1]) return { offset: lineStart(text, tab), message: tabs };
  const open = openedBefore(document, error.pos[1], text);
  if (open !== null) return open;
  return { offset: error.pos[0], message: explain(error, text) };
}

const tabs = 'a tab: indent with spaces, not tabs';
const noColon = 'a colon and a space are missing behind the key, as in key: value';
const needsQuotes = 'put the value in quotes';
const escapeAdvice = 'there is no such escape sequence: write \\\\ for a backslash, or put the value in single quotes';
const column = 'the lines of one list or map begin in the same column: indent it like its neighbours';
const noDash =
  'a dash is missing above, or a value stands before the list: begin every item with a dash, in the same column';
const noValue = 'a line with a value cannot have deeper lines below it';
const listItem = 'an item of a list begins with a dash and a space, as in - id: hall';

const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

/** The whole line in which `offset` is. */
function lineAt(text: string, offset: number): string {
  const end = text.indexOf('\n', offset);
  return text.slice(lineStart(text, offset), end < 0 ? text.length : end);
}

/** A quote or bracket that is never closed; the library complains where it gave up. A quoted text over several lines has mostly lost
 *  its end and found another's. */
function openedBefore(document: Document, endOffset: number, text: string): OffsetProblem | null {
  let found: OffsetProblem | null = null;
  visit(document as Document<ParsedNode>, {
    Node(_key, node) {
      const [start, end] = node.range ?? [0, 0];
      const first = text.charAt(start);
      if (found !== null && isScalar(node) && start < found.offset) return undefined;
      if (isScalar(node) && /^["']$/.test(first) && start <= endOffset && isTorn(text.slice(start, end))) {
        found = { offset: start, message: `the quote ${first} that begins here is not closed in this line` };
        return visit.BREAK;
      }
      const closing = first === '[' ? ']' : '}';
      if (isCollection(node) && node.flow === true && /[[{]/.test(first) && text.charAt(end - 1) !== closing) {
        found = { offset: start, message: `the ${first} that begins here is never closed: add ${closing}` };
      }
      return undefined;
    },
  });
  return found;
}

/** A quoted text that goes over a line's end, or has none. */
const isTorn = (quoted: string): boolean =>
  quoted.includes('\n') || quoted.length < 2 || quoted.at(-1) !== quoted.charAt(0);

function explain({ code, message, pos }: YAMLParseError, text: string): string {
  const line = lineAt(text, pos[0]);
  if (/^\s*(-\w[\w-]*:|[\u2012-\u2015\u2022*]\s)/.test(line)) return listItem;
  if (/[\u00a0\u2007\u202f]/.test(line)) return 'a space that is none, as copied from a page: type the line anew';
  switch (code) {
    case 'TAB_AS_INDENT':
      return tabs;
    case 'DUPLICATE_KEY':
      return 'the same key appears twice: remove one of the two';
    case 'MULTIPLE_DOCS':
      return 'a file holds one document only: remove the line ---';
    case 'BAD_DIRECTIVE':
      return 'a line must not begin with %';
    case 'BAD_DQ_ESCAPE':
      return escapeAdvice;
    case 'TAG_RESOLVE_FAILED':
    case 'BAD_COLLECTION_TYPE':
    case 'MULTIPLE_TAGS':
      return 'tags are not allowed: write the value itself, in quotes if it begins with !';
    case 'BAD_SCALAR_START':
      return `a value cannot begin with ${text.charAt(pos[0])}: ${needsQuotes}`;
    case 'ALIAS_PROPS':
    case 'BAD_ALIAS':
    case 'MULTIPLE_ANCHORS':
      return `a value that begins with * or & is a reference, which is not allowed: ${needsQuotes}`;
    case 'NON_STRING_KEY':
      return `a key must be text; where a value begins with { or [, ${needsQuotes}`;
    case 'BAD_INDENT':
      return badIndent(text, pos[0]);
    case 'MULTILINE_IMPLICIT_KEY':
    case 'KEY_OVER_1024_CHARS':
      return hasColon(line) ? column : noColon;
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'BLOCK_IN_FLOW':
      return tooDeep(message, line, deeperLine(text, pos[0]));
    case 'MISSING_CHAR':
      return missingCharacter(message, line);
    case 'UNEXPECTED_TOKEN':
      return unexpected(message, line, text.charAt(pos[0]));
    case 'BAD_PROP_ORDER':
    case 'IMPOSSIBLE':
    case 'RESOURCE_EXHAUSTION':
      return 'this cannot be read: write the line anew, as key: value';
  }
}

function tooDeep(message: string, line: string, deeper: number | null): string {
  if (/sequence/.test(message)) return noDash;
  if (/^[^"']*\S:\s.*:(\s|$)/.test(line)) return `a second colon in this line: ${needsQuotes}`;
  return `${noValue}: ${deeper === null ? 'indent both alike' : `line ${deeper} is indented more; indent both alike`}`;
}

const indentOf = (line: string): number => line.search(/\S/);

/** The number of the next line that says something, where it is deeper than the one at `offset`; from 1 on. */
function deeperLine(text: string, offset: number): number | null {
  const at = text.slice(0, offset).split('\n').length - 1;
  const lines = text.split('\n');
  const next = lines.findIndex((line, index) => index > at && /^\s*[^\s#]/.test(line));
  const own = (lines[at] ?? '').replace(/^(\s*)-(?=\s)/, '$1 ');
  return next >= 0 && indentOf(lines[next] ?? '') > indentOf(own) ? next + 1 : null;
}

/** Bad too is a line below one that has a value already. */
function badIndent(text: string, offset: number): string {
  const above = text.slice(0, lineStart(text, offset)).trimEnd();
  const number = above.split('\n').length;
  const isBelowValue =
    /^\s*(- +)*[\w-]+:\s+[^\s#]/.test(lineAt(above, above.length)) && deeperLine(text, above.length) !== null;
  return isBelowValue ? `line ${number} has a value, so no deeper lines can stand below it: indent both alike` : column;
}

const hasColon = (line: string): boolean => /^\s*(- +)*[\w-]+:(\s|$)/.test(line);

function missingCharacter(message: string, line: string): string {
  if (/ , /.test(message)) return 'a comma is missing before this';
  if (/Comments/.test(message)) return 'a space is missing before the #';
  if (/space after :/.test(message)) return 'a space is missing behind the colon';
  if (/indicator/.test(message) || hasColon(line)) return column;
  return noColon;
}

function unexpected(message: string, line: string, found: string): string {
  if (/block-seq-ind/.test(message)) return 'a list begins in the next line, or is written [one, two]';
  if (/^[\]}]$/.test(found)) return `a ${found} that nothing opens: remove it`;
  if (/Unexpected (,|empty item)/.test(message)) return 'a comma too many: remove it';
  if (/[\]}]\s*\S/.test(line)) return 'a comma is missing before this, or it is too much behind a closed bracket';
  if (/["'].*["']/.test(line))
    return `text behind the closing quote: a ' within '...' is written '', a " within "..." \\"`;
  return 'this does not belong here: one line has one key and one value';
}
