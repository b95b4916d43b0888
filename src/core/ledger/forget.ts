import { encodeLine, type ScannedPiece, scanLines } from './line-codec.js';
import { joinedBytes } from './line-reader.js';
import type { LedgerLine } from './lines.js';

/** What a forgotten person is called. */
const forgotten = '-';

const encoder = new TextEncoder();

/** True where bytes that are no line may still name the person. */
export function mayName(bytes: Uint8Array, person: string): boolean {
  const name = encoder.encode(person);
  for (let at = bytes.indexOf(name[0] ?? 0); at >= 0; at = bytes.indexOf(name[0] ?? 0, at + 1))
    if (name.every((byte, index) => bytes[at + index] === byte)) return true;
  return false;
}

/** The bytes of a file without a person, and how many of its lines are others now. */
export interface ForgottenFile {
  readonly bytes: Uint8Array;
  readonly changed: number;
}

/** A line without the person: null where nothing of it may stay. */
function without(line: LedgerLine, person: string, sessions: ReadonlySet<string>): LedgerLine | null {
  if (line.kind === 'opened' && line.person === person) return { ...line, person: forgotten };
  if (line.kind === 'goal' && line.person === person) return null;
  if (line.kind === 'mark' && sessions.has(line.id)) return null;
  return line;
}

/** What becomes of a piece of a file: its bytes, other ones, or none. */
function afterwards(
  piece: ScannedPiece,
  own: Uint8Array,
  person: string,
  sessions: ReadonlySet<string>,
): Uint8Array | null {
  if (piece.kind !== 'line') return mayName(own, person) ? null : own;
  const after = without(piece.line, person, sessions);
  if (after === piece.line) return own;
  return after === null ? null : encodeLine(after);
}

/** A file of the ledger without a person: the sessions and their hours stay, nobody's; marks and goals go; so does what cannot be read
 *  and has the name in it. Pure. */
export function forgetIn(bytes: Uint8Array, person: string): ForgottenFile {
  const { pieces, restAt } = scanLines(bytes);
  const sessions = new Set<string>();
  for (const piece of pieces) {
    if (piece.kind === 'line' && piece.line.kind === 'opened' && piece.line.person === person)
      sessions.add(piece.line.id);
  }
  const rest: ScannedPiece = { kind: 'wrong', reason: 'it is unfinished', start: restAt, end: bytes.length };
  const kept = [...pieces, rest].map((piece) => {
    const own = bytes.subarray(piece.start, piece.end);
    return { own, after: afterwards(piece, own, person, sessions) };
  });
  const changed = kept.filter(({ own, after }) => after !== own).length;
  return { bytes: joinedBytes(kept.flatMap(({ after }) => (after === null ? [] : [after]))), changed };
}
