import type { AvoidWord } from '../program/avoid-words.js';
import type { Zone } from '../zones.js';
import { limits } from './limits.js';

/** What a person must be spared, and the highest level (1-100) that they want. */
export interface Person {
  readonly avoid: readonly AvoidWord[];
  readonly levelMax: number;
}

/** Nobody is configured: only the chair's own caps hold. */
const anybody: Person = { avoid: [], levelMax: 100 };

/** All people at once: somebody sits there, and nobody said who. */
export function strictest(people: readonly Person[]): Person {
  return people.reduce<Person>(
    (all, person) => ({
      avoid: [...new Set([...all.avoid, ...person.avoid])],
      levelMax: Math.min(all.levelMax, person.levelMax),
    }),
    anybody,
  );
}

/** The words that forbid this program to this person. Osteoporosis caps the back instead. */
export const contraindications = (person: Person, programAvoids: readonly string[]): readonly AvoidWord[] =>
  person.avoid.filter((word) => word !== 'osteoporosis' && programAvoids.includes(word));

/** The smallest cap of each zone: the configuration's and the person's. [S10] */
export function capsFor(person: Person, levelMax: number): Readonly<Record<Zone, number>> {
  const cap = Math.min(person.levelMax, levelMax);
  const back = person.avoid.includes('osteoporosis') ? Math.min(cap, limits.osteoporosisBackLevelMax) : cap;
  return { back, seat: cap, legs: cap };
}
