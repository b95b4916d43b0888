import { describe, expect, it } from 'vitest';
import { findChecks } from '../../../src/core/capture/frame-checks.js';
import { type CheckKind, checkBytes } from '../../../src/core/profile/checks.js';
import { numbers } from './wires.js';

const kinds: readonly CheckKind[] = [
  'sum',
  'xor',
  'not',
  'complement',
  'sum7',
  'xor7',
  'not7',
  'crc8',
  'crc8-maxim',
  'crc16-modbus',
  'crc16-arc',
  'crc16-ccitt',
  'crc16-xmodem',
  'crc16-kermit',
  'crc16-x25',
];

const letters = (text: string): readonly number[] => [...text].map((letter) => letter.charCodeAt(0));

describe('a check', () => {
  // The check values of the catalogue of parametrised CRC algorithms, for the digits 1 to 9.
  it.each([
    ['crc8', [0xf4]],
    ['crc8-maxim', [0xa1]],
    ['crc16-modbus', [0x4b, 0x37]],
    ['crc16-arc', [0xbb, 0x3d]],
    ['crc16-ccitt', [0x29, 0xb1]],
    ['crc16-xmodem', [0x31, 0xc3]],
    ['crc16-kermit', [0x21, 0x89]],
    ['crc16-x25', [0x90, 0x6e]],
    ['sum', [0xdd]],
    ['not', [0x22]],
    ['not7', [0x22]],
    ['complement', [0x23]],
    ['xor', [0x31]],
  ] as const)('%s of the digits 1 to 9', (kind, bytes) => {
    expect(checkBytes(kind, letters('123456789'), false)).toEqual(bytes);
  });

  it.each(kinds.flatMap((kind) => [0, 1, 2].flatMap((from) => [0, 1].map((after) => ({ kind, from, after })))))(
    '$kind from byte $from, with $after bytes after it, is found in frames that carry it, and the first of those that fit',
    ({ kind, from, after }) => {
      const chance = numbers(from * 7 + after + 1);
      const frames = Array.from({ length: 30 }, () => {
        const head = [0xf0, ...Array.from({ length: 5 }, () => chance(256))];
        return Uint8Array.from([...head, ...checkBytes(kind, head.slice(from), true), ...(after === 1 ? [0xf1] : [])]);
      });
      const isLowFirst = kind.startsWith('crc16');
      expect(findChecks(frames)).toContainEqual({ kind, from, after, isLowFirst });
      expect(findChecks(frames).length).toBeLessThanOrEqual(kind === 'crc8' || kind === 'xor' ? 2 : 1);
    },
  );

  it('is none in frames without one, nor in too few, nor where nothing changes', () => {
    const chance = numbers(5);
    const frames = Array.from({ length: 40 }, () => Uint8Array.from({ length: 12 }, () => chance(256)));
    expect(findChecks(frames)).toEqual([]);
    expect(findChecks(frames.slice(0, 2))).toEqual([]);
    expect(findChecks(Array.from({ length: 40 }, () => Uint8Array.from([1, 2, 3, 6])))).toEqual([]);
  });
});
