import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeReport } from '../../../src/core/protocol/codec.js';
import { cutLines, noLine } from '../../../src/core/protocol/lines.js';
import { lineBytesMax } from '../../../src/core/protocol/messages.js';
import { reports } from './arbitraries.js';
import { feed } from './fed.js';

/** What a broken line gives, a character a byte: mostly text, some ends, some noise, some of it long. */
const streams = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 0x20, max: 0x7e }).map((byte) => [byte]) },
      { weight: 2, arbitrary: fc.constantFrom([0x0a], [0x0d, 0x0a], [0x0d], [0x18]) },
      { weight: 1, arbitrary: fc.nat(255).map((byte) => [byte]) },
      { weight: 1, arbitrary: fc.integer({ min: 100, max: 200 }).map((count) => Array<number>(count).fill(0x61)) },
    ),
    { maxLength: 80 },
  )
  .map((pieces) => String.fromCharCode(...pieces.flat()));

function cutAt(stream: string, cuts: readonly number[]): string[] {
  const at = [...new Set(cuts.map((cut) => cut % (stream.length + 1)))].sort((one, other) => one - other);
  return [0, ...at].map((from, index) => stream.slice(from, at[index]));
}

describe('cutting a stream into lines', () => {
  it('gives the same however the stream is cut', () => {
    fc.assert(
      fc.property(streams, fc.array(fc.nat(2000), { maxLength: 20 }), (stream, cuts) => {
        expect(feed(cutAt(stream, cuts))).toEqual(feed([stream]));
      }),
    );
  });

  it('never holds more than a line', () => {
    fc.assert(
      fc.property(fc.array(streams, { maxLength: 5 }), (pieces) => {
        let state = noLine;
        for (const piece of pieces) {
          [state] = cutLines(state, piece);
          expect(state.held.length).toBeLessThan(lineBytesMax);
        }
      }),
    );
  });

  it('gives only lines of the alphabet that are short enough', () => {
    fc.assert(
      fc.property(streams, (stream) => {
        for (const item of feed([stream])) {
          if (item.kind === 'line') expect(item.line).toMatch(/^[\x20-\x7e]{1,159}$/);
        }
      }),
    );
  });

  it('finds the next message after any garbage, at the next line feed', () => {
    fc.assert(
      fc.property(streams, reports, (noise, report) => {
        const line = encodeReport(report);
        fc.pre(line.length <= lineBytesMax);
        const items = feed([noise, `\n${line}`]);
        expect(items.at(-1)).toEqual({ kind: 'line', line: line.slice(0, -1) });
      }),
    );
  });

  it('gives one item at most for each line feed', () => {
    fc.assert(
      fc.property(streams, (stream) => {
        const feeds = stream.split('\n').length - 1;
        expect(feed([stream]).length).toBeLessThanOrEqual(feeds);
      }),
    );
  });
});
