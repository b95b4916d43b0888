import { encodeLine, type ScannedPiece, scanLines } from './line-codec.js';
import { joinedBytes, strayBytesMax } from './line-reader.js';
import type { LedgerLine } from './lines.js';

/** What a forgotten person is called. */
export const forgottenPerson = '-';

const encoder = new TextEncoder();

/** True where bytes that are no line may still name the person. */
export function mayName(bytes: Uint8Array, person: string): boolean {
  const name = encoder.encode(person);
  for (let at = bytes.indexOf(name[0] ?? 0); at >= 0; at = bytes.indexOf(name[0] ?? 0, at + 1))
    if (name.every((byte, index) => bytes[at + index] === byte)) return true;
  return false;
}

/** Takes a person out of a file of the ledger that comes in pieces: the sessions and their hours stay, nobody's; marks and goals go; so
 *  does what cannot be read and has the name in it. */
export class PersonEraser {
  private rest: Uint8Array = new Uint8Array();
  private readonly sessions = new Set<string>();
  /** How many lines are others now, or are gone. */
  changed = 0;

  constructor(private readonly person: string) {}

  /** What comes in the place of all whole lines so far. */
  feed(more: Uint8Array): Uint8Array {
    const bytes = joinedBytes([this.rest, more]);
    const { pieces, restAt } = scanLines(bytes);
    const kept = pieces.map((piece) => this.after(piece, bytes.subarray(piece.start, piece.end)));
    this.rest = bytes.subarray(restAt);
    return joinedBytes(this.rest.length > strayBytesMax ? [...kept, this.shortenRest()] : kept);
  }

  /** Of a stretch without an end only so much stays that a name which goes on in the next piece is found. */
  private shortenRest(): Uint8Array {
    const { rest, person } = this;
    if (mayName(rest, person)) return this.end();
    const cut = rest.length - person.length;
    this.rest = rest.subarray(cut);
    return rest.subarray(0, cut);
  }

  /** There is no more: what comes in the place of an unfinished line. */
  end(): Uint8Array {
    const { rest } = this;
    this.rest = new Uint8Array();
    return this.after({ kind: 'wrong', reason: 'it is unfinished', start: 0, end: rest.length }, rest);
  }

  private after(piece: ScannedPiece, own: Uint8Array): Uint8Array {
    if (piece.kind !== 'line') return mayName(own, this.person) ? this.gone() : own;
    const line = this.without(piece.line);
    if (line === piece.line) return own;
    if (line === null) return this.gone();
    this.changed += 1;
    return encodeLine(line) ?? new Uint8Array();
  }

  /** A line without the person: null where nothing of it may stay. */
  private without(line: LedgerLine): LedgerLine | null {
    if (line.kind === 'opened' && line.person === this.person) {
      this.sessions.add(line.id);
      return { ...line, person: forgottenPerson };
    }
    if (line.kind === 'goal' && line.person === this.person) return null;
    return line.kind === 'mark' && this.sessions.has(line.id) ? null : line;
  }

  private gone(): Uint8Array {
    this.changed += 1;
    return new Uint8Array();
  }
}
