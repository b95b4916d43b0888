import type { Zone } from '../zones.js';
import { limits } from './limits.js';

/** Why somebody should not use a program. Programs name them under `avoid`, people in the configuration too. */
export const avoidWords = [
  'clot-risk',
  'heart-failure',
  'arterial-disease',
  'open-wound',
  'pregnancy',
  'pacemaker',
  'osteoporosis',
  'neuropathy',
  'recent-surgery',
] as const;
export type AvoidWord = (typeof avoidWords)[number];

export const isAvoidWord = (word: string): word is AvoidWord => (avoidWords as readonly string[]).includes(word);

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
export const contraindications = (
  person: Pick<Person, 'avoid'>,
  programAvoids: readonly string[],
): readonly AvoidWord[] => person.avoid.filter((word) => word !== 'osteoporosis' && programAvoids.includes(word));

/** The smallest cap of each zone: the configuration's and the person's. [S10] */
export function capsFor(person: Person, levelMax: number): Readonly<Record<Zone, number>> {
  const cap = Math.min(person.levelMax, levelMax);
  const back = person.avoid.includes('osteoporosis') ? Math.min(cap, limits.osteoporosisBackLevelMax) : cap;
  return { back, seat: cap, legs: cap };
}
