import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isoTime } from '../../src/core/iso-time.js';

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
