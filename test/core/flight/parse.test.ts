import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chairOfFlight, flightName } from '../../../src/core/flight/format.js';
import { parseFlight } from '../../../src/core/flight/parse.js';
import { replay } from '../../../src/replay/replay.js';
import { tellStory } from '../../../src/replay/story.js';
import { recordText } from '../../support/flight-bench.js';

const whole = recordText('stall', 2000);
const lines = whole.trimEnd().split('\n');

const problemOf = (text: string): string => {
  const parsed = parseFlight(text);
  return parsed.kind === 'problem' ? parsed.message : `no problem, damage: ${parsed.damage}`;
};

describe('a flight record', () => {
  it('is read as it was written', () => {
    const parsed = parseFlight(whole);
    expect(parsed).toMatchObject({ kind: 'record', damage: null });
    if (parsed.kind === 'record') {
      const again = [parsed.record.header, ...parsed.record.entries].map((line) => JSON.parse(JSON.stringify(line)));
      expect(again).toEqual(lines.map((line) => JSON.parse(line)));
    }
  });

  it.each([
    ['', 'it is empty'],
    ['\n\n', 'it is empty'],
    ['hello\n', 'it is not a flight record of chair2mqtt'],
    ['{"a":1}\n', 'it is not a flight record of chair2mqtt'],
    ['[]\n', 'it is not a flight record of chair2mqtt'],
    ['{"flightRecord":2}\n', 'its format is version 2, and this program reads version 1'],
    ['{"flightRecord":{}}\n', 'its format is version none that is known, and this program reads version 1'],
    ['{"flightRecord":1}\n', 'its first line is damaged (at chair)'],
  ])('%j is none: %s', (text, message) => {
    expect(problemOf(text)).toBe(message);
  });

  it('with a line that is damaged is read without it', () => {
    expect(problemOf([lines[0], '{"t":1', ...lines.slice(1), ''].join('\n'))).toContain('line 2 is damaged');
    expect(problemOf([lines[0], '{}', 'x', ...lines.slice(1), ''].join('\n'))).toContain(
      '2 lines, the first of them line 2',
    );
  });

  it('that ends in the middle of a line is read up to there', () => {
    const cut = whole.slice(0, -20);
    expect(problemOf(cut)).toContain('its last line is cut off');
    const parsed = parseFlight(cut);
    expect(parsed.kind === 'record' && parsed.record.entries.length).toBe(lines.length - 2);
  });

  it('with more lines than any record is refused', () => {
    expect(problemOf(`${lines[0]}\n${'{}\n'.repeat(20_000)}`)).toContain('far more than any record');
  });

  it('with times far off is damaged there', () => {
    expect(problemOf(`${lines[0]}\n{"t":1e300,"kind":"rx","line":"x"}\n`)).toContain('line 2 is damaged');
  });

  it('never makes the reader or the replay throw, however it is mutilated', () => {
    const places = fc.array(fc.tuple(fc.nat(whole.length), fc.string({ maxLength: 3, unit: 'binary-ascii' })), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(places, fc.array(fc.nat(lines.length), { maxLength: 5 }), (edits, dropped) => {
        const kept = lines.filter((_, at) => at === 0 || !dropped.includes(at)).join('\n');
        const text = edits.reduce(
          (before, [at, put]) => before.slice(0, at) + put + before.slice(at + put.length),
          kept,
        );
        const parsed = parseFlight(text);
        if (parsed.kind === 'problem') return;
        expect(tellStory(parsed.record, replay(parsed.record), { isWhole: false }).length).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the name of a record', () => {
  it('has chair, time and fault, and gives the chair back', () => {
    const name = flightName('living-room', 1_767_268_800_123, 'stall');
    expect(name).toBe('living-room-20260101T120000.123Z-stall.jsonl');
    expect(chairOfFlight(name)).toBe('living-room');
    expect(chairOfFlight('living-room.json')).toBeNull();
  });
});
