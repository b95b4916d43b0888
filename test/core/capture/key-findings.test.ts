import { expect, it } from 'vitest';
import { findKeys, type SpokenFrame } from '../../../src/core/capture/key-findings.js';

const status = (atMs: number, digits: string): SpokenFrame => ({ atMs, line: 'status', digits });
const command = (atMs: number, digits: string): SpokenFrame => ({ atMs, line: 'command', digits });

/** Bit 4 of byte 1 is set by the key at 5 s; bit 0 of byte 0 always blinks, bit 7 of byte 2 from then on. */
const frames = Array.from({ length: 60 }, (_each, at): SpokenFrame => {
  const atMs = at * 200;
  const isLater = atMs > 5000;
  const bytes = [at % 4 < 2 ? 1 : 0, isLater ? 0x10 : 0, isLater && at % 4 < 2 ? 0x80 : 0];
  return status(atMs, bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(''));
});
const pressed = [command(5000, '0315'), command(5120, '0355'), status(5060, '1103')];
const [finding] = findKeys(
  [...frames, ...pressed].sort((one, other) => one.atMs - other.atMs),
  [{ atMs: 6000, key: 'Air on' }],
  5,
);

it('finds what a key was on the wire, how the chair answered, and what changed or began to blink', () => {
  expect(finding).toEqual({
    key: 'Air on',
    commands: ['0315', '0355'],
    answers: ['1103'],
    changed: [{ digits: 6, byte: 1, bit: 4, before: 0, after: 1 }],
    blinks: [{ digits: 6, byte: 2, bit: 7 }],
  });
});
