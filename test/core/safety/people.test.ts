import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { avoidWords, capsFor, contraindications, type Person, strictest } from '../../../src/core/safety/people.js';
import { zones } from '../../../src/core/zones.js';

const person = (avoid: Person['avoid'] = [], levelMax = 100): Person => ({ avoid, levelMax });
const people: fc.Arbitrary<Person> = fc.record({
  avoid: fc.subarray([...avoidWords]),
  levelMax: fc.integer({ min: 1, max: 100 }),
});

describe('where nobody said who sits there', () => {
  it('and nobody is configured, only the caps of the chair hold', () => {
    expect(strictest([])).toEqual(person());
  });

  it('everybody is spared what anybody must be', () => {
    expect(strictest([person(['clot-risk'], 60), person(['pregnancy', 'clot-risk'], 80)])).toEqual(
      person(['clot-risk', 'pregnancy'], 60),
    );
  });

  it('a program may do no more than it may to each', () => {
    fc.assert(
      fc.property(fc.array(people), fc.subarray([...avoidWords]), fc.nat(100), (all, avoid, levelMax) => {
        const together = strictest(all);
        for (const one of all) {
          expect(contraindications(together, avoid)).toEqual(
            expect.arrayContaining([...contraindications(one, avoid)]),
          );
          for (const zone of zones) {
            expect(capsFor(together, levelMax)[zone]).toBeLessThanOrEqual(capsFor(one, levelMax)[zone]);
          }
        }
      }),
    );
  });
});

describe('a program that a person must avoid', () => {
  it.each(avoidWords.filter((word) => word !== 'osteoporosis'))('for %s is refused', (word) => {
    expect(contraindications(person([word]), ['recent-surgery', word])).toContain(word);
    expect(contraindications(person([word]), [])).toEqual([]);
    expect(contraindications(person(), [word])).toEqual([]);
  });

  it('for osteoporosis is not refused but capped on the back [S10]', () => {
    expect(contraindications(person(['osteoporosis']), ['osteoporosis'])).toEqual([]);
    expect(capsFor(person(['osteoporosis']), 100)).toEqual({ back: 30, seat: 100, legs: 100 });
  });
});

describe('the cap of a zone [S10]', () => {
  it.each([
    [100, 100, 100],
    [60, 80, 60],
    [80, 60, 60],
    [1, 100, 1],
  ])('of a person with %d on a chair with %d is %d', (own, chair, cap) => {
    expect(capsFor(person([], own), chair)).toEqual({ back: cap, seat: cap, legs: cap });
  });

  it('of the back with osteoporosis is 30 or what is less', () => {
    expect(capsFor(person(['osteoporosis'], 20), 100).back).toBe(20);
    expect(capsFor(person(['osteoporosis'], 100), 10).back).toBe(10);
  });
});
