import { describe, expect, it } from 'vitest';
import { Buckets, together } from '../../../src/core/metrics/buckets.js';

function observed(...values: readonly number[]): Buckets {
  const buckets = new Buckets([1, 2]);
  for (const value of values) buckets.observe(value);
  return buckets;
}

describe('observations in buckets', () => {
  it('are counted in the first that they fit in, and at a bound they do', () => {
    expect(observed(0, 1, 1.5, 2, 3, 1000)).toMatchObject({ counts: [2, 2, 2], count: 6, sum: 1007.5 });
  });

  it('are added up over all chairs', () => {
    expect(together([1, 2], [observed(1), observed(2, 3), observed()])).toMatchObject({
      counts: [1, 1, 1],
      count: 3,
      sum: 6,
    });
    expect(together([1, 2], [])).toMatchObject({ counts: [0, 0, 0], count: 0, sum: 0 });
  });
});
