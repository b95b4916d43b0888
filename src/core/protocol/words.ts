/** Reads a decimal integer of at most ten digits within the bounds; null for anything else. */
export function readInteger(word: string | undefined, min: number, max: number): number | null {
  if (word === undefined || !/^\d{1,10}$/.test(word)) return null;
  const value = Number(word);
  return value >= min && value <= max ? value : null;
}

/** True for text that is a decimal integer, whatever its bounds: tells `range` from `arg`. */
export const isInteger = (word: string | undefined): boolean => word !== undefined && /^-?\d{1,10}$/.test(word);

/** The member of `list` that the word names, or null. */
export const readOneOf = <T extends string>(list: readonly T[], word: string | undefined): T | null =>
  list.find((member) => member === word) ?? null;
