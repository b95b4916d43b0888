import { expect, it } from 'vitest';
import { silenceOf } from '../../../src/core/web/patience.js';

it('takes three seconds without a word for nothing yet', () => {
  expect(silenceOf(3000)).toEqual({ isStale: false, silentS: 0 });
});

it('calls what it shows stale after that, and counts whole seconds', () => {
  expect(silenceOf(3001)).toEqual({ isStale: true, silentS: 3 });
  expect(silenceOf(64_900)).toEqual({ isStale: true, silentS: 64 });
});
