import { type CheckKind, checkBytes, checkWidth } from './checks.js';

/** A sequence that stands for one byte inside a frame, because that byte by itself means something else. */
interface Escape {
  readonly sent: readonly number[];
  readonly means: number;
}

/** How the bytes of a binary wire fall into frames. */
export interface BinaryFraming {
  readonly start: readonly number[];
  readonly end: readonly number[];
  /** Bytes of the whole frame: always the same, or the byte at `at` and `plus`; null: to its end, or to a silence. */
  readonly length: number | { readonly at: number; readonly plus: number } | null;
  /** A silence of so long ends what has begun, ms. */
  readonly gapMs: number | null;
  /** The check stands right before `end`, over the bytes from `from` on. */
  readonly check: { readonly kind: CheckKind; readonly from: number; readonly isLowFirst: boolean } | null;
  /** The greatest byte that may stand between `start` and `end`. */
  readonly payloadMax: number;
  readonly escapes: readonly Escape[];
}

/** Bytes of which it is not known yet what they are. */
export interface HeldBytes {
  readonly bytes: readonly number[];
  /** When the last of them came. */
  readonly atMs: number;
  /** What was before them was no frame. */
  readonly isInNoise: boolean;
}

export interface CutBytes {
  readonly held: HeldBytes;
  readonly frames: readonly (readonly number[])[];
  /** Stretches that were no frame. */
  readonly noise: number;
}

export const binaryFrameBytesMax = 128;
export const noBytesHeld: HeldBytes = { bytes: [], atMs: 0, isInNoise: false };

const standsAt = (bytes: readonly number[], pattern: readonly number[], at: number): boolean =>
  pattern.every((byte, index) => bytes[at + index] === byte);

/** Whether what is there could be the beginning of the pattern, or more. */
const couldStandAt = (bytes: readonly number[], pattern: readonly number[], at: number): boolean =>
  pattern.every((byte, index) => at + index >= bytes.length || bytes[at + index] === byte);

/** Where the end of a frame is over, or null while none has come. */
function endAfter(bytes: readonly number[], from: number, end: readonly number[]): number | null {
  for (let at = from; at + end.length <= bytes.length; at += 1) if (standsAt(bytes, end, at)) return at + end.length;
  return null;
}

/** An escape of which not all has come. */
const isBegun = (escapes: readonly Escape[], bytes: readonly number[], at: number): boolean =>
  escapes.some(({ sent }) => at + sent.length > bytes.length && couldStandAt(bytes, sent, at));

const lengthByte = ({ escapes }: BinaryFraming, bytes: readonly number[], at: number): number | undefined => {
  if (isBegun(escapes, bytes, at)) return undefined;
  return escapes.find(({ sent }) => standsAt(bytes, sent, at))?.means ?? bytes[at];
};

/** How many bytes on the wire make so many without escapes. */
function rawLength({ start, escapes }: BinaryFraming, bytes: readonly number[], whole: number): number | null {
  let at = start.length;
  for (let count = start.length; count < whole; count += 1) {
    if (at >= bytes.length || isBegun(escapes, bytes, at)) return null;
    at += escapes.find(({ sent }) => standsAt(bytes, sent, at))?.sent.length ?? 1;
  }
  return at;
}

/** How long the frame is on the wire that these bytes begin with; null while that cannot be known, `none` where it is no frame. */
function frameLength(framing: BinaryFraming, bytes: readonly number[]): number | 'none' | null {
  const length = wholeLength(framing, bytes);
  if (typeof length !== 'number' || framing.length === null || framing.escapes.length === 0) return length;
  return rawLength(framing, bytes, length);
}

/** The same without escapes, which the length of a frame does not count. */
function wholeLength(framing: BinaryFraming, bytes: readonly number[]): number | 'none' | null {
  const { start, end, length } = framing;
  if (typeof length === 'number') return length;
  if (length !== null) {
    const at = framing.escapes.length === 0 ? length.at : rawLength(framing, bytes, length.at);
    const count = at === null ? undefined : lengthByte(framing, bytes, at);
    if (count === undefined) return null;
    const whole = count + length.plus;
    return whole > length.at && whole <= binaryFrameBytesMax ? whole : 'none';
  }
  const found = end.length === 0 ? null : endAfter(bytes, start.length, end);
  if (found !== null) return found;
  return bytes.length >= binaryFrameBytesMax ? 'none' : null;
}

/** The frame without its escapes; null where its end, its bytes or its check are wrong. */
function readFrame(framing: BinaryFraming, raw: readonly number[]): readonly number[] | null {
  const { start, end, check, payloadMax } = framing;
  const endAt = raw.length - end.length;
  if (endAt < start.length || !standsAt(raw, end, endAt)) return null;
  const payload = unescaped(raw.slice(start.length, endAt), framing.escapes);
  if (payload === null || payload.some((byte) => byte > payloadMax)) return null;
  const frame = [...start, ...payload, ...end];
  if (check === null) return frame;
  const checkAt = frame.length - end.length - checkWidth(check.kind);
  if (checkAt <= check.from) return null;
  const expected = checkBytes(check.kind, frame.slice(check.from, checkAt), check.isLowFirst);
  return standsAt(frame, expected, checkAt) ? frame : null;
}

function unescaped(payload: readonly number[], escapes: readonly Escape[]): readonly number[] | null {
  if (escapes.length === 0) return payload;
  const found: number[] = [];
  for (let at = 0; at < payload.length; ) {
    const known = escapes.find(({ sent }) => standsAt(payload, sent, at));
    // The byte that begins an escape means nothing by itself.
    if (known === undefined && escapes.some(({ sent }) => sent[0] === payload[at])) return null;
    found.push(known?.means ?? payload[at] ?? 0);
    at += known?.sent.length ?? 1;
  }
  return found;
}

/** Puts the escapes in between the start and the end of what is sent. */
export function escaped({ start, end, escapes }: BinaryFraming, frame: readonly number[]): readonly number[] {
  if (escapes.length === 0) return frame;
  const endAt = frame.length - end.length;
  const payload = frame
    .slice(start.length, endAt)
    .flatMap((byte) => escapes.find(({ means }) => means === byte)?.sent ?? [byte]);
  return [...frame.slice(0, start.length), ...payload, ...frame.slice(endAt)];
}

/** What was held when the line fell silent: a frame where only silence ends one, else nothing. */
function takeSilence(framing: BinaryFraming, bytes: readonly number[]): Omit<CutBytes, 'held'> {
  if (bytes.length === 0) return { frames: [], noise: 0 };
  const isEndedBySilence = framing.length === null && framing.end.length === 0;
  const frame = isEndedBySilence && standsAt(bytes, framing.start, 0) ? readFrame(framing, bytes) : null;
  return frame === null ? { frames: [], noise: 1 } : { frames: [frame], noise: 0 };
}

type TakenBytes = { readonly length: number; readonly frame: readonly number[] | null };

/** What begins at the first of these bytes: a frame, or one byte that belongs to none; null while that is not known. */
function takeFirst(framing: BinaryFraming, bytes: readonly number[]): TakenBytes | null {
  const length = couldStandAt(bytes, framing.start, 0) ? frameLength(framing, bytes) : 'none';
  if (length === null || (length !== 'none' && length > bytes.length)) return null;
  const frame = length === 'none' ? null : readFrame(framing, bytes.slice(0, length));
  return { frame, length: frame === null || length === 'none' ? 1 : length };
}

/** Where a frame begins inside what is waited for, with another right behind it. One alone may stand in the payload by chance. */
function twoFramesAt(framing: BinaryFraming, bytes: readonly number[], at: number): boolean {
  if (framing.check === null || !standsAt(bytes, framing.start, at)) return false;
  const first = takeFirst(framing, bytes.slice(at));
  if (first?.frame == null) return false;
  return takeFirst(framing, bytes.slice(at + first.length))?.frame != null;
}

/** A damaged length may make one wait for bytes that are the next frames': frames that are surely some show it. */
function takeNext(framing: BinaryFraming, bytes: readonly number[]): TakenBytes | null {
  const taken = takeFirst(framing, bytes);
  if (taken !== null || framing.start.length === 0) return taken;
  const isPlain = framing.payloadMax < (framing.start[0] ?? 0);
  for (let at = 1; at + framing.start.length <= bytes.length; at += 1) {
    const isNext = isPlain ? standsAt(bytes, framing.start, at) : twoFramesAt(framing, bytes, at);
    if (isNext) return { frame: null, length: at };
  }
  return null;
}

/** Byte by byte, so that frames are the same in whatever pieces a wire delivers them. */
function takeBytes(framing: BinaryFraming, held: HeldBytes, bytes: Uint8Array): Omit<CutBytes, 'held'> & HeldBytes {
  const frames: (readonly number[])[] = [];
  let noise = 0;
  let { bytes: rest, isInNoise } = held;
  for (const byte of bytes) {
    rest = [...rest, byte];
    let taken = takeNext(framing, rest);
    while (taken !== null) {
      if (taken.frame !== null) frames.push(taken.frame);
      else if (!isInNoise) noise += 1;
      isInNoise = taken.frame === null;
      rest = rest.slice(taken.length);
      taken = rest.length === 0 ? null : takeNext(framing, rest);
    }
  }
  return { frames, noise, bytes: rest, isInNoise, atMs: held.atMs };
}

/** Cuts the bytes of a wire into frames; with none it looks whether a silence has ended one. What is damaged is passed over to
 *  the next byte with which a frame could begin. Total and pure. */
export function cutFrames(framing: BinaryFraming, held: HeldBytes, bytes: Uint8Array, nowMs: number): CutBytes {
  const isOver = framing.gapMs !== null && held.bytes.length > 0 && nowMs - held.atMs >= framing.gapMs;
  const before = isOver ? takeSilence(framing, held.bytes) : { frames: [], noise: 0 };
  const { frames, noise, ...rest } = takeBytes(framing, isOver ? noBytesHeld : held, bytes);
  return {
    held: { ...rest, atMs: bytes.length > 0 ? nowMs : held.atMs },
    frames: [...before.frames, ...frames],
    noise: before.noise + noise,
  };
}
