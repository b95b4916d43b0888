import { beforeEach, describe, expect, it } from 'vitest';
import { rongtaiKeyOf } from '../../../hardware-sim/twins/rongtai-keys.js';
import { awake, faulty, type RongtaiState, standby, started } from '../../../hardware-sim/twins/rongtai-state.js';
import { rongtaiStatus } from '../../../hardware-sim/twins/rongtai-status.js';
import { RongtaiTwin } from '../../../hardware-sim/twins/rongtai-twin.js';
import { hexOf, TwinHost } from './twin-host.js';

const waiting = awake(standby);
const manual: RongtaiState = { ...started(waiting, 7, 'knead'), scan: 'none', actuators: standby.actuators };

/** Constructed from what is known of every bit, not seen on a chair. */
const shown: readonly (readonly [string, RongtaiState, string])[] = [
  ['standby', standby, 'F0 00 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00 F1'],
  ['awake, 20 min', waiting, 'F0 40 00 00 09 30 00 02 06 00 00 00 02 00 01 00 00 F1'],
  [
    'manual knead at speed 3, air 3 at legs, 1195 s',
    { ...manual, technique: 'knead', speed: 3, airStrength: 3, airProgram: 'legs', leftMs: 1_195_000 },
    'F0 48 0E 03 29 2B 03 03 06 00 00 00 06 1C 01 00 00 F1',
  ],
  [
    'manual knock at speed 1, no air, 1100 s',
    { ...manual, technique: 'knock', width: 2, leftMs: 1_100_000 },
    'F0 50 06 00 28 4C 00 03 06 00 00 00 02 1C 01 00 00 F1',
  ],
  [
    'automatic 1 with heat, roller and air 5, 600 s',
    {
      ...{ ...manual, program: 1, technique: 'knead', speed: 4, width: 1, hasHeat: true, rollerHeight: 9 },
      ...{ footRoller: { isOn: true, speed: 0 }, airStrength: 5, airProgram: 'seat', leftMs: 600_000 },
    },
    'F0 48 71 05 24 58 17 33 09 00 00 00 22 04 01 00 00 F1',
  ],
  ['a fault with its code', faulty(waiting, 261), 'F0 40 00 00 02 05 00 05 06 00 00 00 00 00 01 00 00 F1'],
];

describe('a status of this family', () => {
  it.each(shown)('shows %s', (_name, state, hex) => {
    expect(hexOf(rongtaiStatus(state))).toBe(hex);
  });

  it('has 18 bytes, of which only the first and the last are over 7F', () => {
    for (const [, state] of shown) {
      const bytes = Buffer.from(rongtaiStatus(state), 'latin1');
      expect([bytes.length, bytes.at(0), bytes.at(-1)]).toEqual([18, 0xf0, 0xf1]);
      expect(Math.max(...bytes.subarray(1, -1))).toBeLessThan(0x80);
    }
  });
});

describe('a command of this family', () => {
  let host: TwinHost<RongtaiTwin>;
  const keys = (): readonly string[] => host.twin.presses.map(({ key }) => key);

  beforeEach(() => {
    host = new TwinHost((options) => new RongtaiTwin(options));
  });

  it.each([
    ['F0 82 01 7C F1', 'power'],
    ['F0 82 20 5D F1', 'knead'],
    ['F0 82 21 5C F1', 'knock'],
    ['F0 82 2E 4F F1', 'speed-1'],
    ['F0 82 33 4A F1', 'speed-6'],
    ['F0 82 40 3D F1', 'air-legs'],
    ['F0 82 45 38 F1', 'air-1'],
    ['F0 82 49 34 F1', 'air-5'],
    ['F0 82 4A 33 F1', 'air-off'],
    ['F0 82 50 2D F1', 'timer-10'],
    ['F0 83 01 7B F1', 'power'],
    ['F0 84 01 7A F1', 'power'],
  ])('%s is %s, whole, byte by byte, twice in one write, and behind any damage', (hex, key) => {
    host.twin.inject('strict-check');
    host.hex(hex);
    for (const byte of hex.split(' ')) host.hex(byte);
    host.hex(`${hex} ${hex}`);
    for (const damage of ['F0 82', 'F0', 'F1', 'F0 82 01 7C', '55 AA 00 FF', 'F0 F1', 'F0 82 01 7C 00 F1', 'EF']) {
      host.hex(`${damage} ${hex}`);
    }
    expect(keys()).toEqual(new Array(12).fill(key));
  });

  it.each([
    ['no first byte', '82 01 7C F1'],
    ['no last byte', 'F0 82 01 7C'],
    ['no check', 'F0 82 01 F1'],
    ['a byte too many', 'F0 82 01 7C 00 F1'],
    ['a byte of 80-EF inside', 'F0 82 81 7C F1'],
    ['a check over 7F', 'F0 82 01 FC F1'],
    ['a source that nobody is', 'F0 81 01 7D F1'],
    ['a source without its high bit', 'F0 02 01 7C F1'],
    ['a key that this chair has not', 'F0 82 7E 7F F1'],
    ['the key of silence', 'F0 82 7F 7E F1'],
    ['a status of its own', 'F0 40 00 00 09 30 00 02 06 00 00 00 02 00 01 00 00 F1'],
    ['text of another wire', '4D 30 31 32 38 0D'],
  ])('is none with %s', (_name, hex) => {
    host.hex(hex);
    expect([keys(), host.twin.look().phase, host.twin.forbidden]).toEqual([[], 'standby', 0]);
  });

  const span = (from: number, to: number): readonly number[] =>
    Array.from({ length: to - from + 1 }, (_, at) => from + at);
  const known = [
    ...[0x01, 0x07, 0x08, 0x09, ...span(0x10, 0x15), ...span(0x20, 0x24), ...span(0x27, 0x2d), ...span(0x2e, 0x33)],
    ...[...span(0x34, 0x37), ...span(0x40, 0x4a), ...span(0x50, 0x53), ...span(0x60, 0x6f)],
  ];

  it('is one of the keys that are known of the family, each with a code of its own', () => {
    for (const code of span(0, 0x7f)) host.write(String.fromCharCode(0xf0, 0x82, code, ~(0x82 + code) & 0x7f, 0xf1));
    expect([keys().length, new Set(keys()).size]).toEqual([known.length, known.length]);
    expect(span(0, 0x7f).filter((code) => rongtaiKeyOf(code) !== undefined)).toEqual(known);
  });

  it('is obeyed with a wrong check on this wire, and not where the check is looked at', () => {
    host.twin.inject('strict-check');
    host.hex('F0 82 01 7D F1');
    expect(host.twin.look().phase).toBe('standby');
    host.twin.clear('strict-check');
    host.hex('F0 82 01 7D F1');
    expect(host.twin.look().phase).toBe('waiting');
  });

  it.each(['F0 A5 01 59 F1', 'F0 BD 20 22 F1', 'A5', 'F0 BD'])(
    '%s is counted as forbidden, even where nothing hears it',
    (hex) => {
      host.twin.inject('deaf');
      host.hex(hex);
      expect([host.twin.forbidden, keys()]).toEqual([1, []]);
    },
  );
});
