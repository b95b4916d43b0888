import { nearestWord } from '../shape/nearest-word.js';

/** What people call secrets, also where there is no such key. */
const secretWord = /pass(word|wd|phrase)?s?$|^pwd|token|secret|credential|authorization|api_?key/i;
const plainNames = ['password', 'passphrase', 'token', 'secret'];

/** True of a key whose value is a secret to whoever wrote it, slips of the pen included; not of one that names a file. */
export const isCalledSecret = (key: string): boolean =>
  !/_file$/i.test(key) && (secretWord.test(key) || nearestWord(key.toLowerCase(), plainNames) !== null);

/** The rest of a line behind a word for a secret; without a colon, its last word. */
const assignment =
  /(?:password|passwd|passphrase|pwd|token|secret)["']?[ \t]*(?:[:=][ \t]*|[ \t]+(?=\S+[ \t]*$))(\S.*)/gim;
/** A value this long in an address is no setting but a key. */
const keyLettersMin = 16;

/** Secrets that stand within a text, such as an address with a login, or a line whose space behind the colon is missing. */
export function secretsWithin(text: string): readonly string[] {
  const logins = [...text.matchAll(/:\/\/([^\s"'<>:]{0,300}:[^\s"'<>]{0,1000})@/g)].flatMap(([, login = '']) => [
    login,
    login.slice(login.indexOf(':') + 1),
  ]);
  const queries = [...text.matchAll(/[?&]([^\s?&=]*)=([^\s?&"'<>]+)/g)].flatMap(([, name = '', value = '']) =>
    isCalledSecret(name) || value.length >= keyLettersMin ? [value] : [],
  );
  const assigned = [...text.matchAll(assignment)].flatMap(([, rest = '']) => candidatesIn(rest.trim()));
  return [...[...logins, ...queries].flatMap((each) => [each, decoded(each)]), ...assigned].filter(isSecretLike);
}

/** What may have been meant of the rest of a line. */
const candidatesIn = (rest: string): readonly string[] => {
  const quoted = /^(["'])(.*?)\1/.exec(rest)?.[2];
  const parts = [rest, rest.replace(/\s+#.*$/, ''), rest.split(/[,}\]]/)[0] ?? '', rest.split(/[\s,}\]]/)[0] ?? ''];
  return quoted === undefined ? parts.map((part) => part.trim()) : [quoted];
};

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Words of the language of the file and marks are none. */
const isSecretLike = (text: string): boolean =>
  text.length > 3 && !/^(true|false|null|\[hidden\]|\(removed.*)$/.test(text);
