import type { Log } from '../ports.js';

/** Of the reconnections of a short errand nobody needs a log. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLog,
};
