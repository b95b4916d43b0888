import { avoidWords } from '../safety/people.js';
import { findForm, formsOfSecret, wordLettersMin } from './secret-forms.js';

/** What a report must not show. */
export interface Withheld {
  readonly secrets: readonly string[];
  /** Ids of people, in the order in which they are counted. */
  readonly people: readonly string[];
  /** Names and addresses of other computers, in this order. */
  readonly computers: readonly string[];
  /** What this computer is called. */
  readonly own: readonly string[];
  /** The home folder of whoever asks. */
  readonly home: string;
}

/** What stands in place of a secret. */
export const removedMark = '(removed)';
const otherMark = '***';

const asPattern = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** True of a name that is no part of a longer word. */
const alone = (words: readonly string[]): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.map(asPattern).join('|')})(?![\\p{L}\\p{N}])`, 'giu');

/** Names of every machine, and addresses that lead nowhere else. */
const isEverywhere = (name: string): boolean => /^(localhost|127\.[\d.]+|0\.0\.0\.0|::1?|)$/i.test(name);

const withoutAddressLogins = (text: string): string =>
  text
    .replaceAll(/(:\/\/)[^\s"'<>`]{1,1000}@/g, `$1${removedMark}@`)
    .replaceAll(/(\b(?:mqtts?|wss?|https?):\/\/[^\s"'<>`?]{0,1000}\?)[^\s"'<>`]+/g, `$1${removedMark}`);

/** What follows a word for a secret, whoever wrote it. */
const withoutAssignments = (text: string): string =>
  text.replaceAll(
    /((?:password|passwd|passphrase|token|authorization|secret)s?["']?[ \t]*[:=][ \t]*)(?!\(removed\)|\[hidden\])[^\s,}]+/gi,
    `$1${removedMark}`,
  );

/** Replaces what must not be shown: secrets in every form, people and computers by numbers that are the same in the whole report. */
export class Redactor {
  private readonly forms: readonly string[];
  private readonly shortSecrets: RegExp | null;
  private readonly names: RegExp | null;
  private readonly meanings = new Map<string, string>();
  private readonly mark: string;

  constructor(private readonly withheld: Withheld) {
    const { secrets, people, computers, own } = withheld;
    const real = [...new Set(secrets)].filter((secret) => secret.trim() !== '');
    const isLong = (secret: string): boolean => secret.length >= wordLettersMin;
    this.forms = real
      .filter(isLong)
      .flatMap(formsOfSecret)
      .sort((left, right) => right.length - left.length);
    const short = real.filter((secret) => !isLong(secret));
    this.shortSecrets = short.length === 0 ? null : alone(short);
    this.mark = this.forms.some((form) => removedMark.includes(form)) ? otherMark : removedMark;
    // Whoever is told of a refusal learns what somebody must be spared.
    for (const word of avoidWords) this.mean(word, 'a care');
    for (const name of own) this.mean(name, 'this computer');
    for (const [index, name] of [...new Set(computers)].filter((each) => !isEverywhere(each)).entries())
      this.mean(name, `computer ${index + 1}`);
    for (const [index, name] of [...new Set(people)].entries()) this.mean(name, `person ${index + 1}`);
    // A letter by itself names nobody, and would take every such letter out of the text.
    const words = [...this.meanings.keys()].filter((word) => word.length > 1 && !isEverywhere(word));
    this.names = words.length === 0 ? null : alone(words.sort((left, right) => right.length - left.length));
  }

  /** The text without anything that is withheld. */
  text(text: string): string {
    const { names } = this;
    const plain = this.withoutHome(withoutAssignments(withoutAddressLogins(this.withoutSecrets(text))));
    return names === null ? plain : plain.replaceAll(names, (word) => this.meanings.get(word.toLowerCase()) ?? word);
  }

  /** The text without secrets; lines in which one came about by what was put beside it go as a whole. */
  withoutSecrets(text: string): string {
    let plain = text;
    for (const form of this.forms) plain = this.without(plain, form);
    if (this.shortSecrets !== null) plain = plain.replaceAll(this.shortSecrets, this.mark);
    if (!this.holdsSecret(plain)) return plain;
    const lines = plain.split('\n').map((line) => (this.holdsSecret(line) ? otherMark : line));
    return lines.join('\n');
  }

  private holdsSecret(text: string): boolean {
    return this.forms.some((form) => findForm(text, form, 0) !== null);
  }

  private without(text: string, form: string): string {
    let plain = '';
    let from = 0;
    for (let found = findForm(text, form, from); found !== null; found = findForm(text, form, from)) {
      plain += text.slice(from, found[0]) + this.mark;
      from = found[1];
    }
    return plain + text.slice(from);
  }

  private mean(name: string, meaning: string): void {
    const known = name.toLowerCase();
    if (!this.meanings.has(known)) this.meanings.set(known, meaning);
  }

  private withoutHome(text: string): string {
    const { home } = this.withheld;
    const isOwn = /^\/[^/]/.test(home);
    const short = isOwn ? text.replaceAll(new RegExp(`${asPattern(home)}(?![\\w.-])`, 'gu'), '~') : text;
    return short.replaceAll(/\/(home|Users)\/[^\s/"':,;)]+/g, '/$1/(user)');
  }
}
