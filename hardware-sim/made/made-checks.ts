import type { Profile } from '../../src/core/profile/schema.js';

export type MadeFraming = Extract<Profile['frame'], { kind: 'binary' }>['framing'];
export type MadeCheck = NonNullable<MadeFraming['check']>;

const total = (bytes: readonly number[]): number => bytes.reduce((sum, byte) => sum + byte, 0);
const mixed = (bytes: readonly number[]): number => bytes.reduce((sum, byte) => sum ^ byte, 0);

/** A CRC whose lowest bit goes first; the polynomial is turned round. */
function lowestFirst(bytes: readonly number[], polynomial: number, initial: number): number {
  let value = initial;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit += 1) value = value % 2 === 1 ? (value >>> 1) ^ polynomial : value >>> 1;
  }
  return value;
}

function highestFirst(bytes: readonly number[], bits: 8 | 16, polynomial: number, initial: number): number {
  const [top, all] = [2 ** (bits - 1), 2 ** bits];
  let value = initial;
  for (const byte of bytes) {
    value ^= byte * 2 ** (bits - 8);
    for (let bit = 0; bit < 8; bit += 1) value = value >= top ? ((value * 2) % all) ^ polynomial : value * 2;
  }
  return value;
}

type Sum = readonly [width: 1 | 2, of: (bytes: readonly number[]) => number];

/** Stated here again, and computed in another way: what the daemon sends must be what a chair expects. */
const sums: Readonly<Record<MadeCheck['kind'], Sum>> = {
  sum: [1, (bytes) => total(bytes) % 256],
  xor: [1, mixed],
  not: [1, (bytes) => 255 - (total(bytes) % 256)],
  complement: [1, (bytes) => (256 - (total(bytes) % 256)) % 256],
  sum7: [1, (bytes) => total(bytes) % 128],
  xor7: [1, (bytes) => mixed(bytes) % 128],
  not7: [1, (bytes) => 127 - (total(bytes) % 128)],
  crc8: [1, (bytes) => highestFirst(bytes, 8, 0x07, 0)],
  'crc8-maxim': [1, (bytes) => lowestFirst(bytes, 0x8c, 0)],
  'crc16-modbus': [2, (bytes) => lowestFirst(bytes, 0xa001, 0xffff)],
  'crc16-arc': [2, (bytes) => lowestFirst(bytes, 0xa001, 0)],
  'crc16-ccitt': [2, (bytes) => highestFirst(bytes, 16, 0x1021, 0xffff)],
  'crc16-xmodem': [2, (bytes) => highestFirst(bytes, 16, 0x1021, 0)],
  'crc16-kermit': [2, (bytes) => lowestFirst(bytes, 0x8408, 0)],
  'crc16-x25': [2, (bytes) => lowestFirst(bytes, 0x8408, 0xffff) ^ 0xffff],
};

/** Bytes of a check. */
export const madeCheckWidth = ({ kind }: MadeCheck): number => sums[kind][0];

/** The check of what stands before it, as it is sent. */
export function madeCheckBytes({ kind, from, isLowFirst }: MadeCheck, before: readonly number[]): readonly number[] {
  const [width, of] = sums[kind];
  const value = of(before.slice(from));
  if (width === 1) return [value];
  const [high, low] = [Math.floor(value / 256), value % 256];
  return isLowFirst ? [low, high] : [high, low];
}
