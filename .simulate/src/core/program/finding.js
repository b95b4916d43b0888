/** For programs that did not come from a file. */
export const nowhere = { file: '', locate: () => ({ line: 1, column: 1 }) };
