import { z } from 'zod';
import { durationPattern, readDurationMs } from '../time-text.js';

/** From one value to another; both the same where it holds. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

const levelMax = 100;
const levelMessage = 'must be a level from 0 to 100, or a range such as 20..40';
const fadeMessage = 'must be a range of factors from 0 to 1, such as 1..0';

/** A duration text such as `12s`; gives ms. */
export function durationText({ minMs, maxMs }: { minMs: number; maxMs: number }) {
  return z
    .string('must be a duration such as 500ms, 12s, 2m or 1m30s')
    .meta({ pattern: durationPattern, examples: ['500ms', '12s', '2m', '1m30s'] })
    .transform((text, context) => {
      const durationMs = readDurationMs(text);
      const problem = durationProblem(durationMs, minMs, maxMs);
      if (problem !== null) context.addIssue({ code: 'custom', message: problem });
      return durationMs ?? 0;
    });
}

function durationProblem(durationMs: number | null, minMs: number, maxMs: number): string | null {
  if (durationMs === null) return 'must be a duration such as 500ms, 12s, 2m or 1m30s';
  if (durationMs < minMs) return `must be at least ${minMs} ms`;
  return durationMs > maxMs ? `must be at most ${maxMs / 60_000} minutes` : null;
}

/** `40`, or `20..40`. */
export function levelRange() {
  return z
    .union(
      [
        z.int(levelMessage).min(0, levelMessage).max(levelMax, levelMessage),
        z
          .string()
          .regex(/^\d{1,3}\.\.\d{1,3}$/, levelMessage)
          .refine((text) => within(text, levelMax), levelMessage),
      ],
      levelMessage,
    )
    .transform((value) => (typeof value === 'number' ? { from: value, to: value } : readRange(value)));
}

/** `1..0`, `0.5..1`. */
export function fadeRange() {
  return z
    .string(fadeMessage)
    .regex(/^\d(\.\d{1,3})?\.\.\d(\.\d{1,3})?$/, fadeMessage)
    .refine((text) => within(text, 1), fadeMessage)
    .transform(readRange);
}

function readRange(text: string): Range {
  const [from, to] = text.split('..').map(Number);
  return { from: from ?? 0, to: to ?? 0 };
}

function within(text: string, max: number): boolean {
  const { from, to } = readRange(text);
  return from <= max && to <= max;
}
