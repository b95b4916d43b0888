import { expect, it } from 'vitest';
import { type CapturedFrame, draftProfile, findKeys } from '../../../src/core/profile/capture.js';

const status = (atMs: number, text: string): CapturedFrame => ({ atMs, line: 'status', text });
const command = (atMs: number, text: string): CapturedFrame => ({ atMs, line: 'command', text });

/** Bit 4 of byte 1 is set by the key at 5 s; bit 0 of byte 0 always blinks, bit 7 of byte 2 from then on. */
const frames = Array.from({ length: 60 }, (_each, at): CapturedFrame => {
  const atMs = at * 200;
  const isLater = atMs > 5000;
  const bytes = [at % 4 < 2 ? 1 : 0, isLater ? 0x10 : 0, isLater && at % 4 < 2 ? 0x80 : 0];
  return status(atMs, `~${bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('')}`);
});
const pressed = [command(5000, '~0315'), command(5120, '~0355'), status(5060, '~1103')];
const [finding] = findKeys(
  [...frames, ...pressed].sort((one, other) => one.atMs - other.atMs),
  [{ atMs: 6000, key: 'Air on' }],
  '~',
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

it('drafts a profile that says what is still to be said', () => {
  if (finding === undefined) throw new Error('no finding');
  const text = draftProfile({ baudRate: 9600, start: '~', end: 'cr' }, [...frames, ...pressed], [finding]);
  expect(text).toContain('air-on: { press: "0315", release: "0355", answer: expected }');
  expect(text).toContain('# 6 digits B1[4] 0 to 1; 6 digits B2[7] begins to blink');
  expect(text).toContain('answers: { taken: "1103" }');
  expect(text).toContain('status-6: { digits: [6, 6] }');
  expect(text).toContain('name: "?"');
});
