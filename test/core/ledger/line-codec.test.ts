import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32Hex } from '../../../src/core/ledger/checksum.js';
import { decodeLine, encodeLine, ledgerBytesMax, scanLines } from '../../../src/core/ledger/line-codec.js';
import { type LedgerLine, ledgerNameMax, ledgerTextMax, momentsMax } from '../../../src/core/ledger/lines.js';
import { closedLine, faultLine, openedLine, refusedLine } from '../../support/ledger-lines.js';

const encoder = new TextEncoder();
const bytesOf = (line: LedgerLine): Uint8Array => encodeLine(line) ?? new Uint8Array();
const joined = (...lines: readonly LedgerLine[]): Uint8Array =>
  Uint8Array.from(lines.flatMap((line) => [...bytesOf(line)]));
const linesIn = (bytes: Uint8Array): readonly LedgerLine[] =>
  scanLines(bytes).pieces.flatMap((piece) => (piece.kind === 'line' ? [piece.line] : []));

/** The character that takes the most bytes in JSON. */
const widest = '\u0001';
const word = 'w'.repeat(64);
const amount = 999_999_999.123;
const at = '2026-11-22T21:04:00Z';
const deeds = { on_s: amount, starts: amount, level_mean: 99.999_999, peak_c: -999.999_999, ma_mean: amount };
const moment = { at_s: amount, what: 'w'.repeat(24) };
const byZone = { back: amount, seat: amount, legs: amount };
const fault = { chair: word, zone: 'back', message: widest.repeat(ledgerTextMax), session: word, at } as const;
const largest: readonly LedgerLine[] = [
  openedLine({
    id: word,
    chair: word,
    serial: word,
    program: word,
    name: widest.repeat(ledgerNameMax),
    hash: word,
    person: word,
    planned_s: amount,
    intensity: 99.999_999,
    schedule: word,
    tz: word,
    boot: word,
    wall_ok: false,
  }),
  closedLine({
    id: word,
    ended_by: 'chair_restarted',
    elapsed_s: amount,
    paused_s: amount,
    intensity_mean: 99.999_999,
    phases_done: amount,
    skips: amount,
    derated_s: amount,
    motor_s: amount,
    moments: Array.from({ length: momentsMax.first + momentsMax.last }, () => moment),
    moments_dropped: amount,
    zones: { back: deeds, seat: deeds, legs: deeds },
  }),
  { kind: 'mark', id: word, at_s: amount, zone: 'back', what: 'softer', at },
  { kind: 'fault', code: 'stop_unverified', ...fault },
  { kind: 'cleared', code: 'stop_unverified', ...fault },
  {
    kind: 'service',
    chair: word,
    serial: word,
    zone: 'back',
    done_at_h: amount,
    note: widest.repeat(ledgerTextMax),
    at,
  },
  { kind: 'seed', chair: word, serial: word, motor_h: amount, hours: byZone, at },
  { kind: 'goal', person: word, minutes: amount, days: amount, paused: false, at },
  { kind: 'refused', chair: word, code: 'contraindicated', command: word, more: amount, at },
  { kind: 'schedule', schedule: word, chair: word, outcome: word, code: word, at },
];

describe('a line of the ledger', () => {
  it.each(largest.map((line) => [line.kind, line] as const))(
    'fits, and is read back, when it is the largest `%s`',
    (_, line) => {
      const bytes = bytesOf(line);
      expect(bytes.length).toBeGreaterThan(0);
      expect(bytes.length).toBeLessThanOrEqual(ledgerBytesMax);
      expect(decodeLine(bytes.subarray(0, -1))).toEqual({ kind: 'line', line });
    },
  );

  it('is not made where it would be too long', () => {
    expect(encodeLine(openedLine({ name: 'n'.repeat(ledgerBytesMax) }))).toBeNull();
  });

  it('has the checksum that zlib knows', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(crc32Hex(bytes)).toBe(crc32(bytes).toString(16).padStart(8, '0'));
      }),
    );
  });

  it('is taken for nothing else with any bit of it turned', () => {
    const bytes = bytesOf(faultLine()).subarray(0, -1);
    for (let at = 0; at < bytes.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const damaged = bytes.slice();
        damaged[at] = (damaged[at] ?? 0) ^ (1 << bit);
        expect(decodeLine(damaged).kind).toBe('wrong');
      }
    }
  });

  it('is kept for a later version where this one does not know its kind', () => {
    const json = encoder.encode('{"kind":"weather","at":"2026-11-22T21:04:00Z"}');
    const sealed = encoder.encode(`{"kind":"weather","at":"2026-11-22T21:04:00Z"} ${crc32Hex(json)}`);
    expect(decodeLine(sealed)).toEqual({ kind: 'unknown' });
  });

  it('is read from any bytes without a throw, and never as true', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(scanLines(bytes).pieces.filter(({ kind }) => kind === 'line')).toEqual([]);
      }),
    );
  });
});

describe('the lines of a file', () => {
  const lines = [openedLine(), faultLine(), closedLine(), refusedLine()];
  const whole = joined(...lines);

  it('are read in order, with the place of each', () => {
    const { pieces, restAt } = scanLines(whole);
    expect(linesIn(whole)).toEqual(lines);
    expect(pieces.map(({ start, end }) => whole.slice(start, end))).toEqual(lines.map(bytesOf));
    expect(restAt).toBe(whole.length);
  });

  it('are all read that are whole, wherever the file is cut', () => {
    for (let length = 0; length <= whole.length; length++) {
      const read = linesIn(whole.subarray(0, length));
      expect(read).toEqual(lines.slice(0, read.length));
      const { restAt } = scanLines(whole.subarray(0, length));
      expect(joined(...read).length).toBe(restAt);
    }
  });

  it('are all read but at most one, whichever byte of the file is another', () => {
    for (let at = 0; at < whole.length; at++) {
      for (const turned of [0x01, 0x20, 0xff]) {
        const damaged = whole.slice();
        damaged[at] = (damaged[at] ?? 0) ^ turned;
        const read = linesIn(damaged);
        expect(read.length).toBeGreaterThanOrEqual(lines.length - 1);
        for (const line of read) expect(lines).toContainEqual(line);
      }
    }
  });

  it('are not found within the text of another', () => {
    const inner = new TextDecoder().decode(bytesOf(faultLine()));
    expect(linesIn(joined(faultLine({ message: inner.slice(0, 200) })))).toHaveLength(1);
  });
});
