import type { CapturedBytes, CapturedLine } from '../../../src/core/capture/recording.js';
import { checkBytes } from '../../../src/core/profile/checks.js';

/** A frame and when its first byte was sent, ms. */
export interface SentFrame {
  readonly atMs: number;
  readonly bytes: readonly number[];
}

const bitMs = 1000 / 9600;

/** How an adapter hands over what was sent. */
export type Chunking = 'frames' | 'bytes' | 'latency';

/** What is read of these frames: frame by frame, byte by byte, or all that came within 16 ms in one piece. */
export function heardAs(
  frames: readonly SentFrame[],
  chunking: Chunking = 'frames',
  line: CapturedLine = 'status',
): readonly CapturedBytes[] {
  if (chunking === 'frames') {
    return frames.map(({ atMs, bytes }) => ({ atMs: Math.round(atMs), line, bytes: Uint8Array.from(bytes) }));
  }
  const single = frames.flatMap(({ atMs, bytes }) =>
    bytes.map((byte, index) => ({ atMs: atMs + (index + 1) * 10 * bitMs, byte })),
  );
  const everyMs = chunking === 'bytes' ? 1 : 16;
  const pieces = new Map<number, number[]>();
  for (const { atMs, byte } of single) {
    const time = Math.ceil(atMs / everyMs) * everyMs;
    pieces.set(time, [...(pieces.get(time) ?? []), byte]);
  }
  return [...pieces].map(([atMs, bytes]) => ({ atMs, line, bytes: Uint8Array.from(bytes) }));
}

/** Numbers that look random and are always the same. */
export function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * below);
  };
}

const every = (count: number, periodMs: number, bytesAt: (at: number) => readonly number[]): readonly SentFrame[] =>
  Array.from({ length: count }, (_, at) => ({ atMs: at * periodMs, bytes: bytesAt(at) }));

/** A status of 18 bytes every 50 ms that counts seconds down and shows a set of lamps; no check. */
export const counting = (count: number, lampsAt: (atMs: number) => number = () => 0): readonly SentFrame[] =>
  every(count, 50, (at) => {
    const seconds = 1200 - Math.floor((at * 50) / 1000);
    const payload = Array.from({ length: 16 }, () => 0);
    Object.assign(payload, { 0: 0x40, 2: lampsAt(at * 50), 3: seconds >> 7, 4: seconds & 0x7f, 6: 0x03, 13: 0x01 });
    return [0xf0, ...payload, 0xf1];
  });

/** Commands of five bytes, the last but one a check of the two before it. */
export const pressed = (keys: readonly number[], atMsOf: (index: number) => number): readonly SentFrame[] =>
  keys.map((key, index) => ({ atMs: atMsOf(index), bytes: [0xf0, 0x82, key, ~(0x82 + key) & 0x7f, 0xf1] }));

/** Hex digits in lines of text, as `~2706F0D30B068180A0` and CR. */
export const spelled = (count: number): readonly SentFrame[] =>
  every(count, 200, (at) => [
    ...`~${(0x2706f0d30b + at).toString(16).toUpperCase()}`.split('').map((letter) => letter.charCodeAt(0)),
    0x0d,
  ]);

/** Frames of several lengths: AA, the length of the whole, data, and a CRC of Modbus. */
export const measured = (count: number): readonly SentFrame[] => {
  const chance = numbers(7);
  return every(count, 80, () => {
    const data = Array.from({ length: 2 + chance(6) }, () => chance(256));
    const head = [0xaa, data.length + 4, ...data];
    return [...head, ...checkBytes('crc16-modbus', head, true)];
  });
};

/** Seven-bit data of several lengths between two bytes of eight. */
export const bracketed = (count: number): readonly SentFrame[] => {
  const chance = numbers(3);
  return every(count, 60, () => [0xb5, ...Array.from({ length: 2 + chance(9) }, () => chance(128)), 0xe7]);
};

/** Anything, with nothing to tell where it begins but the silence before it. */
export const silent = (count: number): readonly SentFrame[] => {
  const chance = numbers(11);
  return every(count, 100, () => Array.from({ length: chance(2) === 0 ? 7 : 9 }, () => chance(256)));
};

/** What a receiver at another rate makes of it: the line is sampled in the middle of each of its own bits. */
export function heardAtRate(
  frames: readonly SentFrame[],
  sentBaud: number,
  heardBaud: number,
): readonly CapturedBytes[] {
  return frames.flatMap(({ atMs, bytes }) => {
    const sent = bytes.flatMap((byte) => [0, ...Array.from({ length: 8 }, (_, bit) => (byte >> bit) & 1), 1]);
    const levelAt = (bits: number): number => sent[Math.floor((bits * sentBaud) / heardBaud)] ?? 1;
    const heardBits = Math.ceil((sent.length * heardBaud) / sentBaud) + 10;
    const read: number[] = [];
    for (let at = 0; at < heardBits; ) {
      if (levelAt(at + 0.5) === 1) {
        at += 1;
        continue;
      }
      let byte = 0;
      for (let bit = 0; bit < 8; bit += 1) byte |= levelAt(at + 1.5 + bit) << bit;
      read.push(byte);
      at += 10;
    }
    return [{ atMs: Math.round(atMs), line: 'status' as const, bytes: Uint8Array.from(read) }];
  });
}
