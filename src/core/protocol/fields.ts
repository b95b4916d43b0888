import { readDigits } from './words.js';

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
