import { beforeEach, describe, expect, it } from 'vitest';
import { Hf8Twin } from '../../../hardware-sim/twins/hf8-twin.js';
import { TwinHost } from './twin-host.js';

let host: TwinHost<Hf8Twin>;
const levels = (): readonly unknown[] => Object.values(host.twin.outputs);
const ask = (): string => {
  host.write('P\r');
  return host.hear(50);
};

beforeEach(() => {
  host = new TwinHost((options) => new Hf8Twin(options));
});

describe('the pad of eight motors', () => {
  it.each([
    ['legs at 50 %', 'M0128\rM1128\r', [128, 128, 0, 0, 0, 0, 0, 0]],
    ['seat at full', 'M2255\rM3255\r', [0, 0, 255, 255, 0, 0, 0, 0]],
    ['back off', 'M40\rM50\rM60\rM70\r', [0, 0, 0, 0, 0, 0, 0, 0]],
    ['right thigh full, then off', 'M0255\rM00\r', [0, 0, 0, 0, 0, 0, 0, 0]],
    ['a level of one digit', 'M77\r', [0, 0, 0, 0, 0, 0, 0, 7]],
  ])('is driven: %s, whole and byte by byte', (_name, text, expected) => {
    host.write(text);
    expect(levels()).toEqual(expected);
    for (const byte of text) host.write(byte);
    expect([levels(), host.hear(1000)]).toEqual([expected, '']);
  });

  it.each([
    ['a level over 255', 'M0256\r'],
    ['a level of four digits', 'M01000\r'],
    ['a padded level', 'M0005\rM300\r'],
    ['a motor that it has not', 'M8100\rM9100\r'],
    ['no motor, or no level', 'M\rM0\r'],
    ['small letters, signs and spaces', 'm0100\rM0-1\rM0 10\r M0100\rM0+9\rM01.5\r'],
    ['LF in place of CR', 'M0100\nM1100\n'],
    ['LF behind CR, which spoils the next', '\nM0100\r'],
    ['bytes of another wire', `${String.fromCharCode(0xf0, 0x82, 0x01, 0x7c, 0xf1)}M0100\r`],
    ['a line far too long that ends well', `${'x'.repeat(5000)}M0100\r`],
    ['a line too long with what is right at its beginning', `M0100${' '.repeat(5000)}\r`],
    ['a question with more', 'P1\rPP\rp\r'],
  ])('ignores %s, without a word, and takes what comes after it', (_name, text) => {
    host.write(text);
    expect([levels().every((level) => level === 0), host.hear(200), host.twin.presses]).toEqual([true, '', []]);
    host.write('\rM7255\r');
    expect(levels()).toEqual([0, 0, 0, 0, 0, 0, 0, 255]);
  });

  it('waits for the end of a command, however long', () => {
    host.write('M0100');
    host.advance(60_000);
    expect(host.twin.moves).toBe(false);
    host.write('\r');
    expect(levels()).toEqual([100, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('answers a question with its knob and its audio mode, and nothing else', () => {
    expect(ask()).toBe('E255,A0\r');
    host.twin.press('knob:12');
    host.twin.press('audio');
    expect(ask()).toBe('E12,A1\r');
    expect([host.twin.press('knob:256'), host.twin.press('power')]).toEqual([false, false]);
  });

  it('has an answer that comes in two reads', () => {
    host.twin.inject('split:tx');
    expect(ask()).toBe('E255,A0\r');
    expect(host.pieces).toHaveLength(2);
  });

  it('weakens every motor by its knob, which no answer tells of a motor', () => {
    host.write('M0200\rM4100\r');
    host.twin.press('knob:51');
    expect(levels()).toEqual([40, 0, 0, 0, 20, 0, 0, 0]);
    expect(host.twin.look()).toMatchObject({ scale: 51, zones: { back: 20, seat: 0, legs: 40 }, moves: true });
  });

  it('goes on for ever when its host is lost, silent or unplugged', () => {
    host.write('M5200\r');
    host.twin.setPlugged(false);
    host.advance(2 * 3_600_000);
    expect([host.closedBy, host.twin.outputs['motor-5']]).toEqual(['the chair is unplugged', 200]);
  });

  it('is driven by the music in audio mode, whatever it is told, and does afterwards what it was told last', () => {
    host.write('M0100\r');
    host.twin.press('audio');
    host.advance(600);
    const first = levels();
    host.write('M00\rM1255\r');
    expect([levels(), new Set(first).size]).toEqual([first, 1]);
    host.advance(500);
    expect(levels()).not.toEqual(first);
    host.twin.press('audio');
    expect(levels()).toEqual([0, 255, 0, 0, 0, 0, 0, 0]);
  });

  it('keeps what every motor really did, with its times, and who asked it', () => {
    host.advance(1000);
    host.write('M0128\r');
    host.advance(500);
    host.write('M00\rM00\r');
    expect(host.twin.history).toEqual([
      { atMs: 1010, output: 'motor-0', value: 128 },
      { atMs: 1510, output: 'motor-0', value: 0 },
    ]);
    expect(host.twin.presses.map(({ key, by }) => `${key} ${by}`)).toEqual(['M0128 host', 'M00 host', 'M00 host']);
  });

  it.each([
    ['lost-answer:1', ''],
    ['mute', ''],
    ['deaf', ''],
    ['deaf-key:P', ''],
    ['half-open', ''],
    ['drop-line:1:tx', ''],
    ['duplicate:1:tx', 'E255,A0\rE255,A0\r'],
  ])('answers %s with %j', (fault, answer) => {
    host.twin.inject(fault);
    expect(ask()).toBe(answer);
    host.twin.clear(fault);
    expect(ask()).toBe('E255,A0\r');
  });

  it('runs away: what is on stays on, while it answers as ever', () => {
    host.write('M3150\r');
    host.twin.inject('runaway');
    host.write('M30\rM3149\rM20\r');
    expect([host.twin.outputs['motor-3'], ask()]).toEqual([150, 'E255,A0\r']);
    host.twin.clear('runaway');
    host.write('M30\r');
    expect(host.twin.moves).toBe(false);
  });

  it('can be deaf to one motor', () => {
    host.write('M0100\rM1100\r');
    host.twin.inject('deaf-key:M1');
    host.write('M00\rM10\r');
    expect(levels().slice(0, 2)).toEqual([0, 100]);
  });
});
