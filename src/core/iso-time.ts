/** The newest answers, by second: the same few times are asked for at every look at a running session. */
const known = new Map<number, string>();
const knownMax = 100;

/** A time of day (ms since 1970, UTC) as ISO 8601 in whole seconds: `2026-11-22T21:04:00Z`. A conversion only: the time
 *  itself always comes from the clock. */
export function isoTime(wallMs: number): string {
  const second = Math.floor(wallMs / 1000);
  const before = known.get(second);
  if (before !== undefined) return before;
  const text = `${new Date(1000 * second).toISOString().slice(0, 19)}Z`;
  if (known.size >= knownMax) known.clear();
  known.set(second, text);
  return text;
}

/** As `isoTime`, in whole milliseconds: `2026-11-22T21:04:00.123Z`. */
export const isoTimeMs = (wallMs: number): string => new Date(wallMs).toISOString();
