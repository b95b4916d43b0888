import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differenceOf } from '../../../src/core/setup/difference.js';

const signs = { same: ' ', added: '+', removed: '-', gap: '~' } as const;
const shown = (before: string, after: string): string =>
  differenceOf(before, after)
    .map(({ kind, text }) => `${signs[kind]}${text}`)
    .join('\n');

describe('a difference', () => {
  it('is nothing where nothing differs', () => {
    expect(differenceOf('a\nb\n', 'a\nb\n')).toEqual([]);
    expect(differenceOf('a\r\nb\r\n', 'a\nb')).toEqual([]);
  });

  it('shows what came and went, with three lines around it', () => {
    const before = '1\n2\n3\n4\nold\n5\n6\n7\n8\n9\n10\n11\n12\n';
    expect(shown(before, before.replace('old', 'new'))).toBe('~\n 2\n 3\n 4\n-old\n+new\n 5\n 6\n 7\n~');
  });

  it('begins with everything where there was nothing', () => {
    expect(shown('', 'a\nb\n')).toBe('+a\n+b');
  });

  it('gives both texts back where nothing is left out', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const difference = differenceOf(before.join('\n'), after.join('\n'));
        fc.pre(difference.length > 0 && difference.every(({ kind }) => kind !== 'gap'));
        const textOf = (without: string): string[] =>
          difference.filter(({ kind }) => kind !== without).map(({ text }) => text);
        expect(textOf('added')).toEqual(before);
        expect(textOf('removed')).toEqual(after);
      }),
    );
  });

  it('of two long texts with nothing in common is made at once', () => {
    const long = (word: string): string => Array.from({ length: 10_000 }, (_, at) => `${word} ${at}`).join('\n');
    expect(differenceOf(long('a'), long('b'))).toHaveLength(20_000);
  });
});
