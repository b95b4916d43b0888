import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationPattern, isoTime, readDurationMs, showDuration } from '../../src/core/time-text.js';

describe('a duration text', () => {
  it.each([
    ['500ms', 500],
    ['12s', 12_000],
    ['90s', 90_000],
    ['2m', 120_000],
    ['1m30s', 90_000],
    ['1h', 3_600_000],
    ['1h2m3s4ms', 3_723_004],
    ['0s', 0],
  ])('%s is %d ms', (text, ms) => {
    expect(readDurationMs(text)).toBe(ms);
  });

  it.each([
    '',
    ' ',
    '15',
    '1.5m',
    '-1m',
    '+1m',
    'm',
    '1 m',
    ' 1m',
    '1m ',
    '1M',
    '1s1m',
    '1m1m',
    '1e3s',
    '٣s',
    'Infinitym',
  ])('"%s" is none', (text) => {
    expect(readDurationMs(text)).toBeNull();
  });

  it('of any kind is read or not, without a throw', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const ms = readDurationMs(text);
        expect(ms === null || (Number.isSafeInteger(ms) && ms >= 0)).toBe(true);
      }),
    );
  });

  it('is what the form for editors says', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^(\d{1,3}h)?(\d{1,4}m)?(\d{1,5}s)?(\d{1,8}ms)?$/), (text) => {
        expect(new RegExp(durationPattern).test(text)).toBe(readDurationMs(text) !== null);
      }),
    );
  });

  it('is shown as it is read', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999 * 3_600_000 }), (durationMs) => {
        expect(readDurationMs(showDuration(durationMs))).toBe(durationMs);
      }),
    );
  });
});

describe('a time of day as text', () => {
  it('is ISO 8601 in UTC and whole seconds', () => {
    expect(isoTime(1_795_381_440_999)).toBe('2026-11-22T21:04:00Z');
    expect(isoTime(0)).toBe('1970-01-01T00:00:00Z');
    expect(isoTime(Date.UTC(2028, 1, 29, 23, 59, 59))).toBe('2028-02-29T23:59:59Z');
  });

  it('agrees with the calendar of the platform from 1970 to 9999', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) }), (wallMs) => {
        expect(isoTime(wallMs)).toBe(`${new Date(wallMs).toISOString().slice(0, 19)}Z`);
      }),
    );
  });
});
