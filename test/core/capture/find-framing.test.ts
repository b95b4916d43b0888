import { describe, expect, it } from 'vitest';
import { findFraming } from '../../../src/core/capture/find-framing.js';
import { framesOf, timedBytes } from '../../../src/core/capture/framing.js';
import {
  bracketed,
  type Chunking,
  counting,
  heardAs,
  measured,
  pressed,
  type SentFrame,
  silent,
  spelled,
} from './wires.js';

const chunkings: readonly Chunking[] = ['frames', 'bytes', 'latency'];
const wires: readonly (readonly [string, readonly SentFrame[], object])[] = [
  ['18 bytes from F0 to F1', counting(80), { kind: 'fixed', start: 0xf0, length: 18, end: 0xf1 }],
  [
    'commands of five bytes',
    pressed([1, 0x20, 0x21, 0x2e], (index) => index * 700),
    { kind: 'fixed', start: 0xf0, length: 5, end: 0xf1 },
  ],
  ['hex digits in lines', spelled(40), { kind: 'text', start: '~', end: 'cr' }],
  ['frames that say their length', measured(60), { kind: 'counted', start: 0xaa, at: 1, plus: 0 }],
  ['seven bits between two bytes of eight', bracketed(60), { kind: 'delimited', start: 0xb5, end: 0xe7 }],
];

describe('frames are found by the bytes alone', () => {
  it.each(
    wires.flatMap(([name, frames, framing]) => chunkings.map((chunking) => ({ name, frames, framing, chunking }))),
  )('$name, read as $chunking', ({ frames, framing, chunking }) => {
    const timed = timedBytes(heardAs(frames, chunking), 'status');
    const found = findFraming(timed, 9600);
    expect(found?.framing).toEqual(framing);
    if (found === null) return;
    expect(framesOf(found.framing, timed).frames.length).toBeGreaterThanOrEqual(frames.length - 1);
  });

  it.each(chunkings)('wherever the recording begins, read as %s', (chunking) => {
    const timed = timedBytes(heardAs(counting(60), chunking), 'status');
    const starts = Array.from({ length: 18 }, (_, from) => {
      const cut = { bytes: timed.bytes.subarray(from), atMs: timed.atMs.subarray(from) };
      return findFraming(cut, 9600)?.framing;
    });
    const framing = { kind: 'fixed', start: 0xf0, length: 18, end: 0xf1 };
    expect(starts).toEqual(starts.map(() => framing));
  });

  it('or by the silence before them, where nothing else tells', () => {
    expect(findFraming(timedBytes(heardAs(silent(40)), 'status'), 9600)?.framing).toMatchObject({ kind: 'gap' });
  });

  it('also where the recording begins and ends in the middle of one, and some bytes are lost', () => {
    const [first, ...others] = heardAs(counting(80), 'frames');
    const torn = [
      { atMs: 0, line: 'status', bytes: first?.bytes.subarray(7) ?? new Uint8Array() } as const,
      ...others.map((each, index) => (index % 20 === 5 ? { ...each, bytes: each.bytes.subarray(0, 9) } : each)),
    ];
    expect(findFraming(timedBytes(torn, 'status'), 9600)?.framing).toEqual({
      kind: 'fixed',
      start: 0xf0,
      length: 18,
      end: 0xf1,
    });
  });

  it('and not in noise, nor in too little', () => {
    const noise = silent(60).map(({ bytes }, at) => ({ atMs: at * 2, bytes }));
    expect(findFraming(timedBytes(heardAs(noise, 'latency'), 'status'), 9600)).toBeNull();
    expect(findFraming(timedBytes(heardAs(counting(1)), 'status'), 9600)).toBeNull();
    expect(findFraming(timedBytes([], 'status'), 9600)).toBeNull();
  });
});
