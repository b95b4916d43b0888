import { describe, expect, it } from 'vitest';
import { slopeOf } from './slope.js';

const every = (count: number, value: (at: number) => number) =>
  Array.from({ length: count }, (_, at) => [at / 60, value(at)] as const);
const noise = (at: number): number => ((at * 7919) % 13) - 6;

describe('what rises over hours', () => {
  it('is found under noise that is greater than a step of it', () => {
    const slope = slopeOf(every(60, (at) => 100 + at / 4 + noise(at)));
    expect(slope?.isFlat).toBe(false);
    expect(slope?.perHour).toBeGreaterThan(10);
    expect(slope?.perHour).toBeLessThan(20);
  });

  it('is not found in noise alone, nor in what falls', () => {
    expect(slopeOf(every(60, (at) => 100 + noise(at)))?.isFlat).toBe(true);
    expect(slopeOf(every(60, (at) => 100 - at))?.isFlat).toBe(true);
  });

  it('is a handle more each few minutes, where there are twenty', () => {
    expect(slopeOf(every(60, (at) => 20 + Math.floor(at / 10)))?.isFlat).toBe(false);
  });

  it('cannot be told of two points', () => {
    expect(slopeOf(every(2, () => 1))).toBeNull();
  });
});
