/** Reads a decimal integer of at most ten digits within the bounds; null for anything else. */
export function readInteger(word: string | undefined, min: number, max: number): number | null {
  if (word === undefined || word === '' || word.length > 10) return null;
  let value = 0;
  for (let at = 0; at < word.length; at += 1) {
    const digit = word.charCodeAt(at) - zero;
    if (digit < 0 || digit > 9) return null;
    value = 10 * value + digit;
  }
  return value >= min && value <= max ? value : null;
}

const zero = 0x30;

/** True for text that is a decimal integer, whatever its bounds: tells `range` from `arg`. */
export const isInteger = (word: string | undefined): boolean => word !== undefined && /^-?\d{1,10}$/.test(word);

/** The member of `list` that the word names, or null. */
export function readOneOf<T extends string>(list: readonly T[], word: string | undefined): T | null {
  for (const member of list) if (member === word) return member;
  return null;
}
