/** Reads a decimal integer of at most ten digits within the bounds; null for anything else. */
export function readInteger(word, min, max) {
    if (word === undefined || !/^\d{1,10}$/.test(word))
        return null;
    const value = Number(word);
    return value >= min && value <= max ? value : null;
}
/** True for text that is a decimal integer, whatever its bounds: tells `range` from `arg`. */
export const isInteger = (word) => word !== undefined && /^-?\d{1,10}$/.test(word);
/** The member of `list` that the word names, or null. */
export const readOneOf = (list, word) => list.find((member) => member === word) ?? null;
