import { parseJson } from '../shape/read-json.js';
import { crc32Hex } from './checksum.js';
import { type LedgerLine, ledgerLineSchema } from './lines.js';

/** Of a line with its LF. */
export const ledgerBytesMax = 4096;

const lineFeed = 0x0a;
const space = 0x20;
/** A space and eight digits. */
const sealBytes = 9;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** The bytes of a line: `<json> <crc32 hex>` LF. Null where it would be longer than a line may be. */
export function encodeLine(line: LedgerLine): Uint8Array | null {
  const json = encoder.encode(JSON.stringify(line));
  if (json.length + sealBytes + 1 > ledgerBytesMax) return null;
  const bytes = new Uint8Array(json.length + sealBytes + 1);
  bytes.set(json);
  bytes.set(encoder.encode(` ${crc32Hex(json)}\n`), json.length);
  return bytes;
}

export type DecodedLine =
  | { readonly kind: 'line'; readonly line: LedgerLine }
  /** Whole, but of a form that this version does not know: a later one wrote it. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'wrong'; readonly reason: string };

const wrongLine = (reason: string): DecodedLine => ({ kind: 'wrong', reason });

function textIn(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

/** What the bytes of a line say, without its LF. Never throws. */
export function decodeLine(bytes: Uint8Array): DecodedLine {
  const sealAt = bytes.length - sealBytes;
  if (sealAt < 2) return wrongLine('it is too short');
  if (bytes.length >= ledgerBytesMax) return wrongLine('it is too long');
  const seal = textIn(bytes.subarray(sealAt + 1));
  if (bytes[sealAt] !== space || seal === null) return wrongLine('its checksum is missing');
  const json = bytes.subarray(0, sealAt);
  if (crc32Hex(json) !== seal) return wrongLine('its checksum is wrong');
  const value = parseJson(textIn(json) ?? '');
  if (typeof value !== 'object' || value === null) return wrongLine('it is not JSON');
  const parsed = ledgerLineSchema.safeParse(value);
  return parsed.success ? { kind: 'line', line: parsed.data } : { kind: 'unknown' };
}

/** One stretch of a file and what it holds; `start` and `end` are counted in bytes, the LF included. */
export type ScannedPiece = DecodedLine & { readonly start: number; readonly end: number };

/** All pieces that end with LF, in order, and where the unfinished rest begins. */
export interface ScannedLines {
  readonly pieces: readonly ScannedPiece[];
  readonly restAt: number;
}

/** Every line begins so, and no text within one can: quotes in it are escaped. */
const beginning = encoder.encode('{"kind":"');

function beginsAt(bytes: Uint8Array, at: number): boolean {
  return beginning.every((byte, index) => bytes[at + index] === byte);
}

/** Where lines seem to begin within a piece, after its first byte. */
function beginningsIn(piece: Uint8Array): readonly number[] {
  const found: number[] = [];
  for (let at = piece.indexOf(0x7b, 1); at > 0; at = piece.indexOf(0x7b, at + 1))
    if (beginsAt(piece, at)) found.push(at);
  return found;
}

/** A piece between two LF. One that is wrong may be several lines whose LF was damaged: each of them that is whole still counts. */
function piecesOf(bytes: Uint8Array, start: number, end: number): readonly ScannedPiece[] {
  const piece = bytes.subarray(start, end);
  const decoded = decodeLine(piece);
  if (decoded.kind !== 'wrong') return [{ ...decoded, start, end: end + 1 }];
  const cuts = [0, ...beginningsIn(piece), piece.length + 1];
  if (cuts.length === 2) return [{ ...decoded, start, end: end + 1 }];
  return cuts.slice(1).map((cut, index): ScannedPiece => {
    const from = cuts[index] ?? 0;
    // The byte before the next beginning was the LF.
    const part = decodeLine(piece.subarray(from, cut - 1));
    return { ...part, start: start + from, end: start + cut };
  });
}

/** Reads what is there, from the beginning of a line. Total: any bytes give some pieces. */
export function scanLines(bytes: Uint8Array): ScannedLines {
  const pieces: ScannedPiece[] = [];
  let start = 0;
  for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, start)) {
    pieces.push(...piecesOf(bytes, start, end));
    start = end + 1;
  }
  return { pieces, restAt: start };
}
