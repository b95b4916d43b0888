import { isScalar, parseDocument, visit } from 'yaml';
import { plainData } from './yaml-source.js';

const secretKeys: readonly unknown[] = ['password', 'token'];

/** A secret that stands in the text itself. */
interface WrittenSecret {
  readonly from: number;
  readonly to: number;
  readonly value: string;
}

function writtenSecrets(text: string): readonly WrittenSecret[] {
  const found: WrittenSecret[] = [];
  visit(parseDocument(text, plainData), {
    Pair: (_, { key, value }) => {
      if (!isScalar(key) || !secretKeys.includes(key.value) || !isScalar(value) || !value.range) return;
      const [from, to] = value.range;
      if (to > from) found.push({ from, to, value: String(value.value) });
    },
  });
  return found;
}

/** Also what somebody has switched off with a `#`, however it is written, and where it goes on in the next comments. */
const withoutThoseInComments = (text: string): string =>
  text.replaceAll(
    /(#[^\n]*?\b(?:password|token)\b["']?[ \t]*[:=])(?:[ \t]*[^\s|>&][^\r\n]*|[^\r\n]*(?:\r?\n[ \t]*#[^\r\n]*)+)/gi,
    '$1 ***',
  );

export const secretsIn = (text: string): ReadonlySet<string> => new Set(writtenSecrets(text).map(({ value }) => value));

/** The text for eyes that must not see its secrets. `mark` says what stands in place of one; it may be what was written. */
export function maskSecrets(text: string, mark: (value: string, written: string) => string = () => '***'): string {
  const secrets = [...writtenSecrets(text)].sort((left, right) => right.from - left.from);
  const masked = secrets.reduce((all, { from, to, value }) => {
    const written = text.slice(from, to);
    const mask = mark(value, written);
    return `${all.slice(0, from)}${mask}${written.endsWith('\n') && mask !== written ? '\n' : ''}${all.slice(to)}`;
  }, text);
  return withoutThoseInComments(masked);
}
