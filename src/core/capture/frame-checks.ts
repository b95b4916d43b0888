/** The low byte of the sum. */
const sum = (bytes: Iterable<number>): number => {
  let total = 0;
  for (const byte of bytes) total += byte;
  return total & 0xff;
};

const exclusiveOr = (bytes: Iterable<number>): number => {
  let value = 0;
  for (const byte of bytes) value ^= byte;
  return value;
};

const reversed = (value: number, width: number): number => {
  let result = 0;
  for (let bit = 0; bit < width; bit += 1) if (value & (1 << bit)) result |= 1 << (width - 1 - bit);
  return result;
};

interface Polynomial {
  readonly width: 8 | 16;
  readonly polynomial: number;
  readonly initial: number;
  /** The lowest bit goes first. */
  readonly isReflected: boolean;
  readonly finalXor: number;
}

function crc(bytes: Iterable<number>, { width, polynomial, initial, isReflected, finalXor }: Polynomial): number {
  const top = 1 << (width - 1);
  const mask = (top << 1) - 1;
  let value = initial;
  for (const byte of bytes) {
    value ^= (isReflected ? reversed(byte, 8) : byte) << (width - 8);
    for (let bit = 0; bit < 8; bit += 1) value = (value & top ? (value << 1) ^ polynomial : value << 1) & mask;
  }
  return (isReflected ? reversed(value, width) : value) ^ finalXor;
}

const polynomials = {
  crc8: { width: 8, polynomial: 0x07, initial: 0, isReflected: false, finalXor: 0 },
  'crc8-maxim': { width: 8, polynomial: 0x31, initial: 0, isReflected: true, finalXor: 0 },
  'crc16-modbus': { width: 16, polynomial: 0x8005, initial: 0xffff, isReflected: true, finalXor: 0 },
  'crc16-arc': { width: 16, polynomial: 0x8005, initial: 0, isReflected: true, finalXor: 0 },
  'crc16-ccitt': { width: 16, polynomial: 0x1021, initial: 0xffff, isReflected: false, finalXor: 0 },
  'crc16-xmodem': { width: 16, polynomial: 0x1021, initial: 0, isReflected: false, finalXor: 0 },
  'crc16-kermit': { width: 16, polynomial: 0x1021, initial: 0, isReflected: true, finalXor: 0 },
  'crc16-x25': { width: 16, polynomial: 0x1021, initial: 0xffff, isReflected: true, finalXor: 0xffff },
} as const satisfies Readonly<Record<string, Polynomial>>;

/** By name: `not` is the complement of the sum, `complement` what makes the sum 0; those that end in 7 leave the highest bit out. */
const singles = {
  sum,
  xor: exclusiveOr,
  not: (bytes) => ~sum(bytes) & 0xff,
  complement: (bytes) => -sum(bytes) & 0xff,
  sum7: (bytes) => sum(bytes) & 0x7f,
  xor7: (bytes) => exclusiveOr(bytes) & 0x7f,
  not7: (bytes) => ~sum(bytes) & 0x7f,
} as const satisfies Readonly<Record<string, (bytes: Iterable<number>) => number>>;

type SingleKind = keyof typeof singles;
type CrcKind = keyof typeof polynomials;
export type CheckKind = SingleKind | CrcKind;

const isSingle = (kind: CheckKind): kind is SingleKind => kind in singles;
const singleKinds = Object.keys(singles) as readonly SingleKind[];
const crcKinds = Object.keys(polynomials) as readonly CrcKind[];

/** Where a frame carries its check, and over what. */
export interface CheckRule {
  readonly kind: CheckKind;
  /** The first byte that it is over; the last is the one before it. */
  readonly from: number;
  /** Bytes that come after it: 1 where the frame ends with a byte of its own. */
  readonly after: number;
  /** Of two bytes, the low one comes first. */
  readonly isLowFirst: boolean;
}

const widthOf = (kind: CheckKind): number => (isSingle(kind) ? 1 : polynomials[kind].width / 8);

/** The bytes of a check over these bytes, in the order in which they are sent. */
export function checkBytes(kind: CheckKind, bytes: Iterable<number>, isLowFirst: boolean): readonly number[] {
  if (isSingle(kind)) return [singles[kind](bytes)];
  const value = crc(bytes, polynomials[kind]);
  if (widthOf(kind) === 1) return [value];
  const [low, high] = [value & 0xff, value >> 8];
  return isLowFirst ? [low, high] : [high, low];
}

/** Whether a frame is as the rule says. */
function keepsCheck({ kind, from, after, isLowFirst }: CheckRule, frame: Uint8Array): boolean {
  const at = frame.length - after - widthOf(kind);
  if (at <= from) return false;
  return checkBytes(kind, frame.subarray(from, at), isLowFirst).every((byte, index) => frame[at + index] === byte);
}

const fromMax = 4;
const afterMax = 2;
/** With fewer frames that differ a rule would fit by chance. */
const leastDifferent = 3;
/** A wire drops bytes now and then. */
const shareMin = 0.97;

/** All rules that are looked for, the plainest first. */
const candidates: readonly CheckRule[] = [...singleKinds, ...crcKinds].flatMap((kind) =>
  Array.from({ length: afterMax + 1 }, (_, after) => after).flatMap((after) =>
    Array.from({ length: fromMax + 1 }, (_, from) => from).flatMap((from) =>
      (widthOf(kind) === 2 ? [true, false] : [false]).map((isLowFirst) => ({ kind, from, after, isLowFirst })),
    ),
  ),
);

/** The frames that differ, by what they hold. */
export const differentFrames = (frames: readonly Uint8Array[]): readonly Uint8Array[] => [
  ...new Map(frames.map((frame) => [frame.join(), frame])).values(),
];

/** The rules that all but a few of these frames keep, the plainest first; none where too few differ to tell. A value that never
 *  changes beside data that do is no check. Pure. */
export function findChecks(frames: readonly Uint8Array[]): readonly CheckRule[] {
  const different = differentFrames(frames);
  if (different.length < leastDifferent) return [];
  return candidates.filter((rule) => {
    const kept = different.filter((frame) => keepsCheck(rule, frame));
    if (kept.length < Math.max(leastDifferent, different.length * shareMin)) return false;
    const at = rule.after + widthOf(rule.kind);
    return new Set(kept.map((frame) => frame[frame.length - at])).size > 1;
  });
}
