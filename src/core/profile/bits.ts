/** One run of bits of a frame's byte: `byte` counts from 0, or from the end where it is negative (-1 is the last). Bit 7 is the
 *  highest; `from` >= `to`. */
export interface BitRun {
  readonly byte: number;
  readonly from: number;
  readonly to: number;
}

const form = /^(?:B(\d{1,2})|(last))(?:\[([0-7])(?::([0-7]))?\])?$/;

function readRun(word: string): BitRun | null {
  const [found, index, last, high, low] = form.exec(word) ?? [];
  if (found === undefined) return null;
  const byte = last === undefined ? Number(index) : -1;
  const from = high === undefined ? 7 : Number(high);
  const to = low === undefined ? (high === undefined ? 0 : from) : Number(low);
  return from >= to ? { byte, from, to } : null;
}

/** Reads `B3[4]`, `B4[6:5]`, `B1`, `last[1]`, or several of them with spaces between, the highest bits first. Null where it is
 *  none of these. */
export function readBits(text: string): readonly BitRun[] | null {
  const runs = text.split(' ').map(readRun);
  return runs.every((run) => run !== null) ? runs : null;
}

/** The number that the bits of a frame spell; null where the frame is too short for it. */
export function bitsValue(bytes: readonly number[], runs: readonly BitRun[]): number | null {
  let value = 0;
  for (const { byte, from, to } of runs) {
    const found = bytes.at(byte);
    if (found === undefined) return null;
    const width = from - to + 1;
    value = (value << width) | ((found >> to) & ((1 << width) - 1));
  }
  return value;
}

/** The seven segments of the digits 0-9, lowest bit first: top, right top, right bottom, bottom, left bottom, left top, middle. */
const segments = [0x3f, 0x06, 0x5b, 0x4f, 0x66, 0x6d, 0x7d, 0x07, 0x7f, 0x6f];

/** The number that a seven-segment display shows, its digits from the left; leading blanks are nothing. Null where it shows none. */
export function shownNumber(digits: readonly (number | null)[]): number | null {
  let value: number | null = null;
  for (const digit of digits) {
    const found = digit === null ? -1 : segments.indexOf(digit);
    if (found >= 0) value = (value ?? 0) * 10 + found;
    else if (digit !== 0 || value !== null) return null;
  }
  return value;
}
