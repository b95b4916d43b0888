import { z } from 'zod';
import { looseNumbers } from '../configuration/loose-number.js';
import { advise } from '../configuration/values.js';
import { durationPattern, looseDurationMs, readDurationMs, showDuration } from '../time-text.js';
import { programBounds } from './bounds.js';

/** From one value to another; both the same where it holds. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

const { levelMax } = programBounds;
const levelMessage = 'must be a level from 0 to 100, or a range such as 20..40';
const fadeMessage = 'must be a range of factors from 0 to 1, such as 1..0';

interface DurationBounds {
  readonly minMs: number;
  readonly maxMs: number;
  /** What a bare number is probably meant in. */
  readonly unit: 'm' | 's';
}

/** A duration text such as `12s`; gives ms. */
export function durationText(bounds: DurationBounds) {
  return z
    .string({ error: ({ input }) => durationProblem(input, bounds) ?? durationForm })
    .meta({ pattern: durationPattern, examples: ['500ms', '12s', '2m', '1m30s'] })
    .transform((text, context) => {
      const problem = durationProblem(text, bounds);
      if (problem !== null) context.addIssue({ code: 'custom', message: problem });
      return readDurationMs(text) ?? 0;
    });
}

const durationForm = 'must be a duration such as 500ms, 12s, 2m or 1m30s';

function durationProblem(input: unknown, { minMs, maxMs, unit }: DurationBounds): string | null {
  const durationMs = typeof input === 'string' ? readDurationMs(input) : null;
  const meantMs = durationMs ?? looseDurationMs(input, unit);
  if (meantMs === null) return durationForm;
  if (meantMs < minMs) return `must be at least ${minMs} ms`;
  if (meantMs > maxMs)
    return `must be at most ${maxMs % 60_000 === 0 ? `${maxMs / 60_000} minutes` : showDuration(maxMs)}`;
  return durationMs === null ? advise(durationForm, `write ${showDuration(meantMs)}`) : null;
}

/** `40`, or `20..40`. */
export function levelRange() {
  const error = ({ input }: { readonly input?: unknown }): string => advise(levelMessage, levelAdvice(input));
  const range = z.string(levelMessage).refine((text) => isRange(text), { error });
  const level = z.int({ error }).min(0, levelMessage).max(levelMax, levelMessage);
  return z
    .union([level, range.meta({ pattern: rangeForm.source })], { error })
    .transform((value) => (typeof value === 'number' ? { from: value, to: value } : readRange(value)));
}

const rangeForm = /^\d{1,3}\.\.\d{1,3}$/;

const isRange = (text: string): boolean => rangeForm.test(text) && within(text, levelMax);

/** What a level was probably meant as: `40%`, `"40"`, `20-40`, `20...40`. */
function levelAdvice(input: unknown): string | null {
  const isLevel = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= levelMax;
  const ends =
    typeof input === 'string' ? /^\s*(\d{1,3})\s*%?\s*(?:-|–|\.{2,}|to)\s*(\d{1,3})\s*%?\s*$/.exec(input) : null;
  const range = ends === null ? null : `${Number(ends[1])}..${Number(ends[2])}`;
  if (range !== null) return isRange(range) ? `write ${range}` : null;
  const meant = looseNumbers(input, true).find(isLevel);
  return meant === undefined ? null : `write ${meant}`;
}

/** `1..0`, `0.5..1`. */
export function fadeRange() {
  const error = ({ input }: { readonly input?: unknown }): string => advise(fadeMessage, fadeAdvice(input));
  return z
    .string({ error })
    .refine((text) => isFade(text), { error })
    .meta({ pattern: fadeForm.source })
    .transform(readRange);
}

const fadeForm = /^\d(\.\d{1,3})?\.\.\d(\.\d{1,3})?$/;

const isFade = (text: string): boolean => fadeForm.test(text) && within(text, 1);

/** What a fade was probably meant as: `1-0`, `100..0`. */
function fadeAdvice(input: unknown): string | null {
  const ends =
    typeof input === 'string'
      ? /^\s*(\d+(?:\.\d+)?)\s*%?\s*(?:-|–|\.{2,}|to)\s*(\d+(?:\.\d+)?)\s*%?\s*$/.exec(input)
      : null;
  if (ends === null) return null;
  const factors = [Number(ends[1]), Number(ends[2])];
  const share = Math.max(...factors) >= 10 ? 100 : 1;
  const meant = factors.map((factor) => factor / share).join('..');
  return isFade(meant) ? `write ${meant}` : null;
}

function readRange(text: string): Range {
  const [from, to] = text.split('..').map(Number);
  return { from: from ?? 0, to: to ?? 0 };
}

function within(text: string, max: number): boolean {
  const { from, to } = readRange(text);
  return from <= max && to <= max;
}
