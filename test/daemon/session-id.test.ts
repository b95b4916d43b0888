import { describe, expect, it } from 'vitest';
import { newUlid } from '../../src/daemon/session-id.js';
import { VirtualTime } from '../support/virtual-time.js';

describe('the id of a session', () => {
  it('is a ULID: 26 letters, sorted by time', () => {
    const clock = new VirtualTime({ wallMs: 1_469_918_176_385 });
    const first = newUlid(clock);
    expect(first).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
    // The time part of the example in the ULID specification.
    expect(first.slice(0, 10)).toBe('01ARYZ6S41');
    clock.advance(1);
    expect(newUlid(clock) > first).toBe(true);
  });

  it('is another one within the same millisecond', () => {
    const clock = new VirtualTime();
    expect(new Set(Array.from({ length: 1000 }, () => newUlid(clock))).size).toBe(1000);
  });
});
