import { z } from 'zod';
import { profileNamePattern } from '../ids.js';
import { durationText } from '../program/values.js';
import { onePlainLine } from '../shape/plain-text.js';
import { type BitRun, readBits } from './bits.js';
import { bytesInHex } from './template.js';

/** The words of a profile file that its parts share. */
export const word = (what: string) =>
  z
    .string(`must be ${what}`)
    .regex(profileNamePattern, `must be ${what} of small letters, digits and -, such as air-strength`);

export const plainLine = (lengthMax: number) =>
  z
    .string('must be text')
    .min(1, 'must not be empty')
    .max(lengthMax, `must be at most ${lengthMax} characters`)
    .regex(onePlainLine, 'must be one line of plain text');

export const wholeWithin = (min: number, max: number) =>
  z
    .int(`must be a whole number from ${min} to ${max}`)
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`);

export const spanWithin = (minMs: number, maxMs: number) => durationText({ minMs, maxMs, unit: 's' });

/** Fields, and the values that they show: some situation of the chair. */
export const situation = () =>
  z
    .record(
      word('a field'),
      z.union([word('a value').transform((value): readonly string[] => [value]), z.array(word('a value')).min(1)]),
      'must be a map of fields and values, such as { state: [waiting, running] }',
    )
    // Nothing at all would show always.
    .refine((situation) => Object.keys(situation).length > 0, 'must have at least one field');

export const hex = (countMax: number) =>
  z.string('must be hex digits in quotes').transform((text, context): readonly number[] => {
    const bytes = bytesInHex(text);
    if (bytes !== null && bytes.length <= countMax) return bytes;
    const message =
      countMax === 1 ? 'must be a byte such as "F0"' : `must be at most ${countMax} bytes in hex, such as "F0 82"`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });

export const bits = z.string('must be bits such as B3[4]').transform((text, context): readonly BitRun[] => {
  const runs = readBits(text);
  if (runs === null)
    context.addIssue({ code: 'custom', message: 'must be bits such as B3[4], B4[6:5], B1 or last[1]' });
  return runs ?? [];
});
