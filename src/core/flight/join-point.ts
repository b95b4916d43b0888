import type { EntryOf, FlightEntry } from './entries.js';

/** A SET in force was sent at most half a TTL ago, and a TTL is at most 10 s; the renewal may have been resent. */
const renewedWithinMs = 5500;

/** The checkpoint from which a replay can begin: the earliest where nothing moves, or before which the record holds every SET
 *  that is in force. Null where there is none. */
export function joinPoint(entries: readonly FlightEntry[]): EntryOf<'checkpoint'> | null {
  const startMs = entries[0]?.atMs ?? 0;
  for (const entry of entries) {
    if (entry.kind !== 'checkpoint') continue;
    if (entry.point.state !== 'running' || entry.atMs - startMs >= renewedWithinMs) return entry;
  }
  return null;
}
