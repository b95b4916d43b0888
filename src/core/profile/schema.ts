import { z } from 'zod';
import { profileNamePattern } from '../ids.js';
import { durationText } from '../program/values.js';
import { avoidWords } from '../safety/people.js';
import { techniques } from '../zones.js';
import { type BitRun, readBits } from './bits.js';

type Named<Value> = Readonly<Record<string, Value>>;

const word = (what: string) =>
  z
    .string(`must be ${what}`)
    .regex(profileNamePattern, `must be ${what} of small letters, digits and -, such as air-strength`);
const line = (lengthMax: number) =>
  z
    .string('must be text')
    .min(1, 'must not be empty')
    .max(lengthMax, `must be at most ${lengthMax} characters`)
    .regex(/^\P{Cc}*$/u, 'must be one line of plain text');
const whole = (min: number, max: number) =>
  z
    .int(`must be a whole number from ${min} to ${max}`)
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`);
const span = (minMs: number, maxMs: number) => durationText({ minMs, maxMs, unit: 's' });
const code = z
  .string('must be hex digits in quotes')
  .regex(/^[0-9A-F]{1,8}$/, 'must be upper-case hex digits in quotes, such as "0303"');

const bits = z.string('must be bits such as B3[4]').transform((text, context) => {
  const runs = readBits(text);
  if (runs === null)
    context.addIssue({ code: 'custom', message: 'must be bits such as B3[4], B4[6:5], B1 or last[1]' });
  return runs ?? [];
});

const key = z.strictObject({
  press: code.describe('what is sent when the key goes down'),
  release: code.describe('what is sent when it comes up'),
  held: span(20, 1000).prefault('100ms').describe('how long it stays down'),
  gap: span(50, 5000).prefault('100ms').describe('the least pause after it'),
  settles: span(100, 20_000).prefault('800ms').describe('how long the status may take to show what it did'),
  answer: z
    .enum(['expected', 'none'], 'must be expected or none')
    .default('expected')
    .describe('whether the chair answers it'),
  while_held: z
    .boolean('must be true or false')
    .default(false)
    .describe('true moves as long as it is down; never pressed by the daemon'),
});

const frame = z.strictObject({
  digits: z.tuple([whole(1, 64), whole(1, 64)], 'must be the least and the most hex digits, such as [6, 12]'),
});

const namedBits = () => z.record(word('a name'), bits, 'must be a map of names and bits').optional();

/** One of four kinds; which one, its keys say. */
const rawField = z.strictObject({
  frame: word('a frame'),
  bits: bits.optional(),
  values: z.record(z.string(), word('a value'), 'must be a map such as { 0: "off", 1: "on" }').optional(),
  seven_segment: z.array(bits, 'must be a list of bits, a digit each').min(1).max(4).optional(),
  blinks: namedBits(),
  within: span(200, 5000).prefault('1500ms'),
  first: namedBits(),
  else: word('a name').optional(),
});

type Field =
  | { readonly kind: 'bits'; readonly frame: string; readonly bits: readonly BitRun[]; readonly values: Named<string> }
  | { readonly kind: 'number'; readonly frame: string; readonly digits: readonly (readonly BitRun[])[] }
  | {
      readonly kind: 'blinks';
      readonly frame: string;
      readonly blinks: Named<readonly BitRun[]>;
      readonly withinMs: number;
    }
  | {
      readonly kind: 'first';
      readonly frame: string;
      readonly first: Named<readonly BitRun[]>;
      readonly otherwise: string;
    };

function fieldOf(raw: z.output<typeof rawField>): Field | null {
  const { frame: of, bits: runs, values, seven_segment: digits, blinks, first, else: otherwise } = raw;
  const kinds = [runs ?? values, digits, blinks, first ?? otherwise].filter((each) => each !== undefined);
  if (kinds.length !== 1) return null;
  if (runs !== undefined && values !== undefined) return { kind: 'bits', frame: of, bits: runs, values };
  if (digits !== undefined) return { kind: 'number', frame: of, digits };
  if (blinks !== undefined) return { kind: 'blinks', frame: of, blinks, withinMs: raw.within };
  return first === undefined || otherwise === undefined ? null : { kind: 'first', frame: of, first, otherwise };
}

const field = rawField.transform((raw, context): Field => {
  const found = fieldOf(raw);
  if (found !== null) return found;
  context.addIssue({
    code: 'custom',
    message: 'must have bits with values, seven_segment, blinks, or first with else',
  });
  return z.NEVER;
});

const control = z.strictObject({
  field: word('a field').describe('where the status shows it'),
  key: word('a key').describe('the key that moves it on'),
  steps: whole(1, 32).describe('how many presses lead once round'),
  needs: z.record(word('a field'), word('a value')).default({}).describe('what must show before the key does anything'),
});

const settings = z.record(word('a control'), word('a value'));

const ability = z.strictObject({
  set: settings.describe('what the controls have to be for this technique'),
  level: z
    .union([
      whole(1, 100).transform((fixed) => ({ control: null, fixed, steps: [] as readonly LevelStep[] })),
      z
        .strictObject({
          control: word('a control'),
          steps: z.record(z.string().regex(/^\d{1,3}$/, 'must be a level from 1 to 100'), word('a value')),
        })
        .transform(({ control: of, steps }) => ({ control: of, fixed: null, steps: levelSteps(steps) })),
    ])
    .describe('the one level that it has, or the control and its value for each level'),
});

/** From this level (1-100) on the control has this value. */
interface LevelStep {
  readonly level: number;
  readonly value: string;
}

const levelSteps = (steps: Readonly<Record<string, string>>): readonly LevelStep[] =>
  Object.entries(steps)
    .map(([level, value]) => ({ level: Number(level), value }))
    .sort((one, other) => one.level - other.level);

const zone = z.strictObject({
  rest: settings.nullable().describe('what rests the zone while the chair is on; null where no key does'),
  ...Object.fromEntries(techniques.map((technique) => [technique, ability.optional()])),
} as { rest: z.ZodNullable<typeof settings> } & Record<(typeof techniques)[number], z.ZodOptional<typeof ability>>);

const native = z.strictObject({
  name: line(60),
  summary: line(300),
  key: word('a key'),
  shows: z.record(word('a field'), word('a value')).describe('how the status shows that it runs'),
  minutes: whole(1, 30).describe('how long it runs by itself'),
  zones: z.array(z.enum(['back', 'seat', 'legs'])).min(1),
  avoid: z.array(z.enum(avoidWords, `must be some of ${avoidWords.join(', ')}`)),
});

/** A chair's own wire and what it can do, as data; `references.ts` checks that the names in it are there. */
export const profileShape = z.strictObject({
  name: word('a name').describe('its name behind `profile:`, and that of its file'),
  title: line(80).describe('what people call it'),
  manufacturer: line(60).optional().describe('who makes it, where that is known'),
  line: z.strictObject({
    baud_rate: whole(300, 1_000_000),
    data_bits: z.union([z.literal(7), z.literal(8)]).default(8),
    parity: z.enum(['none', 'even', 'odd']).default('none'),
    stop_bits: z.union([z.literal(1), z.literal(2)]).default(1),
  }),
  frame: z.strictObject({
    start: z.string().length(1).describe('the character that a frame begins with'),
    end: z.enum(['cr', 'lf']).describe('the character that ends it; hex digits stand between'),
  }),
  silence: span(500, 20_000).describe('without a status frame for so long the line counts as lost'),
  keys: z.record(word('a key'), key),
  answers: z
    .strictObject({ taken: code, wrapped: code.optional(), moved: code.optional() })
    .describe('what the chair says: that it took a key, that a cycle is at its first step again, that it has moved'),
  frames: z.record(word('a frame'), frame).describe('its frames by their length; the one called answer is no status'),
  fields: z.record(word('a field'), field),
  power: z.strictObject({
    key: word('a key'),
    field: word('a field').describe('a number that is shown, and over 0, only while the chair is on'),
  }),
  pause: z.strictObject({ key: word('a key') }).optional(),
  timer: z
    .strictObject({ key: word('a key'), field: word('a field'), keep_over: whole(1, 20), steps: whole(1, 10) })
    .optional()
    .describe('the timer that ends a massage by itself, in minutes'),
  activity: z.array(word('a field')).min(1).describe('blinking fields that show that something moves'),
  follows: span(1000, 120_000).describe('a change of technique that lasts less is not followed'),
  controls: z.record(word('a control'), control).describe('what keys change, in the order in which they are set'),
  zones: z.strictObject({ back: zone.optional(), seat: zone.optional(), legs: zone.optional() }),
  natives: z.record(word('a program'), native).default({}),
  guarantees: z.record(word('a name').or(z.string().regex(/^[a-z_]+$/)), line(200)),
});

/** A profile as its file says it; durations in ms. */
export type Profile = z.output<typeof profileShape>;
export type ProfileField = Profile['fields'][string];
export type ProfileControl = Profile['controls'][string];
export type ProfileZone = NonNullable<Profile['zones']['back']>;
export type ProfileAbility = z.output<typeof ability>;

/** JSON Schema (draft 7) of a profile file, for editors. */
export function profileJsonSchema(): Readonly<Record<string, unknown>> {
  return { ...z.toJSONSchema(profileShape, { io: 'input', target: 'draft-7' }), title: 'Chair profile' };
}
