import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Claim, heardClaim, ownChair, ownershipTick, readClaim, reclaimed } from '../../src/core/ownership.js';

const claim = (epoch: string, started_at: string): Claim => ({ epoch, bridge_id: `bridge-${epoch}`, started_at });
const noon = '2026-01-01T12:00:00Z';
const self = claim('m', noon);

const effectOf = (foreign: Claim) => heardClaim(ownChair, self, foreign, 0)[1]?.kind ?? null;

describe('a claim on our chair [S16]', () => {
  it.each([
    ['our own', claim('m', noon), null],
    ['an earlier one', claim('z', '2026-01-01T11:59:59Z'), 'yield'],
    ['a later one', claim('a', '2026-01-01T12:00:01Z'), 'answer'],
    ['one of the same second with a fraction', claim('a', '2026-01-01T12:00:00.001Z'), 'answer'],
    ['the same time and the lesser epoch', claim('a', noon), 'yield'],
    ['the same time and the greater epoch', claim('z', noon), 'answer'],
    ['the same time, written otherwise', claim('z', '2026-01-01T12:00:00.000Z'), 'answer'],
    ['the same time, without seconds', claim('z', '2026-01-01T12:00Z'), 'answer'],
  ])('%s gives the effect %s', (_name, foreign, effect) => {
    expect(effectOf(foreign)).toBe(effect);
  });

  it('makes exactly one of two daemons yield', () => {
    const time = fc.integer({ min: 0, max: 3 }).map((second) => `2026-01-01T12:00:0${second}Z`);
    fc.assert(
      fc.property(
        time,
        time,
        fc.constantFrom('a', 'b', 'c'),
        fc.constantFrom('d', 'e'),
        (first, second, left, right) => {
          const [one, two] = [claim(left, first), claim(right, second)];
          const yields = [heardClaim(ownChair, one, two, 0), heardClaim(ownChair, two, one, 0)].map(
            ([, effect]) => effect?.kind,
          );
          expect(yields.toSorted()).toEqual(['answer', 'yield']);
        },
      ),
    );
  });

  it('is yielded to once, and not answered any more', () => {
    const [yielded] = heardClaim(ownChair, self, claim('a', noon), 0);
    expect(heardClaim(yielded, self, claim('a', noon), 1000)[1]).toBeNull();
    expect(heardClaim(yielded, self, claim('z', noon), 1000)[1]).toBeNull();
  });

  it('bars a reset until none has come for 30 s', () => {
    const [yielded] = heardClaim(ownChair, self, claim('a', noon), 0);
    const [heard] = heardClaim(yielded, self, claim('z', noon), 10_000);
    expect(ownershipTick(heard, 39_999)).toEqual([heard, null]);
    expect(reclaimed(heard)).toBe(heard);
    const [quiet, effect] = ownershipTick(heard, 40_000);
    expect(effect).toEqual({ kind: 'quiet' });
    expect(ownershipTick(quiet, 50_000)[1]).toBeNull();
    expect(reclaimed(quiet)).toEqual(ownChair);
    expect(heardClaim(quiet, self, claim('z', noon), 50_000)[1]?.kind).toBe('yield');
  });
});

describe('the text of a claim', () => {
  it('is read', () => {
    expect(readClaim(JSON.stringify({ ...self, more: 1 }))).toEqual(self);
  });

  it.each([
    '',
    '{}',
    'null',
    '[1]',
    '{"epoch":1}',
    JSON.stringify(claim('', noon)),
    JSON.stringify(claim('a', 'noon')),
  ])('is nothing where it is %j', (text) => {
    expect(readClaim(text)).toBeNull();
  });
});
