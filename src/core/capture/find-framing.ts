import { findChecks } from './frame-checks.js';
import { type FoundFrames, type Framing, framesOf, stretchOf, type TimedBytes } from './framing.js';

/** A framing, and the share of the bytes that it explains, 0 to 1. */
export interface FoundFraming {
  readonly framing: Framing;
  readonly coverage: number;
}

type FixedFraming = Extract<Framing, { kind: 'fixed' }>;

const coverageMin = 0.8;
const framesMin = 3;
/** A plainer way of reading is taken where another explains no more than this above it: some bytes are always lost. */
const plainness = 0.12;
const bitsPerCharacter = 10;
/** Hundreds of frames. What is heard meanwhile has to get its own time, so that a search must be short. */
const searchedBytes = 2500;
const lengthMax = 64;
const startsMax = 8;

function coverageOf(framing: Framing, timed: TimedBytes): number {
  const { frames, strayBytes } = framesOf(framing, timed);
  return frames.length < framesMin ? 0 : 1 - strayBytes / timed.bytes.length;
}

/** The commonest bytes, the commonest first. */
function commonest(bytes: Uint8Array): readonly number[] {
  const counts = new Map<number, number>();
  for (const byte of bytes) counts.set(byte, (counts.get(byte) ?? 0) + 1);
  const sorted = [...counts].filter(([, count]) => count >= framesMin).sort(([, one], [, other]) => other - one);
  return sorted.map(([byte]) => byte);
}

const isPrintable = (byte: number): boolean => (byte >= 0x20 && byte < 0x7f) || byte === 0x0d || byte === 0x0a;

/** Lines of text, where nearly every byte is a printable one. */
function findText({ bytes, atMs }: TimedBytes): Framing | null {
  const printable = bytes.filter(isPrintable).length;
  const ends = { cr: bytes.filter((byte) => byte === 0x0d).length, lf: bytes.filter((byte) => byte === 0x0a).length };
  if (printable < bytes.length * 0.97 || Math.max(ends.cr, ends.lf) < framesMin) return null;
  const end = ends.cr > 0 ? 'cr' : 'lf';
  const { frames } = framesOf({ kind: 'text', start: '', end }, { bytes, atMs });
  const firsts = commonest(Uint8Array.from(frames.flatMap((frame) => frame.bytes.find((byte) => byte > 0x20) ?? [])));
  const first = String.fromCharCode(firsts[0] ?? 0x20);
  const shared = frames.filter((frame) => frame.bytes.includes(first.charCodeAt(0))).length;
  const isMark = /[^\s0-9A-Za-z]/.test(first) && shared >= frames.length * coverageMin;
  return { kind: 'text', start: isMark ? first : '', end };
}

/** The share of all the time that lies just before the frames, 0 to 1: what begins a frame mostly comes after a silence. */
function shareOfSilence({ starts }: FoundFrames, { atMs }: TimedBytes): number {
  const wholeMs = (atMs.at(-1) ?? 0) - (atMs[0] ?? 0);
  const beforeMs = starts.reduce((sum, at) => sum + (at === 0 ? 0 : (atMs[at] ?? 0) - (atMs[at - 1] ?? 0)), 0);
  return wholeMs === 0 ? 0 : beforeMs / wholeMs;
}

/** Of bytes that could all begin the frames, since they never change: the one after a silence, with which a check holds, which stands
 *  nowhere else in a frame, and which is no data byte of seven bits. */
function plausibility(framing: FixedFraming, timed: TimedBytes): number {
  const found = framesOf(framing, timed);
  const { start } = framing;
  const isLone = found.frames.every(({ bytes }) => bytes.indexOf(start, 1) < 0);
  const hasCheck = findChecks(found.frames.map(({ bytes }) => bytes)).length > 0;
  return (
    Math.round(shareOfSilence(found, timed) * 4) * 8 + (hasCheck ? 4 : 0) + (isLone ? 2 : 0) + (start >= 0x80 ? 1 : 0)
  );
}

/** The last byte where it is the same in all frames, and neither a filling nor all that there is. */
function withEnd(framing: FixedFraming, timed: TimedBytes): Framing {
  const { frames } = framesOf(framing, timed);
  const lasts = new Set(frames.map(({ bytes }) => bytes.at(-1)));
  const [end] = lasts;
  return lasts.size === 1 && end !== undefined && end >= 0x80 ? { ...framing, end } : framing;
}

/** How alike the frames are, 0 to 1: of each byte the share of its commonest value. At a wrong length bytes that never change stand
 *  in a row with others. */
function likeness(framing: FixedFraming, timed: TimedBytes): number {
  const { frames } = framesOf(framing, timed);
  let total = 0;
  for (let at = 0; at < framing.length; at += 1) {
    const counts = new Map<number, number>();
    for (const { bytes } of frames) counts.set(bytes[at] ?? 0, (counts.get(bytes[at] ?? 0) ?? 0) + 1);
    total += Math.max(0, ...counts.values()) / Math.max(1, frames.length);
  }
  return total / framing.length;
}

/** One byte over and over is no frame. */
const isFilling = (framing: FixedFraming, timed: TimedBytes): boolean =>
  framesOf(framing, timed).frames.every(({ bytes }) => bytes.every((byte) => byte === framing.start));

interface RatedFraming {
  readonly framing: FixedFraming;
  readonly coverage: number;
  readonly worth: number;
}

function rateFixed(framing: FixedFraming, timed: TimedBytes): RatedFraming {
  const coverage = coverageOf(framing, timed);
  const isUsable = coverage >= coverageMin && !isFilling(framing, timed);
  return { framing, coverage, worth: isUsable ? coverage + likeness(framing, timed) : 0 };
}

/** Of lengths that explain as much, the shortest: two frames are no frame. */
function findFixed(timed: TimedBytes, starts: readonly number[]): FoundFraming | null {
  const lengths = Array.from({ length: lengthMax - 1 }, (_, at) => at + 2);
  const rated = lengths.flatMap((length) =>
    starts.map((start) => rateFixed({ kind: 'fixed', start, length, end: null }, timed)),
  );
  const most = Math.max(0, ...rated.map(({ worth }) => worth));
  const good = rated.filter(({ worth }) => worth > 0 && worth >= most - 0.04);
  const shortest = Math.min(...good.map(({ framing }) => framing.length));
  const [first] = good
    .filter(({ framing }) => framing.length === shortest)
    .sort((one, other) => plausibility(other.framing, timed) - plausibility(one.framing, timed));
  return first === undefined ? null : { framing: withEnd(first.framing, timed), coverage: first.coverage };
}

const bestOf = (framings: readonly Framing[], timed: TimedBytes): FoundFraming | null => {
  let best: FoundFraming | null = null;
  for (const framing of framings) {
    const coverage = coverageOf(framing, timed);
    if (coverage > (best?.coverage ?? 0)) best = { framing, coverage };
  }
  return best;
};

const findDelimited = (timed: TimedBytes, starts: readonly number[]): FoundFraming | null =>
  bestOf(
    starts.flatMap((start) =>
      starts.filter((end) => end !== start).map((end) => ({ kind: 'delimited', start, end }) as const),
    ),
    timed,
  );

function findCounted(timed: TimedBytes, starts: readonly number[]): FoundFraming | null {
  const places = [1, 2, 3, 4, 5, 6];
  const extras = Array.from({ length: 10 }, (_, plus) => plus);
  return bestOf(
    starts.flatMap((start) =>
      places.flatMap((at) => extras.map((plus) => ({ kind: 'counted', start, at, plus }) as const)),
    ),
    timed,
  );
}

/** The pieces in which a line was read: when, and how long after the one before it, ms. */
function piecesOf({ atMs }: TimedBytes): readonly { readonly bytes: number; readonly afterMs: number }[] {
  const pieces: { bytes: number; afterMs: number }[] = [];
  for (let at = 0; at < atMs.length; at += 1) {
    const last = pieces.at(-1);
    if (last !== undefined && atMs[at] === atMs[at - 1]) last.bytes += 1;
    else pieces.push({ bytes: 1, afterMs: (atMs[at] ?? 0) - (atMs[at - 1] ?? 0) });
  }
  return pieces.slice(1);
}

/** The pause that parts frames: between the longest within them and the shortest between them. An adapter that hands over what it has
 *  each 16 ms makes pieces, and no pauses. Null where there are none. */
function pauseOf(timed: TimedBytes, characterMs: number): number | null {
  const pieces = piecesOf(timed);
  const sorted = pieces.map(({ afterMs }) => afterMs).sort((one, other) => one - other);
  let jump = { ratio: 0, pauseMs: 0 };
  for (const [index, longer] of sorted.entries()) {
    const shorter = Math.max(1, sorted[index - 1] ?? longer);
    if (longer / shorter > jump.ratio) jump = { ratio: longer / shorter, pauseMs: Math.sqrt(longer * shorter) };
  }
  if (jump.ratio >= 2) return Math.max(3, Math.round(jump.pauseMs));
  const [shortest] = sorted;
  const isApart = pieces.every(({ bytes, afterMs }) => afterMs - bytes * characterMs >= 3);
  return shortest === undefined || !isApart ? null : Math.max(3, Math.round(shortest * 0.7));
}

/** By silences, where most of what is between them is of a few lengths. */
function findGap(timed: TimedBytes, characterMs: number): FoundFraming | null {
  const gapMs = pauseOf(timed, characterMs);
  if (gapMs === null) return null;
  const framing = { kind: 'gap', gapMs } as const;
  const { frames } = framesOf(framing, timed);
  const lengths = new Map<number, number>();
  for (const { bytes } of frames) lengths.set(bytes.length, (lengths.get(bytes.length) ?? 0) + 1);
  const usual = [...lengths.values()].sort((one, other) => other - one).slice(0, 3);
  const share = usual.reduce((sum, count) => sum + count, 0) / Math.max(1, frames.length);
  return frames.length < framesMin ? null : { framing, coverage: share };
}

/** How a line speaks, the plainest way that explains nearly all of it; null where none explains most: the baud rate is wrong, or too
 *  little was heard. Its end may be torn, and so may its beginning: then the rest is looked at. Pure. */
export function findFraming(all: TimedBytes, baudRate: number): FoundFraming | null {
  const last = Math.max(0, all.bytes.length - searchedBytes);
  for (const from of new Set([last, Math.floor(last / 2), 0])) {
    const found = findIn(stretchOf(all, from, from + searchedBytes), baudRate);
    if (found !== null) return found;
  }
  return null;
}

function findIn(timed: TimedBytes, baudRate: number): FoundFraming | null {
  if (new Set(timed.atMs).size < framesMin) return null;
  const text = findText(timed);
  if (text !== null) return { framing: text, coverage: coverageOf(text, timed) };
  const starts = commonest(timed.bytes).slice(0, startsMax);
  const found = [
    findFixed(timed, starts),
    findDelimited(timed, starts),
    findCounted(timed, starts),
    findGap(timed, (1000 * bitsPerCharacter) / baudRate),
  ].filter((each) => each !== null);
  const best = Math.max(0, ...found.map(({ coverage }) => coverage));
  if (best < coverageMin) return null;
  return found.find(({ coverage }) => coverage >= best - plainness) ?? null;
}
