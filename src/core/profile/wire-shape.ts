import { z } from 'zod';
import { checkKinds } from './checks.js';
import { type BinaryFraming, binaryFrameBytesMax } from './cut-frames.js';
import { readSaying } from './saying.js';
import { hex, spanWithin, wholeWithin } from './shape-words.js';
import type { CommandCheck } from './template.js';

const check = z
  .strictObject({
    kind: z.enum(['none', ...checkKinds]).describe('how it is computed; docs/chairs.md names them'),
    from: wholeWithin(0, 8)
      .default(0)
      .describe('the first byte that it is over, counted from 0; the last is the one before it'),
    low_first: z.boolean('must be true or false').default(false).describe('of two bytes the low one is sent first'),
  })
  .transform(({ kind, from, low_first }): CommandCheck | null =>
    kind === 'none' ? null : { kind, from, isLowFirst: low_first },
  );

/** Bytes of several kinds: with a length, to an end, or apart by silence. */
const binary = z
  .strictObject({
    start: hex(4).optional().describe('the bytes that a frame begins with'),
    end: hex(4).optional().describe('the bytes that end it'),
    length: z
      .union([
        wholeWithin(1, binaryFrameBytesMax),
        z.strictObject({ at: wholeWithin(0, 8), plus: z.int().min(-8).max(32) }),
      ])
      .optional()
      .describe('bytes of the whole frame; or where it says that, and what has to be added to it'),
    gap: spanWithin(2, 1000).optional().describe('a silence of so long ends what has begun'),
    check: check.optional().describe('the check that a frame carries right before its end'),
    payload_max: hex(1).optional().describe('the greatest byte that may stand between start and end'),
    escapes: z
      .record(z.string(), hex(1), 'must be a map such as { "DB DC": "C0" }')
      .default({})
      .describe('bytes inside a frame that stand for one that means something else'),
  })
  .transform((raw, context): BinaryFraming => {
    const { start = [], end = [], length = null, gap = null, escapes } = raw;
    const found = Object.entries(escapes).map(([sent, [means = 0]]) => ({
      sent: hex(4).safeParse(sent).data ?? [],
      means,
    }));
    if (length === null && end.length === 0 && gap === null)
      context.addIssue({ code: 'custom', message: 'must have a length, an end or a gap: where else is a frame over?' });
    if (found.some(({ sent }) => sent.length === 0))
      context.addIssue({ code: 'custom', path: ['escapes'], message: 'must be a map such as { "DB DC": "C0" }' });
    return {
      start,
      end,
      length,
      gapMs: gap,
      check: raw.check ?? null,
      payloadMax: raw.payload_max?.[0] ?? 0xff,
      escapes: found,
    };
  });

const lineEnd = z.enum(['cr', 'lf'], 'must be cr or lf');

type WireFraming =
  | { readonly kind: 'digits'; readonly start: string; readonly end: 'cr' | 'lf' }
  | { readonly kind: 'lines'; readonly end: 'cr' | 'lf' }
  | { readonly kind: 'binary'; readonly framing: BinaryFraming };

const rawFrame = z.strictObject({
  start: z
    .string('must be a character')
    .length(1, 'must be one character')
    .optional()
    .describe('the character that a frame of hex digits begins with'),
  end: lineEnd.optional().describe('the character that ends it'),
  lines: lineEnd.optional().describe('lines of plain text, ended by it'),
  binary: binary.optional().describe('bytes'),
});

function frameOf({ start, end, lines, binary: framing }: z.output<typeof rawFrame>): WireFraming | null {
  const kinds = [start ?? end, lines, framing].filter((each) => each !== undefined);
  if (kinds.length !== 1) return null;
  if (lines !== undefined) return { kind: 'lines', end: lines };
  if (framing !== undefined) return { kind: 'binary', framing };
  return start === undefined || end === undefined ? null : { kind: 'digits', start, end };
}

/** What the wire is made of. */
export const frameShape = rawFrame.transform((raw, context): WireFraming => {
  const found = frameOf(raw);
  if (found !== null) return found;
  context.addIssue({
    code: 'custom',
    message: 'must be { start, end } for hex digits, { lines } for text, or { binary }',
  });
  return z.NEVER;
});

/** How a command is put together: the text, and the check where it is not that of the frames. */
export const sendShape = z.union(
  [
    z.string().transform((template) => ({ template, check: undefined })),
    z.strictObject({ template: z.string(), check }),
  ],
  'must be a command such as "F0 82 {key} {check} F1", or { template, check }',
);

/** A kind of frame, told from the others by one of these. */
export const kindOfFrame = z
  .strictObject({
    digits: z
      .tuple([wholeWithin(1, 64), wholeWithin(1, 64)], 'must be the least and the most hex digits, such as [6, 12]')
      .optional(),
    bytes: wholeWithin(1, binaryFrameBytesMax).optional().describe('so many bytes, start and end included'),
    begins: hex(8).optional().describe('the bytes that it begins with, start included'),
    says: z
      .string()
      .transform((text, context) => {
        const saying = readSaying(text);
        if (saying === null)
          context.addIssue({
            code: 'custom',
            message: 'must be text with numbers in it, such as "E{knob:0-255},A{audio:0-1}"',
          });
        return saying ?? [];
      })
      .optional()
      .describe('what the line says, its numbers in braces with their bounds'),
  })
  .refine((raw) => Object.values(raw).some((value) => value !== undefined), 'must have digits, bytes, begins or says');

export const askShape = z.strictObject({
  send: z.string().describe('what is sent, again and again'),
  every: spanWithin(50, 10_000).describe('how often'),
});

export const keyShape = z.strictObject({
  press: z.string('must be a code in quotes').describe('what is sent when the key goes down'),
  release: z
    .string('must be a code in quotes')
    .optional()
    .describe('what is sent when it comes up, where that is a command of its own'),
  held: spanWithin(20, 1000).prefault('100ms').describe('how long it stays down'),
  gap: spanWithin(20, 1000).prefault('100ms').describe('the least pause after it; a stop by key waits for it'),
  settles: spanWithin(20, 20_000).prefault('800ms').describe('how long the status may take to show what it did'),
  answer: z
    .enum(['expected', 'none'], 'must be expected or none')
    .default('expected')
    .describe('whether the chair answers it'),
  while_held: z
    .boolean('must be true or false')
    .default(false)
    .describe('true moves as long as it is down; never pressed by the daemon'),
});

export const answersShape = z.strictObject({
  taken: z.string(),
  wrapped: z.string().optional(),
  moved: z.string().optional(),
});
