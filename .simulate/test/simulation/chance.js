import { seededRandom } from '../../hardware-sim/random.js';
/** Draws from a seed. Streams with other names are independent, so that one draw more in one place moves nothing in another. */
export class Chance {
    random;
    constructor(seed, stream) {
        let mixed = seed >>> 0;
        for (let at = 0; at < stream.length; at += 1)
            mixed = Math.imul(mixed ^ stream.charCodeAt(at), 0x9e3779b1) >>> 0;
        this.random = seededRandom(mixed);
        this.random.next();
    }
    /** In [0, 1). */
    next() {
        return this.random.next();
    }
    /** In [min, max). */
    between(min, max) {
        return min + (max - min) * this.random.next();
    }
    whole(min, max) {
        return Math.floor(this.between(min, max + 1));
    }
    is(probability) {
        return this.random.next() < probability;
    }
    /** One of a list that is not empty. */
    pick(items) {
        return items[Math.floor(this.random.next() * items.length)] ?? items[0];
    }
}
