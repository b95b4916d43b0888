import type { CapturedBytes, CapturedLine } from './recording.js';

/** How the bytes of a line fall into frames. */
export type Framing =
  /** Lines of text. `start` is the character that they begin with, or nothing. */
  | { readonly kind: 'text'; readonly start: string; readonly end: 'cr' | 'lf' }
  /** All of one length. `end` is the last byte where that is always the same. */
  | { readonly kind: 'fixed'; readonly start: number; readonly length: number; readonly end: number | null }
  /** From one byte to another, of several lengths. */
  | { readonly kind: 'delimited'; readonly start: number; readonly end: number }
  /** The byte at `at` and `plus` are the length of the whole. */
  | { readonly kind: 'counted'; readonly start: number; readonly at: number; readonly plus: number }
  /** By silence between them alone. */
  | { readonly kind: 'gap'; readonly gapMs: number };

export interface CapturedFrame {
  /** When its first byte came. */
  readonly atMs: number;
  readonly line: CapturedLine;
  readonly bytes: Uint8Array;
}

/** The bytes of one line, each with its time. */
export interface TimedBytes {
  readonly bytes: Uint8Array;
  readonly atMs: Float64Array;
}

/** A stretch of these bytes. */
export const stretchOf = ({ bytes, atMs }: TimedBytes, from: number, to: number): TimedBytes => ({
  bytes: bytes.subarray(from, to),
  atMs: atMs.subarray(from, to),
});

/** The bytes of a line. */
export function timedBytes(heard: readonly CapturedBytes[], line: CapturedLine): TimedBytes {
  const own = heard.filter((each) => each.line === line);
  const total = own.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const bytes = new Uint8Array(total);
  const atMs = new Float64Array(total);
  let at = 0;
  for (const each of own) {
    bytes.set(each.bytes, at);
    atMs.fill(each.atMs, at, at + each.bytes.length);
    at += each.bytes.length;
  }
  return { bytes, atMs };
}

const carriageReturn = 0x0d;
const lineFeed = 0x0a;
const frameBytesMax = 128;

type Way<Kind extends Framing['kind']> = Extract<Framing, { kind: Kind }>;

/** From `startAt` to the next such byte, that included; null where none comes soon. */
function lengthTo(bytes: Uint8Array, end: number, from: number, startAt = from): number | null {
  const endAt = bytes.indexOf(end, from);
  return endAt < 0 || endAt - startAt >= frameBytesMax ? null : endAt - startAt + 1;
}

function fixedLength({ start, length, end }: Way<'fixed'>, { bytes }: TimedBytes, at: number): number | null {
  const isWhole = bytes[at] === start && at + length <= bytes.length;
  return isWhole && (end === null || bytes[at + length - 1] === end) ? length : null;
}

function countedLength({ start, at: place, plus }: Way<'counted'>, { bytes }: TimedBytes, at: number): number | null {
  const count = bytes[at + place];
  if (bytes[at] !== start || count === undefined) return null;
  const length = count + plus;
  return length > place && length <= frameBytesMax && at + length <= bytes.length ? length : null;
}

function lengthToSilence({ gapMs }: Way<'gap'>, { bytes, atMs }: TimedBytes, at: number): number {
  let end = at + 1;
  while (end < bytes.length && (atMs[end] ?? 0) - (atMs[end - 1] ?? 0) < gapMs) end += 1;
  return end - at;
}

/** The length of a frame that would begin here, or null where none does. */
function lengthAt(framing: Framing, timed: TimedBytes, at: number): number | null {
  const { bytes } = timed;
  switch (framing.kind) {
    case 'text':
      return lengthTo(bytes, framing.end === 'cr' ? carriageReturn : lineFeed, at);
    case 'fixed':
      return fixedLength(framing, timed, at);
    case 'delimited':
      return bytes[at] === framing.start ? lengthTo(bytes, framing.end, at + 1, at) : null;
    case 'counted':
      return countedLength(framing, timed, at);
    case 'gap':
      return lengthToSilence(framing, timed, at);
  }
}

const isBlank = ({ kind }: Framing, frame: Uint8Array): boolean =>
  kind === 'text' && frame.every((byte) => byte === carriageReturn || byte === lineFeed);

export interface FoundFrames {
  readonly frames: readonly CapturedFrame[];
  /** The places of their first bytes. */
  readonly starts: readonly number[];
  readonly strayBytes: number;
}

/** The frames of a line, and how many bytes are left over. What follows a frame has to be the beginning of another, or the end:
 *  a start byte in the middle of a frame is none. Pure. */
export function framesOf(framing: Framing, timed: TimedBytes, line: CapturedLine = 'status'): FoundFrames {
  const { bytes, atMs } = timed;
  const frames: CapturedFrame[] = [];
  const starts: number[] = [];
  let strayBytes = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = lengthAt(framing, timed, at);
    const next = at + (length ?? 1);
    const isFollowed = length !== null && (next >= bytes.length || couldBegin(framing, timed, next));
    if (length === null || !isFollowed) {
      strayBytes += 1;
      at += 1;
      continue;
    }
    const frame = bytes.slice(at, next);
    if (!isBlank(framing, frame)) {
      frames.push({ atMs: atMs[at] ?? 0, line, bytes: frame });
      starts.push(at);
    }
    at = next;
  }
  return { frames, starts, strayBytes };
}

function couldBegin(framing: Framing, { bytes, atMs }: TimedBytes, at: number): boolean {
  if (framing.kind === 'text' || framing.kind === 'gap') return true;
  // After a silence a frame is over, whatever comes next.
  return bytes[at] === framing.start || (atMs[at] ?? 0) - (atMs[at - 1] ?? 0) > silenceMs;
}

const silenceMs = 15;
