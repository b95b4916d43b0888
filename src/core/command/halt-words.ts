import type { HaltName } from './schema.js';
import { isHaltName } from './verbs.js';

/** A text without what people and scripts put around a word: quotes, white space, the NUL of a C string. In small letters. */
const bare = (text: string): string => text.replace(/^[\s\0"'`]+|[\s\0"'`]+$/g, '').toLowerCase();

/** Words for a single value that can only mean to end or to hold a movement; JSON's `0`, `false` and `true` read the same. */
const valueWords: Readonly<Record<string, Readonly<Record<string, HaltName>>>> = {
  run: { stop: 'stop', off: 'stop', '0': 'stop', false: 'stop', estop: 'estop' },
  pause: { pause: 'pause', on: 'pause', true: 'pause', stop: 'stop', estop: 'estop' },
};

const scalar = (value: unknown): string => (typeof value === 'object' || value === undefined ? '' : String(value));

/** A word on `<chair>/set`, plain or as JSON's `command`. */
export function haltCommand(value: unknown): HaltName | null {
  const word = bare(scalar(value));
  return isHaltName(word) ? word : null;
}

/** A word on `<chair>/<name>/set`, plain or as JSON's `value`. */
export function haltValue(name: string, value: unknown): HaltName | null {
  const words = Object.hasOwn(valueWords, name) ? valueWords[name] : undefined;
  const word = bare(scalar(value));
  return words !== undefined && Object.hasOwn(words, word) ? (words[word] ?? null) : null;
}

const beginning = /^[\s\0]*\{\s*"(command|value)"\s*:\s*("[^"]{0,32}"|[a-z0-9]{1,8})/i;

/** What a torn JSON text begins with: its first key and that key's value. Null where there is nothing of the kind. */
export function tornBeginning(text: string): { readonly key: 'command' | 'value'; readonly value: string } | null {
  const [, key, value] = beginning.exec(text) ?? [];
  return key === undefined || value === undefined
    ? null
    : { key: key.toLowerCase() === 'value' ? 'value' : 'command', value };
}
