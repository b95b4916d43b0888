import { expect, it } from 'vitest';
import { withinMs } from '../../src/cli/deadline.js';
import { VirtualTime } from '../support/virtual-time.js';

it('gives what came in time, else what was said for that, and leaves no timer behind', async () => {
  const time = new VirtualTime();
  const never = new Promise<string>(() => undefined);
  expect(await withinMs(time, 1000, Promise.resolve('in time'), 'late')).toBe('in time');
  const waiting = withinMs(time, 1000, never, 'late');
  time.advance(1000);
  expect(await waiting).toBe('late');
  await expect(withinMs(time, 1000, Promise.reject(new Error('wrong')), 'late')).rejects.toThrow('wrong');
});
