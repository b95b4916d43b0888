import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLines } from '../../../src/adapters/serial/line-pipeline.js';
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
});
