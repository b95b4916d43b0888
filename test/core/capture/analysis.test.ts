import { describe, expect, it } from 'vitest';
import { analyse } from '../../../src/core/capture/analysis.js';
import { draftProfile } from '../../../src/core/capture/draft.js';
import type { Recording } from '../../../src/core/capture/recording.js';
import { findingWords, wireWords } from '../../../src/core/capture/words.js';
import { counting, heardAs, heardAtRate, measured, pressed, spelled } from './wires.js';

const setting = { baudRate: 9600, parity: 'none' } as const;
const keys = [0x20, 0x21, 0x2e, 0x45];
const pressedMs = (index: number): number => 6000 + index * 8000;
/** Each key lights a lamp of its own, in byte 3. */
const lampsAt = (atMs: number): number =>
  keys.reduce((lamps, _, index) => (atMs >= pressedMs(index) + 60 ? lamps | (1 << index) : lamps), 0);

const recording: Recording = {
  setting,
  heard: [
    ...heardAs(counting(800, lampsAt), 'latency'),
    ...heardAs(pressed(keys, pressedMs), 'latency', 'command'),
  ].sort((one, other) => one.atMs - other.atMs),
  marks: keys.map((key, index) => ({ atMs: pressedMs(index) + 1000, key: `key ${key.toString(16)}` })),
};

describe('a binary wire', () => {
  const analysis = analyse(recording);

  it('is told in words: frames, period, and a check where there is one', () => {
    expect(wireWords(analysis)).toEqual([
      'status: frames of 18 bytes, from F0 to F1: 800, one in 48 ms',
      expect.stringMatching(/^ {2}check: none that is known fits \(\d+ different frames\)$/),
      'command: frames of 5 bytes, from F0 to F1: 4, one in 8000 ms',
      '  check: the complement of the sum (not) from byte 1 on, the last but one (4 different frames); 1 other fits as well (not7 from 1): record more',
    ]);
  });

  it('shows also of the first key what was sent', () => {
    const first = {
      ...recording,
      heard: recording.heard.filter(({ atMs }) => atMs < pressedMs(1)),
      marks: recording.marks.slice(0, 1),
    };
    expect(analyse(first).findings.map(findingWords)).toEqual(['key 20: sent F082205DF1; B3[0] of 36 digits: 0 to 1']);
  });

  it('shows with each key what was sent and the lamp that it lit, and no clock', () => {
    expect(analysis.findings.map(findingWords)).toEqual([
      'key 20: sent F082205DF1; B3[0] of 36 digits: 0 to 1',
      'key 21: sent F082215CF1; B3[1] of 36 digits: 0 to 1',
      'key 2e: sent F0822E4FF1; B3[2] of 36 digits: 0 to 1',
      'key 45: sent F0824538F1; B3[3] of 36 digits: 0 to 1',
    ]);
  });

  it('shows it also at the end of a recording that goes on for ten minutes, of which the last bytes are torn', () => {
    const torn = {
      atMs: 600_500,
      line: 'status',
      bytes: Uint8Array.from({ length: 4000 }, (_, at) => (at * at * 7) % 251),
    } as const;
    const long = {
      ...recording,
      heard: [...heardAs(counting(12_000, lampsAt)), ...heardAs(pressed(keys, pressedMs), 'frames', 'command'), torn],
    };
    expect(analyse(long).findings.map(findingWords)).toEqual(analysis.findings.map(findingWords));
  });

  it('drafts a profile with its frames, the template of its commands and its keys', () => {
    const draft = draftProfile(analysis);
    expect(draft).toContain('frame: { binary: { start: "F0", end: "F1", length: 18, check: { kind: none } } }');
    expect(draft).toContain('send: { template: "F0 82 {key} {check} F1", check: { kind: not, from: 1 } }');
    expect(draft).toContain('  key-20: { press: "20" }');
    expect(draft).toContain('status-18: { bytes: 18 }');
    expect(draft).toContain('name: "?"');
  });
});

describe('a wire of text', () => {
  it('is told and drafted as before', () => {
    const analysis = analyse({ setting, heard: heardAs(spelled(40)), marks: [] });
    expect(wireWords(analysis)[0]).toBe('status: lines of text that begin with "~", ended by CR: 40, one in 200 ms');
    expect(draftProfile(analysis)).toContain('frame: { start: "~", end: cr }');
    expect(draftProfile(analysis)).toContain('status-10: { digits: [10, 10] }');
  });
});

describe('a wire of which little is heard', () => {
  it.each([
    ['nothing', [], /nothing was heard: look at the wiring/],
    [
      'half a frame',
      heardAs(counting(1)).map((each) => ({ ...each, bytes: each.bytes.subarray(0, 9) })),
      /no frames are to be found/,
    ],
  ] as const)('says so and drafts what a person has to find out: %s', (_, heard, expected) => {
    const analysis = analyse({ setting, heard, marks: [{ atMs: 10, key: 'Power' }] });
    expect(wireWords(analysis)[0]).toMatch(expected);
    expect(draftProfile(analysis)).toContain('frame: "?"');
  });
});

describe('the right rate', () => {
  const rates = [1200, 2400, 4800, 19_200, 38_400, 57_600, 115_200];
  const quality = (heardBaud: number, frames: Parameters<typeof heardAtRate>[0]): number => {
    const { status } = analyse({ setting, heard: heardAtRate(frames, 9600, heardBaud), marks: [] });
    return status.framing === null ? 0 : 1 - status.strayBytes / status.bytes + (status.checks.length > 0 ? 1 : 0);
  };

  it.each(rates)('makes more sense than %i', (baudRate) => {
    expect(quality(9600, measured(60))).toBeGreaterThan(quality(baudRate, measured(60)));
  });
});
