import type { BitRun } from '../../src/core/profile/bits.js';
import type { FieldSource, ShownField } from '../../src/core/profile/field-shape.js';
import type { Profile } from '../../src/core/profile/schema.js';
import type { KeyedProfile } from './keyed-profile.js';
import { type KeyedState, timerMinutes } from './keyed-state.js';

/** Seven segments of the digits 0-9, stated here again: what the daemon reads must be what a display shows. */
const digits = [0x3f, 0x06, 0x5b, 0x4f, 0x66, 0x6d, 0x7d, 0x07, 0x7f, 0x6f];
const blinkMs = 500;

/** How many bytes a frame has: up to the highest that a field needs. */
function lengthOf(profile: Profile, frame: string): number {
  const least = Math.ceil((profile.frames[frame]?.digits?.[0] ?? 2) / 2);
  const bytes = Object.values(profile.fields)
    .filter((field) => field.frame === frame)
    .flatMap((field) => fieldRuns(field).map(({ byte }) => byte + 1));
  return Math.max(least, ...bytes);
}

export function sourceRuns(source: FieldSource): readonly BitRun[] {
  if (source.kind === 'bits') return source.bits;
  return source.kind === 'segments' ? source.digits.flat() : [];
}

export function fieldRuns(field: ShownField): readonly BitRun[] {
  switch (field.kind) {
    case 'named':
    case 'number':
      return sourceRuns(field.source);
    case 'first':
      return Object.values(field.first).flat();
    case 'blinks':
      return Object.values(field.blinks).flat();
  }
}

/** Writes a number into bits, the highest run first. */
export function putBits(bytes: number[], runs: readonly BitRun[], value: number): void {
  let left = value;
  for (const { byte, from, to } of [...runs].reverse()) {
    const at = byte < 0 ? bytes.length + byte : byte;
    const width = from - to + 1;
    const mask = (1 << width) - 1;
    bytes[at] = ((bytes[at] ?? 0) & ~(mask << to)) | ((left & mask) << to);
    left >>= width;
  }
}

/** The bytes of a frame as the chair shows itself now. */
export function frameBytes(profile: Profile, state: KeyedState, frame: string): readonly number[] {
  const bytes = new Array<number>(lengthOf(profile, frame)).fill(0);
  for (const [name, field] of Object.entries(profile.fields)) {
    if (field.frame === frame) putField(bytes, field, state.values[name] ?? '', state);
  }
  return bytes;
}

function putField(bytes: number[], field: ShownField, value: string, state: KeyedState): void {
  switch (field.kind) {
    case 'named':
      putBits(
        bytes,
        sourceRuns(field.source),
        Number(Object.entries(field.values).find(([, each]) => each === value)?.[0] ?? 0),
      );
      return;
    case 'number':
      if (field.source.kind === 'segments') putDigits(bytes, field.source.digits, timerMinutes(state));
      return;
    case 'first':
      for (const [each, runs] of Object.entries(field.first)) putBits(bytes, runs, each === value ? 1 : 0);
      return;
    case 'blinks':
      putBlinks(bytes, field.blinks, value, state);
  }
}

/** What is at rest is lit; what moves goes out and on again. */
function putBlinks(
  bytes: number[],
  blinks: Readonly<Record<string, readonly BitRun[]>>,
  value: string,
  { nowMs, isOn, isPaused }: KeyedState,
): void {
  const isLit = Math.floor(nowMs / blinkMs) % 2 === 0;
  for (const [name, runs] of Object.entries(blinks)) {
    putBits(bytes, runs, name === value && isOn && !isPaused && !isLit ? 0 : 1);
  }
}

/** The display is dark while nothing is to be shown. */
export function putDigits(bytes: number[], places: readonly (readonly BitRun[])[], value: number | null): void {
  for (const [at, runs] of places.entries()) {
    const digit = value === null ? null : Math.floor(value / 10 ** (places.length - 1 - at)) % 10;
    putBits(bytes, runs, digit === null ? 0 : (digits[digit] ?? 0));
  }
}

/** A frame as it goes over the line. */
export const frameText = ({ frame }: KeyedProfile, hex: string): string =>
  `${frame.start}${hex}${frame.end === 'cr' ? '\r' : '\n'}`;

export const hexOf = (bytes: readonly number[]): string =>
  bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('');
