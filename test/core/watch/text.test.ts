import { describe, expect, it } from 'vitest';
import { columnsOf, columnText, cutText, shownText, wrapText } from '../../../src/core/watch/text.js';

describe('text on a terminal', () => {
  it.each([
    ['abc', 3],
    ['Über', 4],
    ['U\u0308ber', 4],
    ['椅子', 4],
    ['한국', 4],
    ['🪑', 2],
    ['👨‍👩‍👧', 2],
    ['ｆ', 2],
  ])('takes of %s so many columns: %i', (text, columns) => {
    expect(columnsOf(text)).toBe(columns);
  });

  it('is cut between signs, never in the middle of a wide one', () => {
    expect(cutText('椅子椅子', 6)).toBe('椅子…');
    expect(cutText('abcdef', 6)).toBe('abcdef');
    expect([cutText('ab', 0), cutText('ab', 1)]).toEqual(['', '…']);
    expect(columnText('椅子', 6)).toBe('椅子  ');
  });

  it('has nothing in it that a terminal obeys, or that turns its direction', () => {
    expect(shownText('a\u001b]0;x\u0007\u009b2J\u202eb\u2028\ud800')).toBe('a?]0;x??2J?b??');
    expect(shownText('x'.repeat(1000))).toHaveLength(301);
  });

  it('is cut into lines between words', () => {
    expect(wrapText('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrapText('abcdefghij k', 5)).toEqual(['abcd…', 'k']);
  });
});
