import { z } from 'zod';
import type { BitRun } from './bits.js';
import { bits, spanWithin, word } from './shape-words.js';

type Named<Value> = Readonly<Record<string, Value>>;

/** Where a number of a frame stands: in bits, in digits of seven segments, or in what a line says. */
export type FieldSource =
  | { readonly kind: 'bits'; readonly bits: readonly BitRun[] }
  | { readonly kind: 'segments'; readonly digits: readonly (readonly BitRun[])[] }
  | { readonly kind: 'part'; readonly part: string };

export type ShownField = { readonly frame: string } & (
  | { readonly kind: 'named'; readonly source: FieldSource; readonly values: Named<string> }
  | { readonly kind: 'number'; readonly source: FieldSource }
  | { readonly kind: 'blinks'; readonly blinks: Named<readonly BitRun[]>; readonly withinMs: number }
  | { readonly kind: 'first'; readonly first: Named<readonly BitRun[]>; readonly otherwise: string }
);

const namedBits = () => z.record(word('a name'), bits, 'must be a map of names and bits').optional();

/** One of several kinds; which one, its keys say. */
const rawField = z.strictObject({
  frame: word('a frame'),
  bits: bits.optional(),
  part: word('a number that the frame says').optional(),
  values: z.record(z.string(), word('a value'), 'must be a map such as { 0: "off", 1: "on" }').optional(),
  number: bits.optional().describe('the bits of a number, the highest first'),
  seven_segment: z.array(bits, 'must be a list of bits, a digit each').min(1).max(4).optional(),
  blinks: namedBits(),
  within: spanWithin(200, 5000).prefault('1500ms'),
  first: namedBits(),
  else: word('a name').optional(),
});

function fieldOf(raw: z.output<typeof rawField>): ShownField | null {
  const { frame, bits: runs, part, values, number, seven_segment: digits, blinks, first, else: otherwise } = raw;
  const kinds = [runs, part, number, digits, blinks, first ?? otherwise].filter((each) => each !== undefined);
  if (kinds.length !== 1 || (values !== undefined && runs === undefined && part === undefined)) return null;
  if (runs !== undefined)
    return values === undefined ? null : { kind: 'named', frame, source: { kind: 'bits', bits: runs }, values };
  if (part !== undefined) {
    const source = { kind: 'part', part } as const;
    return values === undefined ? { kind: 'number', frame, source } : { kind: 'named', frame, source, values };
  }
  if (number !== undefined) return { kind: 'number', frame, source: { kind: 'bits', bits: number } };
  if (digits !== undefined) return { kind: 'number', frame, source: { kind: 'segments', digits } };
  if (blinks !== undefined) return { kind: 'blinks', frame, blinks, withinMs: raw.within };
  return first === undefined || otherwise === undefined ? null : { kind: 'first', frame, first, otherwise };
}

export const fieldShape = rawField.transform((raw, context): ShownField => {
  const found = fieldOf(raw);
  if (found !== null) return found;
  context.addIssue({
    code: 'custom',
    message: 'must have bits with values, number, part, seven_segment, blinks, or first with else',
  });
  return z.NEVER;
});
