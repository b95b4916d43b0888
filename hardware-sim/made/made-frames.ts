import type { ShownField } from '../../src/core/profile/field-shape.js';
import type { Profile } from '../../src/core/profile/schema.js';
import { fieldRuns, putBits, putDigits, sourceRuns } from '../keyed/keyed-frames.js';
import { type MadeFraming, madeCheckBytes, madeCheckWidth } from './made-checks.js';
import type { MadeValues } from './made-phases.js';

/** What a chair shows at a moment. */
export interface MadeShown {
  readonly values: MadeValues;
  /** Numbers that are no value of a control: of its timer, or that it is on. */
  readonly numbers: Readonly<Record<string, number>>;
  /** What blinks now, by its field, and whether it is lit. */
  readonly blinking: MadeValues;
  readonly isLit: boolean;
}

const numberIn = (field: string, { numbers, values }: MadeShown): number =>
  numbers[field] ?? (Number(values[field]) || 0);

const codeOf = (values: Readonly<Record<string, string>>, value: string | undefined): number =>
  Number(Object.entries(values).find(([, each]) => each === value)?.[0] ?? 0);

const bitsOf = (runs: readonly { readonly from: number; readonly to: number }[]): number =>
  runs.reduce((sum, { from, to }) => sum + from - to + 1, 0);

function putNumber(bytes: number[], { source }: Extract<ShownField, { kind: 'number' }>, value: number): void {
  const whole = Math.ceil(value);
  if (source.kind === 'segments') {
    const shown = whole === 0 ? null : Math.min(whole, 10 ** source.digits.length - 1);
    putDigits(bytes, source.digits, shown);
  } else {
    const runs = sourceRuns(source);
    putBits(bytes, runs, Math.min(whole, 2 ** bitsOf(runs) - 1));
  }
}

function putShown(bytes: number[], name: string, field: ShownField, shown: MadeShown): void {
  switch (field.kind) {
    case 'named':
      putBits(bytes, sourceRuns(field.source), codeOf(field.values, shown.values[name]));
      return;
    case 'number':
      putNumber(bytes, field, numberIn(name, shown));
      return;
    case 'first':
      for (const [each, runs] of Object.entries(field.first)) putBits(bytes, runs, each === shown.values[name] ? 1 : 0);
      return;
    case 'blinks':
      for (const [each, runs] of Object.entries(field.blinks))
        putBits(bytes, runs, each === shown.blinking[name] && !shown.isLit ? 0 : 1);
  }
}

/** How long a frame has to be for all that it shows, from its start to its last field. */
function bytesNeeded(profile: Profile, name: string): number {
  const runs = Object.values(profile.fields)
    .filter(({ frame }) => frame === name)
    .flatMap((field) => fieldRuns(field));
  return Math.max(0, ...runs.map(({ byte }) => byte + 1));
}

function wholeBytes(profile: Profile, name: string, { start, end, length, check }: MadeFraming): number {
  const kind = profile.frames[name];
  if (typeof length === 'number') return length;
  if (kind?.bytes !== undefined) return kind.bytes;
  const told = length === null ? undefined : kind?.begins?.[length.at];
  if (told !== undefined && length !== null) return told + length.plus;
  const tail = (check === null ? 0 : madeCheckWidth(check)) + end.length;
  const least = Math.max(start.length, kind?.begins?.length ?? 0, length === null ? 0 : length.at + 1) + 1;
  return Math.max(least, bytesNeeded(profile, name)) + tail;
}

/** Puts the escapes of a wire in, between start and end. */
function withEscapes({ start, end, escapes }: MadeFraming, frame: readonly number[]): readonly number[] {
  const last = frame.length - end.length;
  return frame.flatMap((byte, at) => {
    const known = at < start.length || at >= last ? undefined : escapes.find(({ means }) => means === byte);
    return known?.sent ?? [byte];
  });
}

function binaryFrame(profile: Profile, name: string, shown: MadeShown, framing: MadeFraming): readonly number[] {
  const whole = wholeBytes(profile, name, framing);
  const bytes = new Array<number>(whole).fill(0);
  for (const [field, of] of Object.entries(profile.fields)) if (of.frame === name) putShown(bytes, field, of, shown);
  const fixed = [...framing.start, ...(profile.frames[name]?.begins ?? []).slice(framing.start.length)];
  for (const [at, byte] of fixed.entries()) bytes[at] = byte;
  const { length, check, end } = framing;
  if (length !== null && typeof length === 'object') bytes[length.at] = whole - length.plus;
  for (const [at, byte] of end.entries()) bytes[whole - end.length + at] = byte;
  if (check !== null) {
    const checkAt = whole - end.length - madeCheckWidth(check);
    for (const [at, byte] of madeCheckBytes(check, bytes.slice(0, checkAt)).entries()) bytes[checkAt + at] = byte;
  }
  return withEscapes(framing, bytes);
}

function digitsFrame(profile: Profile, name: string, shown: MadeShown): string {
  const [least = 2] = profile.frames[name]?.digits ?? [];
  const bytes = new Array<number>(Math.max(Math.ceil(least / 2), bytesNeeded(profile, name))).fill(0);
  for (const [field, of] of Object.entries(profile.fields)) if (of.frame === name) putShown(bytes, field, of, shown);
  return bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('');
}

/** A number of a line: what the field that shows it has, within its bounds. */
function partNumber(profile: Profile, frame: string, part: string, max: number, shown: MadeShown): number {
  for (const [name, field] of Object.entries(profile.fields)) {
    if (field.frame !== frame || (field.kind !== 'named' && field.kind !== 'number')) continue;
    if (field.source.kind !== 'part' || field.source.part !== part) continue;
    if (field.kind === 'named') return codeOf(field.values, shown.values[name]);
    return Math.ceil(numberIn(name, shown));
  }
  return max;
}

function lineFrame(profile: Profile, name: string, shown: MadeShown): string {
  return (profile.frames[name]?.says ?? [])
    .map((part) => {
      if (part.kind === 'text') return part.text;
      const { min, max } = part;
      return String(Math.min(max, Math.max(min, partNumber(profile, name, part.name, max, shown))));
    })
    .join('');
}

const ends = { cr: '\r', lf: '\n' } as const;

/** A frame of this kind, as it goes over the wire, one character a byte. */
export function madeFrame(profile: Profile, name: string, shown: MadeShown): string {
  const { frame } = profile;
  switch (frame.kind) {
    case 'binary':
      return String.fromCharCode(...binaryFrame(profile, name, shown, frame.framing));
    case 'digits':
      return `${frame.start}${digitsFrame(profile, name, shown)}${ends[frame.end]}`;
    case 'lines':
      return `${lineFrame(profile, name, shown)}${ends[frame.end]}`;
  }
}

/** An answer as the profile says it. */
export function madeAnswer({ frame }: Profile, code: string): string {
  switch (frame.kind) {
    case 'binary':
      return code.replaceAll(' ', '').replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
    case 'digits':
      return `${frame.start}${code}${ends[frame.end]}`;
    case 'lines':
      return `${code}${ends[frame.end]}`;
  }
}
