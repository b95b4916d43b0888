/** Reads a decimal integer of at most ten digits within the bounds; null for anything else. */
export function readInteger(word, min, max) {
    const value = word === undefined ? null : readDigits(word, 0, word.length);
    return value !== null && value >= min && value <= max ? value : null;
}
const zero = 0x30;
/** The decimal integer that stands in the text from `from` to before `to`; null for anything but one to ten digits. */
export function readDigits(text, from, to) {
    if (from >= to || to - from > 10)
        return null;
    let value = 0;
    for (let at = from; at < to; at += 1) {
        const digit = text.charCodeAt(at) - zero;
        if (digit < 0 || digit > 9)
            return null;
        value = 10 * value + digit;
    }
    return value;
}
/** True for text that is a decimal integer, whatever its bounds: tells `range` from `arg`. */
export const isInteger = (word) => word !== undefined && /^-?\d{1,10}$/.test(word);
/** The member of `list` that the word names, or null. */
export function readOneOf(list, word) {
    for (const member of list)
        if (member === word)
            return member;
    return null;
}
