import { z } from 'zod';
import { chairIdPattern, personIdPattern } from '../ids.js';
import { nearestWord } from '../shape/nearest-word.js';
import { onePlainLine } from '../shape/plain-text.js';
import { durationPattern, looseDurationMs, readDurationMs, showDuration } from '../time-text.js';
import { looseNumbers } from './loose-number.js';

/** A message and, on the next line, what to do about it: messages of the schema library are one text. Advice begins with `write`
 *  where it names the value itself; such a value must be right, which a test holds. */
export const advise = (message: string, suggestion: string | null): string =>
  suggestion === null ? message : `${message}\n${suggestion}`;

const readsAsOther = /^([-+]?[\d.][\d._]*(e[-+]?\d+)?|0x[\da-f]+|0o[0-7]+|true|false|null)$/i;

/** A text as it has to stand in the file: `1` would be read as a number. */
export const written = (text: string): string =>
  /^[\w/][\w/:.@+-]*$/.test(text) && !text.endsWith(':') && !readsAsOther.test(text) ? text : JSON.stringify(text);

type Input = { readonly input?: unknown };

const textMax = 1000;
const quoted = (value: unknown): string => JSON.stringify(String(value));

/** What is wrong with one line of text, as `advise` joins it, or null. */
type TextCheck = (text: string) => string | null;

const anyText: TextCheck = () => null;

/** YAML reads 0123 and 1e5 as numbers and so loses how they were written. Quotes are advised only where they are enough. */
const notText =
  (what: string, check: TextCheck) =>
  ({ input }: Input): string => {
    if (typeof input !== 'number' && typeof input !== 'boolean') return check('') ?? `must be ${what}`;
    return (
      check(String(input)) ?? advise(`must be ${what}, not a ${kindOf(input)}`, `write ${quoted(input)}, in quotes`)
    );
  };

const kindOf = (input: number | boolean): string => (typeof input === 'number' ? 'number' : 'yes or no');

/** One line of text that `check` finds nothing wrong with. */
export const checkedText = (what: string, check: TextCheck) =>
  oneLine(what, notText(what, check)).superRefine((text, context) => {
    const problem = check(text);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  });

/** Whose `~` and `$HOME` a shell would have to replace. */
function pathProblem(text: string): string | null {
  const mark = /^~|\$\{?\w+|%\w+%/.exec(text)?.[0];
  if (mark === undefined) return null;
  return advise(`must be a path as it is: ${mark} is not replaced here`, 'such as /var/lib/chair2mqtt');
}

export const pathText = () => checkedText('a path', pathProblem);

export const lineOfText = (what = 'text') => oneLine(what, notText(what, anyText));

/** A password or token: what was written is not repeated in a problem. The mark is how a report finds what it must not show. */
export const secretText = () =>
  oneLine('text', () => advise('must be text', 'put it in quotes')).meta({ writeOnly: true });

function oneLine(what: string, error: (issue: Input) => string) {
  return z
    .string({ error })
    .min(1, { error: 'must not be empty', abort: true })
    .max(textMax, { error: `must be at most ${textMax} characters`, abort: true })
    .regex(onePlainLine, { error: `must be ${what} in one line without control characters`, abort: true });
}

const meansYes = /^(yes|y|on|true|1)$/i;
const meansNo = /^(no|n|off|false|0)$/i;

/** What people write for true and false, in other languages and in older YAML. */
function looseYesOrNo(input: unknown): boolean | null {
  const text = typeof input === 'string' || typeof input === 'number' ? String(input) : '';
  if (meansYes.test(text)) return true;
  return meansNo.test(text) ? false : null;
}

export const yesOrNo = () =>
  z.boolean({
    error: ({ input }: Input) => {
      const meant = looseYesOrNo(input);
      return advise('must be true or false', meant === null ? null : `write ${meant}, not ${JSON.stringify(input)}`);
    },
  });

/** A word in place of a section. */
export const offWord = (word: string, sectionExample: string) =>
  checkedText('text', (text) => {
    if (text === word) return null;
    const form = `must be ${word}, or a map of keys and values`;
    return advise(form, looseYesOrNo(text) === false ? `write ${word}` : `such as ${sectionExample}`);
  }).meta({ enum: [word] });

/** One of some words; `meaning` says which one people mean by true and false. */
export function oneOf<const Words extends readonly [string, ...string[]]>(
  words: Words,
  meaning: { readonly true?: Words[number]; readonly false?: Words[number] } = {},
) {
  const error = ({ input }: Input): string => {
    const form = `must be one of ${words.join(', ')}`;
    const meant = typeof input === 'boolean' ? meaning[`${input}`] : nearestOf(String(input), words, meaning);
    return advise(form, meant === undefined || meant === null ? null : `write ${meant}, not ${JSON.stringify(input)}`);
  };
  return z.enum(words, { error });
}

function nearestOf(
  text: string,
  words: readonly string[],
  meaning: { readonly true?: string; readonly false?: string },
): string | null {
  const yes = looseYesOrNo(text);
  const meant = yes === null ? undefined : meaning[`${yes}`];
  const typed = text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-');
  const longer = typed.length < 3 ? [] : words.filter((word) => typed.startsWith(word) || word.startsWith(typed));
  return meant ?? nearestWord(typed, words) ?? (longer.length === 1 ? (longer[0] ?? null) : null);
}

/** A whole number from `min` to `max`; `unit` is what people write behind it by mistake. */
export function wholeNumber(min: number, max: number, unit: string) {
  const message = `must be a whole number from ${min} to ${max}${unit === '' ? '' : ` (${unit})`}`;
  const error = ({ input }: Input): string => {
    const fits = (value: number): boolean => Number.isInteger(value) && value >= min && value <= max;
    const meant = looseNumbers(input, unit.startsWith('%')).find(fits);
    return advise(message, meant === undefined ? null : `write ${meant}, not ${JSON.stringify(input)}`);
  };
  return z.int({ error }).min(min, message).max(max, message);
}

/** A list of `item`s such as `example`; one that stands by itself only lacks its brackets. */
export function listOf<Item extends z.ZodType>(item: Item, example: string) {
  const error = ({ input }: Input): string => {
    const alone = typeof input === 'string' ? input.replaceAll(/^\[|\]$/g, '').split(',') : [input ?? null].flat();
    const items = alone.map((each: unknown) => (typeof each === 'string' ? each.trim() : each));
    const isRight = items.every((each) => each !== null && item.safeParse(each).success);
    const list = items.map((each) => written(String(each))).join(', ');
    return advise(`must be a list such as ${example}`, isRight ? `write [${list}]` : null);
  };
  return z.array(item, { error });
}

/** What a section says where something else stands. */
export const mapError = (example: string): string => advise('must be a map of keys and values', `such as ${example}`);

const durationForm = 'must be a duration such as 500ms, 12s, 15m or 1h';

interface DurationBounds {
  readonly minMs: number;
  readonly maxMs: number;
  readonly unit: 'h' | 'm' | 's';
}

/** A duration text; gives ms. `unit` is the one that a bare number is probably meant in. */
export function durationSetting(minMs: number, maxMs: number, unit: 'h' | 'm' | 's' = 'm') {
  const bounds = { minMs, maxMs, unit };
  return z
    .string({ error: ({ input }: Input) => durationAdvice(input, bounds) })
    .meta({ pattern: durationPattern })
    .transform((text, context) => {
      const durationMs = readDurationMs(text);
      const isRight = durationMs !== null && durationMs >= minMs && durationMs <= maxMs;
      if (!isRight) context.addIssue({ code: 'custom', message: durationAdvice(text, bounds) });
      return durationMs ?? 0;
    });
}

/** What is wrong with something that is no duration within these bounds, and what to write. */
function durationAdvice(input: unknown, { minMs, maxMs, unit }: DurationBounds): string {
  const isOff = minMs === 0 && (looseYesOrNo(input) === false || /^(none|never)$/i.test(String(input)));
  const meantMs = isOff ? 0 : looseDurationMs(input, unit);
  if (meantMs === null) return durationForm;
  const bound =
    meantMs < minMs ? `at least ${showDuration(minMs)}` : meantMs > maxMs ? `at most ${showDuration(maxMs)}` : null;
  if (bound !== null && typeof input === 'string' && readDurationMs(input) !== null) return `must be ${bound}`;
  if (bound !== null) return advise(`${durationForm}, ${bound}`, `write ${bound.split(' ').at(-1)}`);
  return advise(durationForm, `write ${showDuration(meantMs)}, not ${JSON.stringify(input)}`);
}

const idForm = 'must be 1 to 32 small letters, digits, - and _, and begin with a letter or digit, such as living-room';

/** Words that mean something else where an id stands in a topic. */
const reservedIds: readonly string[] = ['all', 'group', 'homeassistant', 'homie'];

/** `living-room` for `Living Room`. */
export const idLike = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, '-')
    .replaceAll(/^[-_]+|-+$/g, '')
    .slice(0, 32);

const idCheck =
  (pattern: RegExp): TextCheck =>
  (text) => {
    if (pattern.test(text)) return null;
    const meant = idLike(text);
    const isRight = pattern.test(meant) && !reservedIds.includes(meant);
    return advise(idForm, isRight ? `write ${written(meant)}` : null);
  };

export const personId = () => checkedText('an id', idCheck(personIdPattern)).meta({ pattern: personIdPattern.source });

/** The id of a chair, a group or a bridge: one level of a topic. */
export const topicId = () =>
  checkedText('an id', (text) =>
    reservedIds.includes(text)
      ? advise(
          `'${text}' is reserved, as are ${reservedIds.filter((id) => id !== text).join(', ')}`,
          `write another, such as ${text}-chairs`,
        )
      : idCheck(chairIdPattern)(text),
  ).meta({ pattern: chairIdPattern.source });
