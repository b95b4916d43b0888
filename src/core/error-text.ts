/** What went wrong, in the words of whatever was thrown. */
export const errorText = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The same with where it was thrown, for a bug of ours. */
export const errorTrace = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
