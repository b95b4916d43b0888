import { type CheckKind, checkBytes } from './checks.js';

/** How a number is sent: as one byte or two (`be`: the high one first), or as digits. */
type ValueForm =
  | { readonly kind: 'bytes'; readonly count: 1 | 2; readonly isLowFirst: boolean }
  | { readonly kind: 'decimal'; readonly digits: number }
  | { readonly kind: 'hex' };

/** A piece of a command: bytes as they are, or what is put in when it is sent. */
type CommandPart =
  | { readonly kind: 'bytes'; readonly bytes: readonly number[] }
  | { readonly kind: 'key' }
  | { readonly kind: 'value'; readonly form: ValueForm }
  | { readonly kind: 'check' };

export type CommandTemplate = readonly CommandPart[];

/** What a command's check is over: from this byte on to the one before it. */
export interface CommandCheck {
  readonly kind: CheckKind;
  readonly from: number;
  readonly isLowFirst: boolean;
}

const codesOf = (text: string): readonly number[] => [...text].map((letter) => letter.charCodeAt(0));

/** `F0 82` or `F082`; null where it is not whole bytes in hex. */
export function bytesInHex(text: string): readonly number[] | null {
  const digits = text.replaceAll(' ', '');
  if (!/^(?:[0-9A-Fa-f]{2})+$/.test(digits)) return null;
  return (digits.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
}

const binaryForms: Readonly<Record<string, ValueForm>> = {
  '': { kind: 'bytes', count: 1, isLowFirst: false },
  be: { kind: 'bytes', count: 2, isLowFirst: false },
  le: { kind: 'bytes', count: 2, isLowFirst: true },
};

function valueForm(form: string, isBinary: boolean): ValueForm | null {
  if (isBinary) return binaryForms[form] ?? null;
  if (form === 'hex') return { kind: 'hex' };
  if (form === '' || form === 'dec') return { kind: 'decimal', digits: 1 };
  return /^[1-5]$/.test(form) ? { kind: 'decimal', digits: Number(form) } : null;
}

function readHole(hole: string, isBinary: boolean): CommandPart | null {
  const [what, form = '', ...more] = hole.split(':');
  if (more.length > 0) return null;
  if (what === 'value') {
    const found = valueForm(form, isBinary);
    return found === null ? null : { kind: 'value', form: found };
  }
  return form === '' && (what === 'key' || what === 'check') ? { kind: what } : null;
}

function readPlain(piece: string, isBinary: boolean): CommandPart | null {
  if (/[{}]/.test(piece)) return null;
  const bytes = isBinary ? bytesInHex(piece) : codesOf(piece);
  return bytes === null || (!isBinary && bytes.some((code) => code > 0x7e)) ? null : { kind: 'bytes', bytes };
}

/** Reads `F0 82 {key} {check} F1` (binary) or `M4{value}` (text). Null where it is neither. */
export function readTemplate(text: string, isBinary: boolean): CommandTemplate | null {
  const pieces = text.split(/(\{[^{}]*\})/).filter((piece) => (isBinary ? piece.trim() : piece) !== '');
  const parts = pieces.map((piece) =>
    piece.startsWith('{') ? readHole(piece.slice(1, -1), isBinary) : readPlain(piece, isBinary),
  );
  return parts.length > 0 && parts.every((part) => part !== null) ? parts : null;
}

/** The greatest value that a command can hold. */
export function greatestValue(template: CommandTemplate): number {
  const greatest = (form: ValueForm): number => {
    if (form.kind === 'bytes') return form.count === 1 ? 0xff : 0xffff;
    return form.kind === 'hex' ? 0xff : 99_999;
  };
  return Math.min(...template.flatMap((part) => (part.kind === 'value' ? [greatest(part.form)] : [])), 99_999);
}

function valueBytes(form: ValueForm, value: number): readonly number[] {
  if (form.kind === 'decimal') return codesOf(String(value).padStart(form.digits, '0'));
  if (form.kind === 'hex') return codesOf(value.toString(16).toUpperCase().padStart(2, '0'));
  if (form.count === 1) return [value];
  const [low, high] = [value & 0xff, value >> 8];
  return form.isLowFirst ? [low, high] : [high, low];
}

/** The bytes of a command. Pure. */
export function encodeCommand(
  template: CommandTemplate,
  { key, value }: { readonly key: readonly number[]; readonly value: number },
  check: CommandCheck | null,
): readonly number[] {
  const bytes: number[] = [];
  for (const part of template) {
    if (part.kind === 'bytes') bytes.push(...part.bytes);
    else if (part.kind === 'key') bytes.push(...key);
    else if (part.kind === 'value') bytes.push(...valueBytes(part.form, value));
    else if (check !== null) bytes.push(...checkBytes(check.kind, bytes.slice(check.from), check.isLowFirst));
  }
  return bytes;
}

/** What a wire takes: a character a byte. */
export const latinText = (bytes: readonly number[]): string => String.fromCharCode(...bytes);

export const characterCodes = codesOf;
