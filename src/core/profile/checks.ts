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
/** All that are known, the plainest first. */
export const checkKinds = [...Object.keys(singles), ...Object.keys(polynomials)] as readonly CheckKind[];

/** Bytes. */
export const checkWidth = (kind: CheckKind): number => (isSingle(kind) ? 1 : polynomials[kind].width / 8);

/** The bytes of a check over these bytes, in the order in which they are sent. */
export function checkBytes(kind: CheckKind, bytes: Iterable<number>, isLowFirst: boolean): readonly number[] {
  if (isSingle(kind)) return [singles[kind](bytes)];
  const value = crc(bytes, polynomials[kind]);
  if (checkWidth(kind) === 1) return [value];
  const [low, high] = [value & 0xff, value >> 8];
  return isLowFirst ? [low, high] : [high, low];
}
