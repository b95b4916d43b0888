import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineReader } from '../../../src/adapters/serial/line-pipeline.js';
import { cutLines, noLine } from '../../../src/core/protocol/lines.js';
import { lineBytesMax } from '../../../src/core/protocol/messages.js';

function feed(
  pieces: readonly string[],
  lineEnd: 'lf' | 'cr' = 'lf',
): { readonly lines: string[]; readonly noise: string[] } {
  const lines: string[] = [];
  const noise: string[] = [];
  const take = lineReader(lineEnd, { onLine: (line) => lines.push(line), onNoise: (kind) => noise.push(kind) });
  for (const piece of pieces) take(piece);
  return { lines, noise };
}

const textOf = (bytes: readonly number[]): string => String.fromCharCode(...bytes);

describe('the line pipeline', () => {
  it('passes whole lines and drops the half line at the end', () => {
    expect(feed(['one\r\ntwo\n\nhalf'])).toEqual({ lines: ['one', 'two'], noise: [] });
  });

  it('ends lines with CR where the chair does', () => {
    expect(feed(['~0355\r~23\r\n~1', '103\rhalf'], 'cr')).toEqual({
      lines: ['~0355', '~23', '~1103'],
      noise: [],
    });
  });

  it('reports what it discards and goes on with the next line', () => {
    const long = 'x'.repeat(lineBytesMax);
    expect(feed([`${long}\nok\n\u00ff\nok too\n`])).toEqual({
      lines: ['ok', 'ok too'],
      noise: ['overflow', 'alphabet'],
    });
  });

  it.each(['lf', 'cr'] as const)('gives the same for any garbage with %s, in one piece or byte by byte', (lineEnd) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (garbage) => {
        const text = textOf([...garbage]);
        const whole = feed([text], lineEnd);
        const single = feed([...text], lineEnd);
        expect(single).toEqual(whole);
        expect(whole.lines.every((line) => /^[\x20-\x7e]+$/.test(line) && line.length < lineBytesMax)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('holds no more than one line, however long the stream goes without an end', () => {
    const megabyte = 'y'.repeat(1_000_000);
    expect(feed([megabyte, megabyte, '\nok\n'])).toEqual({ lines: ['ok'], noise: ['overflow'] });
  });

  it('says of every stream what cutting it as a text says', () => {
    const piece = fc.oneof(
      fc.integer({ min: 0x20, max: 0x7e }).map((byte) => [byte]),
      fc.constantFrom([0x0a], [0x0d, 0x0a], [0x0d], [0x18], [0xff]),
      fc.integer({ min: 100, max: 200 }).map((count) => Array<number>(count).fill(0x61)),
    );
    const streams = fc.array(piece, { maxLength: 40 }).map((pieces) => textOf(pieces.flat()));
    fc.assert(
      fc.property(streams, (stream) => {
        const [, items] = cutLines(noLine, stream);
        const { lines, noise } = feed([stream]);
        expect(lines).toEqual(items.flatMap((item) => (item.kind === 'line' ? [item.line] : [])));
        expect(noise).toEqual(items.flatMap((item) => (item.kind === 'line' ? [] : [item.kind])));
      }),
      { numRuns: 200 },
    );
  });

  it('lets the line feeds of a chair that ends lines with CR count for nothing', () => {
    const feeds = '\n'.repeat(lineBytesMax);
    expect(feed([`${feeds}~0355\r~\n23\r`], 'cr')).toEqual({ lines: ['~0355', '~23'], noise: [] });
  });
});
