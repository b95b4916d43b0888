/** Reads a decimal integer of at most ten digits within the bounds; null for anything else. */
export function readInteger(word: string | undefined, min: number, max: number): number | null {
  const value = word === undefined ? null : readDigits(word, 0, word.length);
  return value !== null && value >= min && value <= max ? value : null;
}

const zero = 0x30;

/** The decimal integer that stands in the text from `from` to before `to`; null for anything but one to ten digits. */
function readDigits(text: string, from: number, to: number): number | null {
  if (from >= to || to - from > 10) return null;
  let value = 0;
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - zero;
    if (digit < 0 || digit > 9) return null;
    value = 10 * value + digit;
  }
  return value;
}

/** True for text that is a decimal integer, whatever its bounds: tells `range` from `arg`. */
export const isInteger = (word: string | undefined): boolean => word !== undefined && /^-?\d{1,10}$/.test(word);

/** The member of `list` that the word names, or null. */
export function readOneOf<T extends string>(list: readonly T[], word: string | undefined): T | null {
  for (const member of list) if (member === word) return member;
  return null;
}

/** Takes one field after the other off a text, numbers without a copy: this is read ten times a second and chair. */
export class Fields {
  private from = 0;

  constructor(private readonly text: string) {}

  get isAtEnd(): boolean {
    return this.from > this.text.length;
  }

  /** The field up to the separator or to the end; undefined behind the last. */
  word(separator: string): string | undefined {
    if (this.isAtEnd) return undefined;
    const { from } = this;
    return this.text.slice(from, this.pass(separator));
  }

  /** The same as a decimal integer of at most ten digits within the bounds; null for anything else. */
  integer(separator: string, min: number, max: number): number | null {
    const { from } = this;
    const value = readDigits(this.text, from, this.pass(separator));
    return value !== null && value >= min && value <= max ? value : null;
  }

  /** Goes on behind the separator; gives where the field ends. */
  private pass(separator: string): number {
    const at = this.text.indexOf(separator, this.from);
    const end = at < 0 ? this.text.length : at;
    this.from = end + 1;
    return end;
  }
}
