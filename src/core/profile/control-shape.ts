import { z } from 'zod';
import { spanWithin, wholeWithin, word } from './shape-words.js';

type Named<Value> = Readonly<Record<string, Value>>;

/** What keys or commands change. `field` is where the status shows it; null: nowhere. */
export type Control = {
  readonly field: string | null;
  /** Fields that must show this before a key does anything. */
  readonly needs: Named<string>;
} & (
  | /** Its key moves it on, once round in so many presses. */ {
      readonly kind: 'cycle';
      readonly key: string;
      readonly steps: number;
    }
  | /** A key for each value. */ { readonly kind: 'direct'; readonly keys: Named<string> }
  | /** Two keys lead through its values. */ {
      readonly kind: 'ladder';
      readonly up: string;
      readonly down: string;
      readonly values: readonly string[];
    }
  | /** The value is in the command. */ {
      readonly kind: 'value';
      readonly commands: readonly string[];
      readonly min: number;
      readonly max: number;
      readonly settlesMs: number;
    }
);

const rawControl = z.strictObject({
  field: word('a field').optional().describe('where the status shows it; left out where it does not'),
  key: word('a key').optional().describe('the key that moves it on'),
  steps: wholeWithin(1, 32).optional().describe('how many presses of it lead once round'),
  press: z.record(word('a value'), word('a key')).optional().describe('a key for each of its values'),
  up: word('a key').optional().describe('the key that leads to the next of its values'),
  down: word('a key').optional().describe('the key that leads to the one before'),
  values: z.array(word('a value')).min(2).max(32).optional().describe('the values between which they lead, in order'),
  send: z.array(z.string()).min(1).max(16).optional().describe('commands with {value} in them'),
  scale: z
    .tuple([wholeWithin(0, 65_535), wholeWithin(1, 65_535)])
    .optional()
    .describe('the value of nothing, and the greatest'),
  settles: spanWithin(20, 20_000).prefault('800ms').describe('how long the status may take to show what was sent'),
  needs: z.record(word('a field'), word('a value')).default({}).describe('what must show before the key does anything'),
});

function controlOf(raw: z.output<typeof rawControl>): Control | null {
  const { field = null, needs, key, steps, press, up, down, values, send, scale, settles } = raw;
  const kinds = [key ?? steps, press, up ?? down ?? values, send ?? scale].filter((each) => each !== undefined);
  if (kinds.length !== 1) return null;
  if (key !== undefined && steps !== undefined)
    return field === null ? null : { kind: 'cycle', field, needs, key, steps };
  if (press !== undefined) return { kind: 'direct', field, needs, keys: press };
  if (up !== undefined && down !== undefined && values !== undefined)
    return field === null ? null : { kind: 'ladder', field, needs, up, down, values };
  if (send === undefined || scale === undefined || scale[0] >= scale[1]) return null;
  return { kind: 'value', field, needs, commands: send, min: scale[0], max: scale[1], settlesMs: settles };
}

export const controlShape = rawControl.transform((raw, context): Control => {
  const found = controlOf(raw);
  if (found !== null) return found;
  context.addIssue({
    code: 'custom',
    message: 'must have field with key and steps, press, field with up, down and values, or send with scale',
  });
  return z.NEVER;
});

/** The keys that change it. */
export function keysOfControl(control: Control): readonly string[] {
  switch (control.kind) {
    case 'cycle':
      return [control.key];
    case 'direct':
      return Object.values(control.keys);
    case 'ladder':
      return [control.up, control.down];
    case 'value':
      return [];
  }
}

/** How long a change of it may take to show, ms. */
export const changeSettlesMs = (control: Control, key: { readonly settles: number } | undefined): number =>
  control.kind === 'value' ? control.settlesMs : (key?.settles ?? 0);

/** The key that brings it nearer to `aim`; null where the aim is none of its values, or it has no keys. */
export function keyTowards(control: Control, shown: string | null, aim: string): string | null {
  switch (control.kind) {
    case 'cycle':
      return control.key;
    case 'direct':
      return control.keys[aim] ?? null;
    case 'ladder': {
      const [from, to] = [control.values.indexOf(shown ?? ''), control.values.indexOf(aim)];
      if (to < 0) return null;
      return from < to ? control.up : control.down;
    }
    case 'value':
      return null;
  }
}

/** How many presses lead to any of its values at most. */
export function pressesToAny(control: Control): number {
  if (control.kind === 'cycle') return control.steps;
  return control.kind === 'ladder' ? control.values.length : 1;
}

/** One press leads to the value that is wanted, whatever shows now. */
export const isDirect = (control: Control): boolean => pressesToAny(control) === 1;

/** The steps of a scale: the least level (1-100) that reaches each of its values, and never more than the level asks. */
export function scaleSteps({ min, max }: { readonly min: number; readonly max: number }): readonly {
  readonly level: number;
  readonly value: string;
}[] {
  const steps: { level: number; value: string }[] = [];
  for (let level = 1; level <= 100; level += 1) {
    const value = min + Math.floor((level * (max - min)) / 100);
    if (value > min && String(value) !== steps.at(-1)?.value) steps.push({ level, value: String(value) });
  }
  return steps;
}
