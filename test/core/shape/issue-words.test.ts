import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readCommand } from '../../../src/core/command/reading.js';
import { profileSchema } from '../../../src/core/profile/references.js';
import { issueWords } from '../../../src/core/shape/issue-words.js';
import { libraryWords } from '../../support/library-words.js';

/** What is said, without the words of whoever wrote the data. */
const wordsOf = (message: string): string => message.replaceAll(/'.*?'|".*?"|^[^ ]*: /g, '');

const wordsAbout = (schema: z.ZodType, data: unknown): readonly string[] =>
  schema.safeParse(data, { error: issueWords }).error?.issues.map(({ message }) => message) ?? [];

describe('words for what a schema says nothing about', () => {
  it.each([
    [z.string(), 5, 'must be text'],
    [z.int(), 1.5, 'must be a whole number'],
    [z.strictObject({ a: z.string() }), {}, 'is missing'],
    [z.strictObject({ a: z.string() }), [], 'must be a map of keys and values'],
    [z.array(z.string()).min(1), [], 'must not be empty'],
    [z.string().max(2), 'abc', 'must have at most 2 characters'],
    [z.number().min(3), 2, 'must be at least 3'],
    [z.enum(['a', 'b']), 'c', 'must be one of a, b'],
    [z.literal(true), false, 'must be true'],
    [z.union([z.literal(1), z.literal(2)]), 3, 'must have another form'],
    [z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') })]), { kind: 'b' }, 'must have another form'],
    [z.strictObject({}), { odd: 1 }, "unknown key 'odd'"],
    [z.string().regex(/^a/), 'b', 'must have another form'],
  ] as const)('come for kind %# of complaint', (schema, data, words) => {
    expect(wordsAbout(schema, data)).toEqual([words]);
  });

  it('are all that a sender of wrong commands reads', () => {
    const keys = fc.constantFrom('command', 'program', 'duration', 'intensity', 'person', 'zone', 'level', 'id', 'ts');
    const names = fc.constantFrom('start', 'adjust', 'intensity', 'skip', 'extend', 'reset', 'select', 'nonsense');
    const command = fc.tuple(names, fc.dictionary(keys, fc.jsonValue({ maxDepth: 1 })));
    fc.assert(
      fc.property(command, ([name, rest]) => {
        const reading = readCommand({ kind: 'json' }, JSON.stringify({ ...rest, command: name }), 'idle');
        if (reading.kind === 'problem') expect(wordsOf(reading.message)).not.toMatch(libraryWords);
      }),
    );
  });

  it('are all that somebody who writes a profile reads', () => {
    const keys = fc.constantFrom(
      'name',
      'title',
      'line',
      'frame',
      'silence',
      'keys',
      'frames',
      'fields',
      'zones',
      'power',
    );
    fc.assert(
      fc.property(fc.dictionary(keys, fc.jsonValue({ maxDepth: 2 })), (profile) => {
        for (const message of wordsAbout(profileSchema, profile)) {
          expect(wordsOf(message).replaceAll('expected or none', '')).not.toMatch(libraryWords);
        }
      }),
    );
  });
});
