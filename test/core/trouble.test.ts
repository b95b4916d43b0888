import { describe, expect, it } from 'vitest';
import { Trouble } from '../../src/core/trouble.js';

describe('trouble that repeats itself', () => {
  it('is worth a word once, and a number when it is over', () => {
    const trouble = new Trouble(10_000, 600_000);
    const said = [0, 10, 20, 9000, 18_000].map((atMs) => trouble.take(atMs));
    expect(said).toEqual([true, false, false, false, false]);
    expect([trouble.over(27_999), trouble.over(28_000), trouble.over(28_050)]).toEqual([null, 5, null]);
    expect(trouble.take(30_000)).toBe(true);
  });

  it('is summed up now and then where it never ends', () => {
    const trouble = new Trouble(10_000, 600_000);
    const sums: number[] = [];
    let words = 0;
    for (let atMs = 0; atMs < 3_600_000; atMs += 100) {
      if (trouble.take(atMs)) words += 1;
      const sum = trouble.over(atMs);
      if (sum !== null) sums.push(sum);
    }
    expect([words, sums.length, sums[0]]).toEqual([6, 5, 6001]);
  });

  it('has nothing to say where nothing came', () => {
    expect(new Trouble(10, 100).over(1_000_000)).toBeNull();
  });
});
