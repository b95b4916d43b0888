import { describe, expect, it } from 'vitest';
import { fenceReturned, fenceStopped, isFenced, isFenceOpen, newFence } from '../../../src/core/command/fence.js';

describe('the fence behind a stop [S6]', () => {
  const stopped = fenceStopped(newFence, ['a'], 5_000);

  it('holds its chairs only', () => {
    expect(isFenced(stopped, 'a', 5_000)).toBe(true);
    expect(isFenced(stopped, 'b', 5_000)).toBe(false);
    expect(isFenced(newFence, 'a', 0)).toBe(false);
  });

  it('holds for at least 1 s', () => {
    const returned = fenceReturned(stopped, stopped.sent);
    expect(isFenceOpen(returned)).toBe(false);
    expect(isFenced(returned, 'a', 5_999)).toBe(true);
    expect(isFenced(returned, 'a', 6_000)).toBe(false);
  });

  it('holds until the number of the last stop is back', () => {
    const again = fenceStopped(stopped, ['a'], 9_000);
    const first = fenceReturned(again, stopped.sent);
    expect(isFenced(first, 'a', 90_000)).toBe(true);
    expect(isFenceOpen(first)).toBe(true);
    expect(isFenced(fenceReturned(first, again.sent), 'a', 90_000)).toBe(false);
  });

  it('takes a later number for all before it', () => {
    const other = fenceStopped(stopped, ['b'], 5_000);
    expect(isFenced(fenceReturned(other, other.sent), 'a', 6_000)).toBe(false);
  });

  it.each([0, -1, 2, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'is not moved by a number that was never sent: %d',
    (number) => {
      expect(fenceReturned(stopped, number)).toBe(stopped);
    },
  );
});
