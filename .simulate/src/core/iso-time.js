/** A time of day (ms since 1970, UTC) as ISO 8601 in whole seconds: `2026-11-22T21:04:00Z`. A conversion only: the time
 *  itself always comes from the clock. */
export const isoTime = (wallMs) => `${new Date(wallMs).toISOString().slice(0, 19)}Z`;
/** As `isoTime`, in whole milliseconds: `2026-11-22T21:04:00.123Z`. */
export const isoTimeMs = (wallMs) => new Date(wallMs).toISOString();
