import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeOrder, decodeReport, encodeOrder, encodeReport } from '../../../src/core/protocol/codec.js';
import { frameLine } from '../../../src/core/protocol/crc.js';
import { lineBytesMax } from '../../../src/core/protocol/messages.js';
import { orders, reports } from './arbitraries.js';
import { feed } from './fed.js';

const withoutEnd = (line: string): string => line.slice(0, -1);

/** The line with these bits of its bytes turned over; `at` counts bits from the line's start. */
function flipped(line: string, at: readonly number[]): string {
  const bytes = [...line].map((letter) => letter.charCodeAt(0));
  for (const bit of at) {
    const index = Math.floor(bit / 8) % bytes.length;
    bytes[index] = (bytes[index] ?? 0) ^ (1 << (bit % 8));
  }
  return String.fromCharCode(...bytes);
}

/** Random text, and text that nearly is a line. */
const garbage = fc.oneof(
  fc.string({ maxLength: 200 }),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ maxLength: 100 }).map((payload) => withoutEnd(frameLine(payload))),
  fc
    .array(
      fc.oneof(
        fc.constantFrom('0', '1', '65535', 'T', 'E', 'OK', 'ERR', 'SET', 'STOP', 'HELLO', 'CAPS', 'off', 'back', 'run'),
        fc.constantFrom('-', '?', '', ':', ',', 'fault', 'estop', 'legs:off,0,0,-,-,-', '__proto__', 'constructor'),
        fc.string({ maxLength: 8 }),
      ),
      { maxLength: 12 },
    )
    .map((words) => withoutEnd(frameLine(words.join(' ')))),
);

describe('the codec', () => {
  it('gives every order back as it was', () => {
    fc.assert(
      fc.property(orders, (order) => {
        expect(decodeOrder(withoutEnd(encodeOrder(order)))).toEqual(order);
      }),
    );
  });

  it('gives every report back as it was', () => {
    fc.assert(
      fc.property(reports, (report) => {
        expect(decodeReport(withoutEnd(encodeReport(report)))).toEqual(report);
      }),
    );
  });

  it('writes every order on one line of the alphabet that is short enough', () => {
    fc.assert(
      fc.property(orders, (order) => {
        const line = encodeOrder(order);
        expect(line).toMatch(/^[\x20-\x7e]+\*[0-9A-F]{4}\n$/);
        expect(line.length).toBeLessThanOrEqual(lineBytesMax);
      }),
    );
  });

  it('reads whatever text comes, without a throw', () => {
    fc.assert(
      fc.property(garbage, (text) => {
        expect(decodeReport(text)).toHaveProperty('kind');
        const order = decodeOrder(text);
        expect('request' in order || order.kind === 'malformed').toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('never takes garbage for a message that it would write otherwise', () => {
    fc.assert(
      fc.property(garbage, (text) => {
        const report = decodeReport(text);
        if (report.kind !== 'malformed') expect(decodeReport(withoutEnd(encodeReport(report)))).toEqual(report);
        const order = decodeOrder(text);
        if ('request' in order) expect(decodeOrder(withoutEnd(encodeOrder(order)))).toEqual(order);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a damaged line', () => {
  const bits = fc.array(fc.nat(8 * lineBytesMax), { minLength: 1, maxLength: 2 });

  it('with one or two bits turned over is never another order', () => {
    fc.assert(
      fc.property(orders, bits, (order, at) => {
        const line = withoutEnd(encodeOrder(order));
        const damaged = flipped(line, at);
        fc.pre(damaged !== line);
        expect(decodeOrder(damaged)).toMatchObject({ kind: 'malformed' });
      }),
      { numRuns: 1000 },
    );
  });

  it('with one or two bits turned over is never another report', () => {
    fc.assert(
      fc.property(reports, bits, (report, at) => {
        const line = withoutEnd(encodeReport(report));
        const damaged = flipped(line, at);
        fc.pre(damaged !== line);
        expect(decodeReport(damaged)).toMatchObject({ kind: 'malformed' });
      }),
      { numRuns: 1000 },
    );
  });

  it('is never another message on the wire either, where a turned bit may end the line early', () => {
    fc.assert(
      fc.property(reports, fc.nat(8 * lineBytesMax), (report, bit) => {
        const damaged = flipped(withoutEnd(encodeReport(report)), [bit]);
        for (const item of feed([damaged, '\n'])) {
          if (item.kind === 'line') expect(decodeReport(item.line)).toMatchObject({ kind: 'malformed' });
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('that lost its start, its end or its middle is no message', () => {
    fc.assert(
      fc.property(reports, fc.nat(lineBytesMax), fc.integer({ min: 1, max: 15 }), (report, from, count) => {
        const line = withoutEnd(encodeReport(report));
        const at = from % line.length;
        const cut = line.slice(0, at) + line.slice(at + count);
        fc.pre(cut !== line);
        expect(decodeReport(cut)).toMatchObject({ kind: 'malformed' });
      }),
      // One such line in 65536 passes the check by chance, so the lines of this test are always the same.
      { numRuns: 300, seed: 20_260 },
    );
  });
});
