import { describe, expect, it } from 'vitest';
import { mayName, PersonEraser } from '../../../src/core/ledger/forget.js';
import { encodeLine, scanLines } from '../../../src/core/ledger/line-codec.js';
import { joinedBytes } from '../../../src/core/ledger/line-reader.js';
import type { LedgerLine } from '../../../src/core/ledger/lines.js';
import { closedLine, faultLine, openedLine } from '../../support/ledger-lines.js';

const at = '2026-11-22T21:04:00Z';
/** What is left of a file that comes in pieces of so many bytes. */
const forgetIn = (bytes: Uint8Array, person: string, pieceBytes = bytes.length) => {
  const eraser = new PersonEraser(person);
  const parts: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; from += pieceBytes)
    parts.push(eraser.feed(bytes.subarray(from, from + pieceBytes)));
  parts.push(eraser.end());
  return { bytes: joinedBytes(parts), changed: eraser.changed };
};
const joined = (...lines: readonly LedgerLine[]): Uint8Array =>
  Uint8Array.from(lines.flatMap((line) => [...(encodeLine(line) ?? [])]));
const linesIn = (bytes: Uint8Array): readonly LedgerLine[] =>
  scanLines(bytes).pieces.flatMap((piece) => (piece.kind === 'line' ? [piece.line] : []));
const mark: LedgerLine = { kind: 'mark', id: openedLine().id, at_s: 10, zone: 'legs', what: 'softer', at };
const goal: LedgerLine = { kind: 'goal', person: 'anna', minutes: 60, days: 3, paused: false, at };

describe('forgetting a person', () => {
  it('keeps sessions and hours as nobody’s, and takes marks and goals away', () => {
    const others = [openedLine({ id: 'other', person: 'ben' }), faultLine()];
    const { bytes, changed } = forgetIn(joined(openedLine(), mark, goal, ...others, closedLine()), 'anna');
    expect(linesIn(bytes)).toEqual([openedLine({ person: '-' }), ...others, closedLine()]);
    expect(changed).toBe(3);
    expect(mayName(bytes, 'anna')).toBe(false);
  });

  it('takes away what cannot be read and has the name in it, torn or in the middle, and keeps what has not', () => {
    const torn = joined(openedLine()).slice(0, 150);
    const damaged = joined(faultLine());
    damaged[20] = 0;
    const before = Uint8Array.from([...damaged, ...joined(closedLine()), ...torn]);
    expect(forgetIn(before, 'anna').bytes).toEqual(before);
    const named = joined(openedLine());
    named[5] = 0;
    const { bytes } = forgetIn(Uint8Array.from([...named, ...damaged, ...joined(openedLine()).slice(0, 250)]), 'anna');
    expect(bytes).toEqual(damaged);
  });

  it('takes the same away from a file that comes byte by byte, and from a stretch without an end', () => {
    const bytes = joined(openedLine(), mark, faultLine(), goal, closedLine());
    expect(forgetIn(bytes, 'anna', 1)).toEqual(forgetIn(bytes, 'anna'));
    const stretch = new Uint8Array(200_000).fill(0x78);
    stretch.set(new TextEncoder().encode('anna'), 150_000);
    const stray = Uint8Array.from([...stretch, 0x0a, ...joined(closedLine())]);
    for (const pieceBytes of [65_536, 75_001, 150_001, 150_002, 150_003]) {
      const left = forgetIn(stray, 'anna', pieceBytes);
      expect(mayName(left.bytes, 'anna')).toBe(false);
      expect(linesIn(left.bytes)).toEqual([closedLine()]);
    }
  });

  it('changes nothing where the person was never named', () => {
    const bytes = joined(openedLine(), mark, closedLine());
    expect(forgetIn(bytes, 'ben')).toEqual({ bytes, changed: 0 });
  });
});
