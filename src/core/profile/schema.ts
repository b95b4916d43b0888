import { z } from 'zod';
import { avoidWords } from '../safety/people.js';
import { techniques } from '../zones.js';
import { controlShape } from './control-shape.js';
import { fieldShape } from './field-shape.js';
import { plainLine, situation, spanWithin, wholeWithin, word } from './shape-words.js';
import { answersShape, askShape, frameShape, keyShape, kindOfFrame, sendShape } from './wire-shape.js';

const zoneName = z.enum(['back', 'seat', 'legs']);
const settings = z.record(word('a control'), word('a value'));

/** From this level (1-100) on the control has this value. */
interface LevelStep {
  readonly level: number;
  readonly value: string;
}

const levelSteps = (steps: Readonly<Record<string, string>>): readonly LevelStep[] =>
  Object.entries(steps)
    .map(([level, value]) => ({ level: Number(level), value }))
    .sort((one, other) => one.level - other.level);

/** `steps` is empty where the scale of the control tells them, until it has. */
interface AbilityLevel {
  readonly control: string | null;
  readonly fixed: number | null;
  readonly steps: readonly LevelStep[];
}

const ability = z.strictObject({
  set: settings.describe('what the controls have to be for this technique'),
  level: z
    .union([
      wholeWithin(1, 100).transform((fixed): AbilityLevel => ({ control: null, fixed, steps: [] })),
      z
        .strictObject({
          control: word('a control'),
          steps: z
            .record(z.string().regex(/^\d{1,3}$/, 'must be a level from 1 to 100'), word('a value'))
            .default({})
            .describe('left out where the control has a scale'),
        })
        .transform(({ control, steps }): AbilityLevel => ({ control, fixed: null, steps: levelSteps(steps) })),
    ])
    .describe('the one level that it has, or the control and its value for each level'),
});

const zone = z.strictObject({
  rest: settings.nullable().describe('what rests the zone while the chair is on; null where no key does'),
  ...Object.fromEntries(techniques.map((technique) => [technique, ability.optional()])),
} as { rest: z.ZodNullable<typeof settings> } & Record<(typeof techniques)[number], z.ZodOptional<typeof ability>>);

const native = z.strictObject({
  name: plainLine(60),
  summary: plainLine(300),
  key: word('a key'),
  shows: z.record(word('a field'), word('a value')).describe('how the status shows that it runs'),
  minutes: wholeWithin(1, 30).describe('how long it runs by itself'),
  zones: z.array(z.enum(['back', 'seat', 'legs'])).min(1),
  avoid: z.array(z.enum(avoidWords, `must be some of ${avoidWords.join(', ')}`)),
});

type Situation = Readonly<Record<string, readonly string[]>>;

/** How it is switched on, and what shows whether it is: a number, or situations. */
type Power = { readonly key: string } & (
  | { readonly field: string; readonly on: null; readonly off: null }
  | { readonly field: null; readonly on: Situation; readonly off: Situation }
);

const power = z
  .strictObject({
    key: word('a key'),
    field: word('a field').optional().describe('a number that is shown, and over 0, only while the chair is on'),
    on: situation().optional().describe('what shows while it is on and takes keys'),
    off: situation()
      .optional()
      .describe('what shows while it is off; else it is between the two, and nothing is pressed'),
  })
  .transform(({ key, field, on, off }, context): Power => {
    if (field !== undefined && on === undefined && off === undefined) return { key, field, on: null, off: null };
    if (field === undefined && on !== undefined && off !== undefined) return { key, field: null, on, off };
    context.addIssue({ code: 'custom', message: 'must be { key, field } or { key, on, off }' });
    return z.NEVER;
  });

const stopStage = {
  press: z
    .array(word('a key'))
    .default([])
    .describe('keys that are pressed while a fresh status shows that they are needed'),
  send: z.array(z.string()).max(16).default([]).describe('commands that may be sent at any time, again and again'),
  done: situation().optional().describe('what shows when the massage is over'),
  within: spanWithin(500, 10_000).prefault('3500ms').describe('how long it may take to show'),
};

const stopShape = z.strictObject({
  ...stopStage,
  soft: z.strictObject(stopStage).optional().describe('what ends it and moves nobody: tried first'),
  moves: z.array(zoneName).default([]).describe('zones that the stop drives home'),
  rests: situation().optional().describe('what shows when it has come home'),
  rests_within: spanWithin(1000, 120_000).prefault('60s').describe('how long that may take'),
});

interface Activity {
  readonly blinking: readonly string[];
  readonly moving: Situation;
}

const activity = z.union(
  [
    z
      .array(word('a field'))
      .min(1)
      .transform((blinking): Activity => ({ blinking, moving: {} })),
    z
      .strictObject({ blinking: z.array(word('a field')).default([]), moving: situation().optional() })
      .transform(({ blinking, moving = {} }): Activity => ({ blinking, moving })),
  ],
  'must be a list of blinking fields, or { blinking, moving }',
);

/** A chair's own wire and what it can do, as data; `references.ts` checks that the names in it are there. */
export const profileShape = z.strictObject({
  name: word('a name').describe('its name behind `profile:`, and that of its file'),
  title: plainLine(80).describe('what people call it'),
  manufacturer: plainLine(60).optional().describe('who makes it, where that is known'),
  line: z.strictObject({
    baud_rate: wholeWithin(300, 1_000_000),
    data_bits: z.union([z.literal(7), z.literal(8)]).default(8),
    parity: z.enum(['none', 'even', 'odd']).default('none'),
    stop_bits: z.union([z.literal(1), z.literal(2)]).default(1),
  }),
  frame: frameShape.describe('what the wire is made of'),
  silence: spanWithin(500, 20_000).describe('without a status frame for so long the line counts as lost'),
  sight: z
    .enum(['status', 'answers', 'none'], 'must be status, answers or none')
    .default('status')
    .describe('what a stop can be proved by: a status that shows it, answers that came after it, or nothing'),
  send: sendShape.optional().describe('what a key is sent in; left out: as the frame says'),
  ask: askShape.optional().describe('what has to be asked for'),
  keys: z.record(word('a key'), keyShape).default({}),
  forbidden: z.array(z.string()).default([]).describe('codes that no command may ever hold'),
  answers: answersShape
    .optional()
    .describe('what the chair says: that it took a key, that a cycle is at its first step again, that it has moved'),
  frames: z.record(word('a frame'), kindOfFrame).describe('its frames; the one called answer is no status'),
  fields: z.record(word('a field'), fieldShape),
  power: power.optional(),
  pause: z.strictObject({ key: word('a key') }).optional(),
  stop: stopShape.optional().describe('how it is stopped; left out: by its power key'),
  timer: z
    .strictObject({
      key: word('a key'),
      field: word('a field'),
      unit: z.enum(['min', 's']).default('min').describe('what the field counts'),
      keep_over: wholeWithin(1, 20),
      steps: wholeWithin(1, 10),
    })
    .optional()
    .describe('the timer that ends a massage by itself; keep_over is in minutes'),
  activity: activity.prefault({}).describe('what shows that something moves: fields that blink, or what they show'),
  fault: situation().optional().describe('what shows while the chair may not be driven'),
  follows: spanWithin(0, 120_000).describe('a change of technique that lasts less is not followed'),
  controls: z.record(word('a control'), controlShape).describe('what keys change, in the order in which they are set'),
  zones: z.strictObject({ back: zone.optional(), seat: zone.optional(), legs: zone.optional() }),
  natives: z.record(word('a program'), native).default({}),
  guarantees: z.record(word('a name').or(z.string().regex(/^[a-z_]+$/)), plainLine(200)),
});

/** A profile as its file says it; durations in ms. */
export type Profile = z.output<typeof profileShape>;
export type ProfileZone = NonNullable<Profile['zones']['back']>;
export type ProfileAbility = z.output<typeof ability>;

/** JSON Schema (draft 7) of a profile file, for editors. */
export function profileJsonSchema(): Readonly<Record<string, unknown>> {
  return { ...z.toJSONSchema(profileShape, { io: 'input', target: 'draft-7' }), title: 'Chair profile' };
}
