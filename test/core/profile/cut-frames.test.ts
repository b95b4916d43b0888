import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../hardware-sim/random.js';
import { checkBytes } from '../../../src/core/profile/checks.js';
import {
  type BinaryFraming,
  cutFrames,
  escaped,
  type HeldBytes,
  noBytesHeld,
} from '../../../src/core/profile/cut-frames.js';
import { bytesInHex } from '../../../src/core/profile/template.js';
import { shippedProfile } from '../../support/shipped-profiles.js';

const plain: BinaryFraming = {
  start: [],
  end: [],
  length: null,
  gapMs: null,
  check: null,
  payloadMax: 0xff,
  escapes: [],
};
const hex = (text: string): readonly number[] => bytesInHex(text) ?? [];
const spelt = (bytes: readonly number[]): string =>
  bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');

interface Cut {
  readonly frames: readonly string[];
  readonly noise: number;
}

/** Cuts pieces that come one after another, `everyMs` apart; at the end it looks once more after a second of silence. */
function cut(framing: BinaryFraming, pieces: readonly (readonly number[])[], everyMs = 0): Cut {
  let held: HeldBytes = noBytesHeld;
  const frames: string[] = [];
  let noise = 0;
  const silenceMs = pieces.length * everyMs + 1000;
  for (const [nowMs, piece] of [...pieces.map((each, at) => [at * everyMs, each] as const), [silenceMs, []] as const]) {
    const found = cutFrames(framing, held, Uint8Array.from(piece), nowMs);
    held = found.held;
    frames.push(...found.frames.map(spelt));
    noise += found.noise;
  }
  return { frames, noise };
}

/** However the bytes come, the frames are the same. */
function cutAnyhow(framing: BinaryFraming, bytes: readonly number[]): readonly string[] {
  const whole = cut(framing, [bytes]).frames;
  expect(
    cut(
      framing,
      bytes.map((byte) => [byte]),
    ).frames,
  ).toEqual(whole);
  return whole;
}

const { frame } = shippedProfile('rongtai');
const rongtai = frame.kind === 'binary' ? frame.framing : plain;
const standby = 'F0 00 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00 F1';
const waiting = 'F0 40 00 00 09 30 00 02 06 00 00 00 02 00 01 00 00 F1';

describe('bytes of a binary wire', () => {
  it('fall into frames of one length', () => {
    expect(cutAnyhow(rongtai, hex(`${standby} ${waiting}`))).toEqual([standby, waiting]);
  });

  it.each([
    ['a frame that was cut and followed by a whole one', `F0 40 00 00 09 30 00 02 06 ${waiting}`],
    ['bytes before the first frame', `11 22 F1 ${waiting}`],
    ['an end without a start', `F1 ${waiting}`],
    ['a byte inside that is too great', `F0 40 00 00 EF 30 00 02 06 00 00 00 02 00 01 00 00 F1 ${waiting}`],
    ['a start inside', `F0 40 00 F0 09 30 00 02 06 00 00 00 02 00 01 00 00 F1 ${waiting}`],
  ])('are whole again behind %s', (_what, text) => {
    expect(cutAnyhow(rongtai, hex(text))).toEqual([waiting]);
  });

  it('with their length in a byte', () => {
    const framing = { ...plain, start: [0x55, 0x53], length: { at: 2, plus: 3 } };
    expect(cutAnyhow(framing, hex('55 53 02 AA BB 00 55 53 00 55 53 01 CC'))).toEqual([
      '55 53 02 AA BB',
      '55 53 00',
      '55 53 01 CC',
    ]);
    expect(cut(framing, [hex('55 53 FF 55 53 01 CC')]).frames).toEqual(['55 53 01 CC']);
  });

  it('from a start to an end, of any length, with escapes between', () => {
    const escapes = [
      { sent: [0xdb, 0xdc], means: 0xc0 },
      { sent: [0xdb, 0xdd], means: 0xdb },
    ];
    const framing = { ...plain, start: [0xc1], end: [0xc0], escapes };
    expect(cutAnyhow(framing, hex('C1 01 DB DC DB DD 02 C0 C1 C0'))).toEqual(['C1 01 C0 DB 02 C0', 'C1 C0']);
    expect(cut(framing, [hex('C1 DB 00 C0 C1 05 C0')]).frames).toEqual(['C1 05 C0']);
    for (const payload of ['01 C0 02', 'DB', 'C0 DB DC', '']) {
      const sent = escaped(framing, hex(`C1 ${payload} C0`));
      expect(cut(framing, [sent]).frames).toEqual([spelt(hex(`C1 ${payload} C0`))]);
    }
  });

  it('with a length that does not count what the escapes add', () => {
    const escapes = [
      { sent: [0x7d, 0x5e], means: 0x55 },
      { sent: [0x7d, 0x5d], means: 0x7d },
    ];
    const framing = { ...plain, start: [0x55], length: { at: 1, plus: 2 }, escapes };
    expect(cutAnyhow(framing, hex('55 03 01 7D 5E 02 55 02 7D 5D 7D 5E 55 7D 5E 01'))).toEqual([
      '55 03 01 55 02',
      '55 02 7D 55',
    ]);
    const fixed = { ...framing, length: 4 };
    expect(cutAnyhow(fixed, hex('55 7D 5E 01 02 55 01 02 7D 5D'))).toEqual(['55 55 01 02', '55 01 02 7D']);
    for (const payload of ['55', '7D 55 7D', '01 02 03']) {
      const count = hex(payload).length;
      const frame = [0x55, count, ...hex(payload)];
      expect(cut(framing, [escaped(framing, frame)]).frames).toEqual([spelt(frame)]);
    }
  });

  it('by the silence between them', () => {
    const framing = { ...plain, gapMs: 20 };
    expect(cut(framing, [hex('01 02'), hex('03')], 5).frames).toEqual(['01 02 03']);
    expect(cut(framing, [hex('01 02'), hex('03')], 30).frames).toEqual(['01 02', '03']);
  });

  it('that began too long ago count as nothing where a silence ends them', () => {
    const framing = { ...plain, start: [0xf0], length: 3, gapMs: 20 };
    expect(cut(framing, [hex('F0 01'), hex('F0 01 02')], 50).frames).toEqual(['F0 01 02']);
  });

  it.each(['sum', 'not7', 'crc8', 'crc16-modbus', 'crc16-xmodem'] as const)(
    'count with a right check alone: %s',
    (kind) => {
      const framing = {
        ...plain,
        start: [0x55],
        length: { at: 1, plus: 0 },
        check: { kind, from: 1, isLowFirst: true },
      };
      const payload = [9, 3, 200].slice(0, 3);
      const length = 1 + payload.length + checkBytes(kind, payload, true).length;
      const body = [length, ...payload.slice(1)];
      const frame = [0x55, ...body, ...checkBytes(kind, body, true)];
      expect(cut(framing, [frame]).frames).toEqual([spelt(frame)]);
      for (let at = 2; at < frame.length; at += 1) {
        const damaged = frame.map((byte, index) => (index === at ? byte ^ 0x04 : byte));
        expect(cut(framing, [damaged]).frames).toEqual([]);
      }
    },
  );

  const weak = {
    ...plain,
    start: [0x55],
    length: { at: 1, plus: 0 },
    check: { kind: 'sum', from: 0, isLowFirst: false },
  } as const;
  const framed = (payload: readonly number[]): readonly number[] => {
    const body = [0x55, payload.length + 3, ...payload];
    return [...body, ...checkBytes('sum', body, false)];
  };

  it('are the frame that began first, whole, also where its payload holds a whole frame', () => {
    const outer = framed([1, ...framed([2, 3, 4]), 5]);
    expect(cutAnyhow(weak, [...outer, ...outer])).toEqual([spelt(outer), spelt(outer)]);
  });

  it('are whole again behind a damaged length as soon as two frames follow each other', () => {
    const frame = framed([7, 8, 9]);
    const damaged = frame.with(1, 0x40);
    const heard = cut(
      weak,
      [damaged, frame, frame, frame].map((each) => each),
      0,
    );
    expect(heard.frames).toEqual([spelt(frame), spelt(frame), spelt(frame)]);
    expect(cutAnyhow(weak, [...damaged, ...frame, ...frame])).toEqual([spelt(frame), spelt(frame)]);
  });

  it('fall into the same frames and the same noise however they come', () => {
    const random = seededRandom(36);
    const framings: readonly BinaryFraming[] = [
      rongtai,
      weak,
      { ...weak, check: null },
      {
        ...weak,
        escapes: [
          { sent: [0x7d, 0x5d], means: 0x7d },
          { sent: [0x7d, 0x5e], means: 0x55 },
        ],
      },
      { ...weak, end: [0x0d], length: null },
      { ...weak, start: [0x55, 0x53], length: { at: 2, plus: 3 } },
      { ...weak, start: [], length: 5 },
    ];
    const common = [0x55, 0x53, 0x7d, 0x5d, 0x5e, 0x0d, 0xf0, 0xf1, 4, 5, 6];
    const drawByte = (): number =>
      random.next() < 0.6 ? (common[Math.floor(random.next() * common.length)] ?? 0) : Math.floor(random.next() * 256);
    const drawn = (count: number): readonly number[] => Array.from({ length: count }, drawByte);
    const draw = (): readonly number[] => {
      const inner = framed(drawn(Math.floor(random.next() * 4)));
      return [drawn(Math.floor(random.next() * 12)), inner, framed([...drawn(2), ...inner, ...drawn(1)]), hex(standby)][
        Math.floor(random.next() * 4)
      ] as readonly number[];
    };
    for (const framing of framings) {
      for (let turn = 0; turn < 20; turn += 1) {
        const bytes = Array.from({ length: 8 }, draw).flat();
        const whole = cut(framing, [bytes]);
        expect(
          cut(
            framing,
            bytes.map((byte) => [byte]),
          ),
        ).toEqual(whole);
        for (let split = 1; split < bytes.length; split += 1)
          expect(cut(framing, [bytes.slice(0, split), bytes.slice(split)])).toEqual(whole);
        const pieces: (readonly number[])[] = [];
        for (let at = 0; at < bytes.length; at += pieces.at(-1)?.length ?? 1)
          pieces.push(bytes.slice(at, at + 1 + Math.floor(random.next() * 20)));
        expect(cut(framing, pieces)).toEqual(whole);
      }
    }
  });

  it('never hold more than a frame may have, whatever comes', () => {
    const random = seededRandom(11);
    const framings = [
      rongtai,
      { ...plain, gapMs: 20 },
      { ...plain, start: [0xc1], end: [0xc0] },
      { ...plain, length: { at: 0, plus: 1 } },
    ];
    for (const framing of framings) {
      let held: HeldBytes = noBytesHeld;
      for (let at = 0; at < 300; at += 1) {
        const bytes = Uint8Array.from({ length: 40 }, () => Math.floor(random.next() * 256));
        held = cutFrames(framing, held, bytes, at).held;
        expect(held.bytes.length).toBeLessThan(300);
      }
    }
  });
});
