import { describe, expect, it } from 'vitest';
import { RecentWorst } from '../../../src/core/metrics/recent-worst.js';

describe('the worst of late', () => {
  it('is nothing before anything has come', () => {
    expect(new RecentWorst(Math.max).at(0)).toBeNull();
  });

  it('is the largest or the least, as it is asked for', () => {
    const [most, least] = [new RecentWorst(Math.max), new RecentWorst(Math.min)];
    for (const [at, value] of [3, 7, 5].entries()) {
      most.take(value, at);
      least.take(value, at);
    }
    expect([most.at(10), least.at(10)]).toEqual([7, 3]);
  });

  it('is remembered for a minute at least, whoever asks and how often, and for two at most', () => {
    const worst = new RecentWorst(Math.max);
    worst.take(1, 0);
    worst.take(9, 59_999);
    for (const nowMs of [60_000, 90_000, 119_999]) expect(worst.at(nowMs)).toBe(9);
    worst.take(2, 119_999);
    expect(worst.at(120_000)).toBe(2);
    expect(worst.at(180_000)).toBeNull();
  });

  it('is forgotten where nothing came for long', () => {
    const worst = new RecentWorst(Math.min);
    worst.take(1, 0);
    expect(worst.at(3_600_000)).toBeNull();
    worst.take(5, 3_600_001);
    expect(worst.at(3_600_002)).toBe(5);
  });
});
