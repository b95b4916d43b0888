const sharedMin = 3;

/** Whether data has the form that these keys make, though it may be wrong in places. What is something else entirely, such as a file
 *  of secrets that got into the wrong folder, must not be quoted in what is said about it. */
export const looksLike = (value: unknown, keys: readonly string[]): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  keys.filter((key) => Object.hasOwn(value, key)).length >= sharedMin;
