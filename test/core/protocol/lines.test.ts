import { describe, expect, it } from 'vitest';
import { cutLines, noLine } from '../../../src/core/protocol/lines.js';
import { lineBytesMax } from '../../../src/core/protocol/messages.js';
import { waysToFeed } from './fed.js';

const line = (text: string) => ({ kind: 'line', line: text });
const overflow = { kind: 'overflow' };
const alphabet = { kind: 'alphabet' };

const streams: readonly (readonly [string, string, readonly unknown[]])[] = [
  ['nothing', '', []],
  ['half a line', '4 STOP', []],
  ['a line', '4 STOP\n', [line('4 STOP')]],
  ['a line that ends with CR and LF', '4 STOP\r\n', [line('4 STOP')]],
  ['two lines', 'a\nb\n', [line('a'), line('b')]],
  ['empty lines', '\n\n\r\n\n', []],
  ['a line between empty ones', '\n\na\n\n', [line('a')]],
  ['spaces alone', '  \n', [line('  ')]],
  ['the ends of the alphabet', ' ~\n', [line(' ~')]],
  ['a CR inside a line', 'a\rb\n', [alphabet]],
  ['two CRs before the LF', 'a\r\r\n', [alphabet]],
  ['a CR at the start', '\ra\n', [alphabet]],
  ['a zero byte', 'a\u0000b\n', [alphabet]],
  ['a tab', 'a\tb\n', [alphabet]],
  ['the emergency byte', '\u0018\n', [alphabet]],
  ['a DEL', 'a\u007f\n', [alphabet]],
  ['a byte over ASCII', 'a\u00e9\n', [alphabet]],
  ['a byte of all ones', '\u00ff\n', [alphabet]],
  ['the longest line', `${'a'.repeat(159)}\n`, [line('a'.repeat(159))]],
  ['a line one byte too long', `${'a'.repeat(160)}\n`, [overflow]],
  ['the longest line with a CR', `${'a'.repeat(158)}\r\n`, [line('a'.repeat(158))]],
  ['a line that a CR makes too long', `${'a'.repeat(159)}\r\n`, [overflow]],
  ['a line far too long', `${'a'.repeat(5000)}\n`, [overflow]],
  ['a good line after one too long', `${'a'.repeat(500)}\nb\n`, [overflow, line('b')]],
  ['a good line after one outside the alphabet', '\u0000\u0001\nb\n', [alphabet, line('b')]],
  ['both damages, the first of which counts', `${'a'.repeat(200)}\u0000\n`, [overflow]],
  ['the last byte that has room outside the alphabet', `${'a'.repeat(158)}\u0000aaa\n`, [alphabet]],
  ['the first byte too many outside the alphabet', `${'a'.repeat(159)}\u0000aaa\n`, [alphabet]],
  ['both damages the other way round', `\u0000${'a'.repeat(200)}\n`, [alphabet]],
];

describe.each(waysToFeed)('a stream that comes %s', (_how, feed) => {
  it.each(streams)('cuts %s', (_what, text, items) => {
    expect(feed(text)).toEqual(items);
  });
});

describe('the line that is not ended yet', () => {
  it('is held up to its bound, and then no more', () => {
    let state = noLine;
    for (let count = 0; count < 3 * lineBytesMax; count++) {
      [state] = cutLines(state, 'a');
      expect(state.held.length).toBeLessThan(lineBytesMax);
    }
    expect(state).toEqual({ held: '', damage: 'overflow' });
  });

  it('holds nothing after its end', () => {
    expect(cutLines(noLine, 'abc\n')[0]).toEqual(noLine);
    expect(cutLines(noLine, '\u0000\n')[0]).toEqual(noLine);
  });
});
