import { describe, expect, it } from 'vitest';
import { MadeCommands } from '../../../hardware-sim/made/made-commands.js';
import { madeFrame } from '../../../hardware-sim/made/made-frames.js';
import { seededRandom } from '../../../hardware-sim/random.js';
import { checkKinds } from '../../../src/core/profile/checks.js';
import { keyCommand, valueWriter } from '../../../src/core/profile/commands.js';
import { type BinaryFraming, cutFrames, noBytesHeld } from '../../../src/core/profile/cut-frames.js';
import type { Profile } from '../../../src/core/profile/schema.js';
import { noSight, takeFrame } from '../../../src/core/profile/sight.js';
import { ownProfile } from '../../support/own-profile.js';

const kneader = ownProfile('kneader');

const withFraming = (framing: Partial<BinaryFraming>): Profile => {
  if (kneader.frame.kind !== 'binary') throw new Error('it is binary');
  return { ...kneader, frame: { kind: 'binary', framing: { ...kneader.frame.framing, ...framing } } };
};

const checks = checkKinds.flatMap((kind) =>
  [true, false].map((isLowFirst) => ({ kind, from: isLowFirst ? 1 : 0, isLowFirst })),
);

describe('the wire of a chair that is made from its profile, and the daemon, each by its own reading', () => {
  it.each(checks)('agree on commands with the check $kind from byte $from, low first: $isLowFirst', (check) => {
    const profile = withFraming({ check });
    const commands = new MadeCommands(profile);
    for (const [key, { press }] of Object.entries(profile.keys)) {
      const wire = keyCommand(profile, press)?.wire ?? [];
      expect(commands.read(wire)).toMatchObject({ kind: 'whole', length: wire.length, meaning: { kind: 'key', key } });
      for (let at = 1; at < wire.length; at += 1) expect(commands.read(wire.slice(0, at)).kind).toBe('begun');
      const wrong = wire.with(-1, ((wire.at(-1) ?? 0) + 1) % 256);
      expect(commands.read(wrong)).not.toMatchObject({ kind: 'whole' });
    }
    const strength = profile.controls['strength'];
    if (strength?.kind !== 'value') throw new Error('it is a scale');
    for (let value = 0; value <= 1000; value += 1) {
      const wire = valueWriter(profile, strength)(value)[0]?.wire ?? [];
      expect(commands.read(wire)).toMatchObject({ kind: 'whole', value, meaning: { control: 'strength' } });
    }
  });

  const framings: readonly (readonly [string, Partial<BinaryFraming>])[] = [
    ['a length byte', {}],
    ['a length byte that counts less', { length: { at: 1, plus: 4 } }],
    ['a fixed length', { length: 12 }],
    ['an end', { length: null, end: [0x0d, 0x0a], payloadMax: 0xff, escapes: escapesOf([0x55, 0xdb, 0x0d]) }],
    ['a gap', { length: null, gapMs: 40 }],
    ['no check', { check: null }],
    ...checks.map((check) => [`the check ${check.kind}`, { check }] as const),
  ];

  it.each(framings)('agree on a status with %s, whatever it shows', (_name, framing) => {
    const profile = { ...withFraming(framing), frames: { status: {} } };
    const random = seededRandom(5);
    for (let turn = 0; turn < 200; turn += 1) {
      const strength = Math.floor(random.next() * 1001);
      const air = String(Math.floor(random.next() * 4));
      const values = { state: 'massage', back: 'knead', strength: String(strength), air };
      const text = madeFrame(profile, 'status', { values, numbers: {}, blinking: {}, isLit: false });
      const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
      if (profile.frame.kind !== 'binary') throw new Error('it is binary');
      const cut = cutFrames(profile.frame.framing, noBytesHeld, bytes, 0);
      const frames = [...cut.frames, ...cutFrames(profile.frame.framing, cut.held, new Uint8Array(), 100).frames];
      expect(frames).toHaveLength(1);
      const seen = takeFrame(profile, noSight, frames[0] ?? [], 0);
      const shown = seen.kind === 'status' ? seen.sight.frames['status']?.shown : null;
      expect(shown).toEqual({ state: 'massage', back: 'knead', strength, air });
    }
  });
});

function escapesOf(means: readonly number[]): BinaryFraming['escapes'] {
  return means.map((byte, at) => ({ sent: [0xdb, 0xdc + at], means: byte }));
}
