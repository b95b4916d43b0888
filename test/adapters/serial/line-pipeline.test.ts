import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineGuard, readLines } from '../../../src/adapters/serial/line-pipeline.js';
import { cutLines, noLine } from '../../../src/core/protocol/lines.js';
import { lineBytesMax } from '../../../src/core/protocol/messages.js';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function feed(
  pieces: readonly Uint8Array[],
  lineEnd: 'lf' | 'cr' = 'lf',
): Promise<{ readonly lines: string[]; readonly noise: string[] }> {
  const source = new PassThrough();
  const lines: string[] = [];
  const noise: string[] = [];
  readLines(source, lineEnd, { onLine: (line) => lines.push(line), onNoise: (kind) => noise.push(kind) });
  for (const piece of pieces) source.write(piece);
  source.end();
  await settle();
  await settle();
  return { lines, noise };
}

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

describe('the line pipeline', () => {
  it('passes whole lines and drops the half line at the end', async () => {
    expect(await feed([bytes('one\r\ntwo\n\nhalf')])).toEqual({ lines: ['one', 'two'], noise: [] });
  });

  it('ends lines with CR where the chair does', async () => {
    expect(await feed([bytes('~0355\r~23\r\n~1'), bytes('103\rhalf')], 'cr')).toEqual({
      lines: ['~0355', '~23', '~1103'],
      noise: [],
    });
  });

  it('reports what it discards and goes on with the next line', async () => {
    const long = 'x'.repeat(lineBytesMax);
    expect(await feed([bytes(`${long}\nok\n\u00ff\nok too\n`)])).toEqual({
      lines: ['ok', 'ok too'],
      noise: ['overflow', 'alphabet'],
    });
  });

  it('gives the same for any garbage, in one piece or byte by byte', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (garbage) => {
        const whole = await feed([garbage]);
        const single = await feed([...garbage].map((byte) => Uint8Array.of(byte)));
        expect(single).toEqual(whole);
        expect(whole.lines.every((line) => /^[\x20-\x7e]+$/.test(line) && line.length < lineBytesMax)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('holds no more than one line, however long the stream goes without an end', async () => {
    const megabyte = bytes('y'.repeat(1_000_000));
    expect(await feed([megabyte, megabyte, bytes('\nok\n')])).toEqual({ lines: ['ok'], noise: ['overflow'] });
  });

  it('says of every stream what cutting it as a text says', async () => {
    const piece = fc.oneof(
      fc.integer({ min: 0x20, max: 0x7e }).map((byte) => [byte]),
      fc.constantFrom([0x0a], [0x0d, 0x0a], [0x0d], [0x18], [0xff]),
      fc.integer({ min: 100, max: 200 }).map((count) => Array<number>(count).fill(0x61)),
    );
    const streams = fc.array(piece, { maxLength: 40 }).map((pieces) => Uint8Array.from(pieces.flat()));
    await fc.assert(
      fc.asyncProperty(streams, async (stream) => {
        const [, items] = cutLines(noLine, Buffer.from(stream).toString('latin1'));
        const { lines, noise } = await feed([stream]);
        expect(lines).toEqual(items.flatMap((item) => (item.kind === 'line' ? [item.line] : [])));
        expect(noise).toEqual(items.flatMap((item) => (item.kind === 'line' ? [] : [item.kind])));
      }),
      { numRuns: 200 },
    );
  });

  it('lets the line feeds of a chair that ends lines with CR count for nothing', async () => {
    const feeds = '\n'.repeat(lineBytesMax);
    expect(await feed([bytes(`${feeds}~0355\r~\n23\r`)], 'cr')).toEqual({ lines: ['~0355', '~23'], noise: [] });
  });
});

describe('the guard in front of the parser', () => {
  const through = (text: string): string => {
    const guard = new LineGuard('lf');
    guard.write(bytes(text));
    return String(guard.read() ?? '');
  };

  it('passes good bytes through as they are, ends of lines and half a line with them', () => {
    const good = `one\r\n\n${'x'.repeat(lineBytesMax - 1)}\nhalf`;
    expect(through(good)).toBe(good);
  });

  it('leaves one byte too many of a line that is too long, and is in step again at its end', () => {
    expect(through(`${'x'.repeat(5000)}\nok\n`)).toBe(`${'x'.repeat(lineBytesMax)}\nok\n`);
  });
});
