import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFaultDurationMs } from '../../hardware-sim/duration.js';
import { readDurationMs, showDuration } from '../../src/core/time-text.js';

const dayMs = 24 * 3_600_000;

describe('the time of a fault', () => {
  it('may be written as every other duration', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: dayMs }), (durationMs) => {
        expect(readFaultDurationMs(showDuration(durationMs))).toBe(durationMs);
      }),
    );
  });

  it('is never read otherwise than elsewhere', () => {
    const texts = fc.oneof(fc.string(), fc.stringMatching(/^(\d{1,4}h)?(\d{1,5}m)?(\d{1,6}s)?(\d{1,9}ms)?$/));
    fc.assert(
      fc.property(texts, (text) => {
        const elsewhereMs = readDurationMs(text);
        if (elsewhereMs !== null) expect(readFaultDurationMs(text)).toBe(elsewhereMs <= dayMs ? elsewhereMs : null);
      }),
    );
  });

  it.each([
    ['500ms', 500],
    ['1.5s', 1500],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['1m1.5s', 61_500],
    ['86400000ms', dayMs],
  ])('%s is %d ms', (text, ms) => {
    expect(readFaultDurationMs(text)).toBe(ms);
  });

  it.each(['', ' ', '15', '1.s', '.5s', '1.2345s', '-1s', '+1s', '1e3s', '1s1m', '24h1ms', '1000000000ms'])(
    '"%s" is none',
    (text) => {
      expect(readFaultDurationMs(text)).toBeNull();
    },
  );
});
