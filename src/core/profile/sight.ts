import { type BitRun, bitsValue, shownNumber } from './bits.js';
import type { FieldSource, ShownField } from './field-shape.js';
import { hearSaying } from './saying.js';
import type { Profile } from './schema.js';
import { characterCodes } from './template.js';

/** What a field shows: a number, one of its values, `none` or `several` for what blinks; null where it is not known. */
export type ShownValue = string | number | null;

interface Bit {
  readonly value: number;
  readonly changedAtMs: number | null;
}

/** What has been seen of a chair so far. */
export interface Sight {
  /** The newest of each kind, and what it shows by itself. */
  readonly frames: Readonly<
    Record<string, { readonly shown: Readonly<Record<string, ShownValue>>; readonly atMs: number }>
  >;
  /** By field and name: what may blink. */
  readonly bits: Readonly<Record<string, Readonly<Record<string, Bit>>>>;
  /** Blinking counts from here on. */
  readonly sinceMs: number | null;
}

export const noSight: Sight = { frames: {}, bits: {}, sinceMs: null };

/** A key changes what blinks; what changes within this time after it is its doing and no blinking, ms. */
const blinkGraceMs = 400;

/** Nothing that blinked before counts any more: a key is pressed. */
export const forgetBlinking = (sight: Sight, nowMs: number): Sight => ({ ...sight, sinceMs: nowMs + blinkGraceMs });

export type SeenFrame =
  | { readonly kind: 'status'; readonly name: string; readonly sight: Sight }
  | { readonly kind: 'answer' }
  | { readonly kind: 'noise' };

const answerFrame = 'answer';

/** What a frame holds: its bytes, and the numbers that a line of text says. */
interface Content {
  readonly bytes: readonly number[];
  readonly numbers: Readonly<Record<string, number>>;
}

const noise: SeenFrame = { kind: 'noise' };
const answer: SeenFrame = { kind: 'answer' };

/** Takes one line of the chair, without its end. Total: what is no frame of the profile is noise. */
export function takeTextLine(profile: Profile, sight: Sight, line: string, nowMs: number): SeenFrame {
  return profile.frame.kind === 'digits'
    ? takeDigits(profile, sight, line, profile.frame.start, nowMs)
    : takeSaying(profile, sight, line, nowMs);
}

function takeDigits(profile: Profile, sight: Sight, line: string, start: string, nowMs: number): SeenFrame {
  const digits = line.startsWith(start) ? line.slice(start.length) : '';
  if (!/^[0-9A-F]+$/.test(digits)) return noise;
  const { length } = digits;
  const name = Object.entries(profile.frames).find(
    ([, frame]) => frame.digits !== undefined && length >= frame.digits[0] && length <= frame.digits[1],
  )?.[0];
  if (name === answerFrame) return answer;
  if (name === undefined || length % 2 !== 0) return noise;
  const bytes = (digits.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
  return see(profile, sight, name, { bytes, numbers: {} }, nowMs);
}

function takeSaying(profile: Profile, sight: Sight, line: string, nowMs: number): SeenFrame {
  for (const [name, { says }] of Object.entries(profile.frames)) {
    const numbers = says === undefined ? null : hearSaying(says, line);
    if (numbers === null) continue;
    if (name === answerFrame) return answer;
    return see(profile, sight, name, { bytes: characterCodes(line), numbers }, nowMs);
  }
  return noise;
}

/** Takes one frame of a binary wire; the first kind that it fits is its own. */
export function takeFrame(profile: Profile, sight: Sight, frame: readonly number[], nowMs: number): SeenFrame {
  const name = Object.entries(profile.frames).find(
    ([, { bytes, begins }]) =>
      (bytes === undefined || bytes === frame.length) && (begins ?? []).every((byte, at) => frame[at] === byte),
  )?.[0];
  if (name === undefined) return noise;
  if (name === answerFrame) return answer;
  return see(profile, sight, name, { bytes: frame, numbers: {} }, nowMs);
}

function see(profile: Profile, sight: Sight, name: string, content: Content, nowMs: number): SeenFrame {
  const frames = { ...sight.frames, [name]: { shown: shownIn(profile, name, content), atMs: nowMs } };
  const bits = { ...sight.bits, ...blinkBits(profile, name, content.bytes, sight, nowMs) };
  return { kind: 'status', name, sight: { frames, bits, sinceMs: sight.sinceMs ?? nowMs } };
}

function blinkBits(
  profile: Profile,
  frame: string,
  bytes: readonly number[],
  sight: Sight,
  nowMs: number,
): Sight['bits'] {
  const found: Record<string, Readonly<Record<string, Bit>>> = {};
  for (const [field, of] of Object.entries(profile.fields)) {
    if (of.kind !== 'blinks' || of.frame !== frame) continue;
    const before = sight.bits[field];
    const bits: Record<string, Bit> = { ...before };
    for (const [name, runs] of Object.entries(of.blinks)) {
      const value = bitsValue(bytes, runs);
      if (value === null) continue;
      const last = before?.[name];
      const hasChanged = last !== undefined && last.value !== value;
      bits[name] = { value, changedAtMs: hasChanged ? nowMs : (last?.changedAtMs ?? null) };
    }
    found[field] = bits;
  }
  return found;
}

/** What one frame shows by itself; what blinks only several of them do. */
function shownIn(profile: Profile, frame: string, content: Content): Record<string, ShownValue> {
  const shown: Record<string, ShownValue> = {};
  for (const [name, field] of Object.entries(profile.fields)) {
    if (field.frame === frame && field.kind !== 'blinks') shown[name] = shownBy(field, content);
  }
  return shown;
}

function sourceNumber(source: FieldSource, { bytes, numbers }: Content): number | null {
  switch (source.kind) {
    case 'bits':
      return bitsValue(bytes, source.bits);
    case 'segments':
      return shownNumber(source.digits.map((digit) => bitsValue(bytes, digit)));
    case 'part':
      return numbers[source.part] ?? null;
  }
}

function shownBy(field: Exclude<ShownField, { kind: 'blinks' }>, content: Content): ShownValue {
  switch (field.kind) {
    case 'named': {
      const value = sourceNumber(field.source, content);
      return value === null ? null : (field.values[String(value)] ?? null);
    }
    case 'number':
      return sourceNumber(field.source, content);
    case 'first':
      return Object.entries(field.first).find(([, runs]) => isSet(content.bytes, runs))?.[0] ?? field.otherwise;
  }
}

const isSet = (bytes: readonly number[], runs: readonly BitRun[]): boolean => (bitsValue(bytes, runs) ?? 0) !== 0;
