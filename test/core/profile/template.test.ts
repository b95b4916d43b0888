import { describe, expect, it } from 'vitest';
import { hearSaying, readSaying } from '../../../src/core/profile/saying.js';
import { encodeCommand, latinText, readTemplate } from '../../../src/core/profile/template.js';

const none: { readonly key: readonly number[]; readonly value: number } = { key: [], value: 0 };
const binary = (text: string, holes = none, from = 1): string => {
  const bytes = encodeCommand(readTemplate(text, true) ?? [], holes, { kind: 'not7', from, isLowFirst: false });
  return bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
};
const text = (template: string, value: number): string =>
  latinText(encodeCommand(readTemplate(template, false) ?? [], { key: [], value }, null));

describe('a command', () => {
  it.each([
    [0x01, 'F0 82 01 7C F1'],
    [0x20, 'F0 82 20 5D F1'],
    [0x21, 'F0 82 21 5C F1'],
    [0x2e, 'F0 82 2E 4F F1'],
    [0x33, 'F0 82 33 4A F1'],
    [0x40, 'F0 82 40 3D F1'],
    [0x45, 'F0 82 45 38 F1'],
    [0x49, 'F0 82 49 34 F1'],
    [0x4a, 'F0 82 4A 33 F1'],
    [0x50, 'F0 82 50 2D F1'],
  ])('of the binary chair is as its makers send it: key %i', (key, bytes) => {
    expect(binary('F0 82 {key} {check} F1', { key: [key], value: 0 })).toBe(bytes);
  });

  it('has its value in a byte, in two, or in digits', () => {
    expect(binary('55 {value}', { key: [], value: 10 })).toBe('55 0A');
    expect(binary('55 {value:be}', { key: [], value: 300 })).toBe('55 01 2C');
    expect(binary('55 {value:le}', { key: [], value: 300 })).toBe('55 2C 01');
    expect(text('M4{value}\r', 7)).toBe('M47\r');
    expect(text('M4{value:dec}\r', 128)).toBe('M4128\r');
    expect(text('L{value:3}', 7)).toBe('L007');
    expect(text('L{value:hex}', 171)).toBe('LAB');
  });

  it.each([
    ['F0 8', true],
    ['F0 {level}', true],
    ['{value:hex}', true],
    ['{key', true],
    ['', true],
    ['M{value:be}', false],
    ['M{value:9}', false],
    ['M}', false],
  ])('is refused as %s', (template, isBinary) => {
    expect(readTemplate(template, isBinary)).toBeNull();
  });
});

describe('what a line says', () => {
  const knob = readSaying('E{scale:0-255},A{audio:0-1}') ?? [];

  it.each([
    ['E255,A0', { scale: 255, audio: 0 }],
    ['E12,A1', { scale: 12, audio: 1 }],
    ['E0,A0', { scale: 0, audio: 0 }],
  ])('%s is heard', (line, numbers) => {
    expect(hearSaying(knob, line)).toEqual(numbers);
  });

  it.each(['E,A', 'E300,A0', 'E12,A2', 'E12,A1 ', 'E12', 'xE12,A1', 'E-1,A0', 'E1234567,A0', ''])(
    '"%s" is not',
    (line) => {
      expect(hearSaying(knob, line)).toBeNull();
    },
  );

  it.each(['', 'E{scale}', 'E{a:0-9}{b:0-9}', 'E{a:9-0}', 'E{', 'E}'])('cannot be described as "%s"', (saying) => {
    expect(readSaying(saying)).toBeNull();
  });
});
