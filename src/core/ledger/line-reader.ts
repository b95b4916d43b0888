import { scanLines } from './line-codec.js';
import type { LedgerLine } from './lines.js';

/** A stretch without a line's end that is longer is nobody's. */
export const strayBytesMax = 65_536;

/** Takes what is found in a file. */
export interface LineTaker {
  line(line: LedgerLine): void;
  /** Skipped: `at` is where it begins, bytes. */
  skipped(kind: 'wrong' | 'unknown', at: number, reason: string): void;
}

/** What a file ends with that is no line. */
export interface BadEnd {
  readonly at: number;
  readonly reason: string;
}

/** Reads a file that comes in pieces, from the beginning of a line on. */
export class LineReader {
  private rest: Uint8Array = new Uint8Array();
  /** A wrong line is the end as long as nothing follows it. */
  private last: BadEnd | null = null;

  /** `at`: where the first piece begins in the file, bytes. */
  constructor(
    private at: number,
    private readonly taker: LineTaker,
  ) {}

  /** Where the next piece has to begin. */
  get nextAt(): number {
    return this.at + this.rest.length;
  }

  feed(more: Uint8Array): void {
    const bytes = joinedBytes([this.rest, more]);
    const { pieces, restAt } = scanLines(bytes);
    for (const piece of pieces) {
      this.tellLast();
      const at = this.at + piece.start;
      if (piece.kind === 'line') this.taker.line(piece.line);
      else if (piece.kind === 'unknown') this.taker.skipped('unknown', at, 'a later version wrote it');
      else this.last = { at, reason: piece.reason };
    }
    this.at += restAt;
    this.rest = bytes.subarray(restAt);
    if (this.rest.length > strayBytesMax) this.giveUpRest();
  }

  /** There is no more: where the lines end, and what follows them that is none. */
  end(): { readonly end: number; readonly bad: BadEnd | null } {
    const unfinished = this.rest.length === 0 ? null : { at: this.at, reason: 'it is unfinished' };
    if (unfinished !== null) this.tellLast();
    const bad = unfinished ?? this.last;
    return { end: bad?.at ?? this.at, bad };
  }

  private tellLast(): void {
    if (this.last !== null) this.taker.skipped('wrong', this.last.at, this.last.reason);
    this.last = null;
  }

  private giveUpRest(): void {
    this.tellLast();
    this.taker.skipped('wrong', this.at, 'it has no end');
    this.at += this.rest.length;
    this.rest = new Uint8Array();
  }
}

export function joinedBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
