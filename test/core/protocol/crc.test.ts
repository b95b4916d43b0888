import { describe, expect, it } from 'vitest';
import { crc16, frameLine, unframe } from '../../../src/core/protocol/crc.js';
import { vectorLine } from './report-cases.js';

describe('the check of a line', () => {
  it('has the published check value', () => {
    expect(crc16('123456789')).toBe('29B1');
  });

  it('of nothing is its start value', () => {
    expect(crc16('')).toBe('FFFF');
  });

  it('of the test vector is ABB6', () => {
    expect(crc16(vectorLine.slice(0, -5))).toBe('ABB6');
  });

  it('always has four upper-case digits', () => {
    const checks = Array.from({ length: 5000 }, (_, number) => crc16(String(number)));
    expect(checks.filter((check) => !/^[0-9A-F]{4}$/.test(check))).toEqual([]);
    expect(checks.some((check) => check.startsWith('0'))).toBe(true);
  });

  it('frames a payload, and unframes it', () => {
    expect(frameLine('4 STOP')).toBe(`4 STOP*${crc16('4 STOP')}\n`);
    expect(unframe(`4 STOP*${crc16('4 STOP')}`)).toBe('4 STOP');
    expect(unframe(`*${crc16('')}`)).toBe('');
  });

  it.each([
    ['nothing', ''],
    ['no check', '4 STOP'],
    ['half a check', `4 STOP*${crc16('4 STOP').slice(0, 3)}`],
    ['a check of five digits', `4 STOP*0${crc16('4 STOP')}`],
    ['another check', '4 STOP*0000'],
    ['a check in small letters', `${vectorLine.slice(0, -4)}abb6`],
    ['a star in the payload', frameLine('4 ST*OP').trimEnd()],
    ['a star alone', '*'],
    ['a space after the check', `4 STOP*${crc16('4 STOP')} `],
  ])('refuses %s', (_what, line) => {
    expect(unframe(line)).toBeNull();
  });
});
