import { limits } from './limits.js';
/** Nobody is configured: only the chair's own caps hold. */
const anybody = { avoid: [], levelMax: 100 };
/** All people at once: somebody sits there, and nobody said who. */
export function strictest(people) {
    return people.reduce((all, person) => ({
        avoid: [...new Set([...all.avoid, ...person.avoid])],
        levelMax: Math.min(all.levelMax, person.levelMax),
    }), anybody);
}
/** The words that forbid this program to this person. Osteoporosis caps the back instead. */
export const contraindications = (person, programAvoids) => person.avoid.filter((word) => word !== 'osteoporosis' && programAvoids.includes(word));
/** The smallest cap of each zone: the configuration's and the person's. [S10] */
export function capsFor(person, levelMax) {
    const cap = Math.min(person.levelMax, levelMax);
    const back = person.avoid.includes('osteoporosis') ? Math.min(cap, limits.osteoporosisBackLevelMax) : cap;
    return { back, seat: cap, legs: cap };
}
