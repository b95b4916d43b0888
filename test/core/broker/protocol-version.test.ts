import { describe, expect, it } from 'vitest';
import {
  closedAtHello,
  knownAtFirst,
  versionAccepted,
  versionRefused,
  versionToTry,
} from '../../../src/core/broker/protocol-version.js';

const fresh = knownAtFirst(false);
const proven = knownAtFirst(true);

describe('the version that is tried [S6]', () => {
  it('is 5 at first', () => {
    expect(versionToTry(fresh, null, 0)).toBe(5);
  });

  it.each([fresh, proven])('is 3.1.1 after a refusal, for a minute', (known) => {
    const refused = versionRefused(known, 5, 1000);
    expect(versionToTry(refused, null, 1000)).toBe(4);
    expect(versionToTry(refused, null, 60_999)).toBe(4);
    expect(versionToTry(refused, null, 61_000)).toBe(5);
  });

  it('is 5 again where 3.1.1 is refused', () => {
    expect(versionToTry(versionRefused(versionRefused(fresh, 5, 0), 4, 10), null, 10)).toBe(5);
  });

  it.each([
    [fresh, 1, 5],
    [fresh, 2, 5],
    [fresh, 3, 4],
    [fresh, 9, 4],
    [proven, 3, 5],
    [proven, 1000, 5],
    [versionAccepted(fresh, 5), 3, 5],
    [versionAccepted(fresh, 4), 3, 4],
  ] as const)('with %j after %i closes at the hello is %i', (known, closes, version) => {
    expect(versionToTry(closedAtHello(known, closes, 0), null, 0)).toBe(version);
  });

  it('is that of the other connection, whatever is known', () => {
    expect(versionToTry(proven, 4, 0)).toBe(4);
    expect(versionToTry(versionRefused(fresh, 5, 0), 5, 0)).toBe(5);
  });
});
