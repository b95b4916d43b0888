import { z } from 'zod';
import { type Result, resultSchema, type StatusEvent } from '../status.js';

const keptMs = 10 * 60_000;
const keptCountMax = 1000;

/** A command that was taken, by its id; `result` is null while it is worked on. */
export interface RememberedId {
  /** Monotonic and of day, ms: when it was taken. */
  readonly atMs: number;
  readonly wallMs: number;
  readonly isStart: boolean;
  readonly result: Result | null;
  /** A stop, fault or pause has come since. */
  readonly isInterrupted: boolean;
}

/** In the order in which they came. */
export type RememberedIds = ReadonlyMap<string, RememberedId>;

export const noIds: RememberedIds = new Map();

/** What is left after 10 min and of the last 1,000. */
function pruned(ids: RememberedIds, nowMs: number): Map<string, RememberedId> {
  const fresh = [...ids].filter(([, entry]) => nowMs - entry.atMs < keptMs);
  return new Map(fresh.slice(-keptCountMax));
}

export function rememberId(
  ids: RememberedIds,
  id: string,
  taken: { readonly nowMs: number; readonly wallMs: number; readonly isStart: boolean },
): RememberedIds {
  const { nowMs, wallMs, isStart } = taken;
  const entry: RememberedId = { atMs: nowMs, wallMs, isStart, result: null, isInterrupted: false };
  return pruned(new Map([...ids, [id, entry]]), nowMs);
}

/** What is known of an id: a message that comes twice is run once. [S6] */
export function recallId(ids: RememberedIds, id: string, nowMs: number): RememberedId | null {
  const entry = ids.get(id);
  return entry !== undefined && nowMs - entry.atMs < keptMs ? entry : null;
}

export function keepResult(ids: RememberedIds, id: string, result: Result): RememberedIds {
  const entry = ids.get(id);
  return entry === undefined ? ids : new Map(ids).set(id, { ...entry, result });
}

/** Answers that name a person say something else. */
export function forgetInIds(ids: RememberedIds, person: string): RememberedIds {
  const named = new RegExp(`(?<![a-z0-9_-])${person}(?![a-z0-9_-])`);
  const entries = [...ids].map(([id, entry]): [string, RememberedId] => {
    const { result } = entry;
    if (result === null || !named.test(JSON.stringify([result.message, result.values]))) return [id, entry];
    return [
      id,
      { ...entry, result: { ...result, message: 'this answer named somebody who was forgotten', values: {} } },
    ];
  });
  return new Map(entries);
}

export function interruptIds(ids: RememberedIds): RememberedIds {
  const isChanged = [...ids.values()].some((entry) => !entry.isInterrupted);
  return isChanged ? new Map([...ids].map(([id, entry]) => [id, { ...entry, isInterrupted: true }])) : ids;
}

const recordSchema = z.object({
  boot: z.string(),
  starts: z
    .array(z.object({ id: z.string(), at: z.number(), at_up: z.number(), result: resultSchema.nullable() }))
    .max(keptCountMax),
});

/** The dot keeps it apart from every chair's own record. */
export const startsRecordName = (chairId: string): string => `${chairId}.starts`;

/** What goes to the store: the starts, with the boot whose `at_up` (ms since boot) can be compared. `at` is ms since 1970. One
 *  without a result is there before it is run: whatever becomes of its daemon, it is never run again. [S6] */
export type StartsRecord = z.infer<typeof recordSchema>;

export function startsRecord(ids: RememberedIds, boot: string): StartsRecord {
  const starts = [...ids].flatMap(([id, entry]) =>
    entry.isStart ? [{ id, at: entry.wallMs, at_up: entry.atMs, result: entry.result }] : [],
  );
  return { boot, starts };
}

/** The starts of a daemon before this one. A restart stops the chair, so a start that was taken, or may have been, counts as
 *  interrupted. [S5] Null: there is a record, and it cannot be read. */
export function restoreStarts(
  record: unknown,
  now: { readonly boot: string; readonly nowMs: number; readonly wallMs: number },
): RememberedIds | null {
  if (record === undefined) return noIds;
  const parsed = recordSchema.safeParse(record);
  if (!parsed.success) return null;
  const isSameBoot = parsed.data.boot === now.boot;
  const entries = parsed.data.starts.map(({ id, at, at_up, result }): [string, RememberedId] => {
    const ageMs = Math.max(0, isSameBoot ? now.nowMs - at_up : now.wallMs - at);
    return [id, { atMs: now.nowMs - ageMs, wallMs: at, isStart: true, result, isInterrupted: result?.ok !== false }];
  });
  return pruned(new Map(entries), now.nowMs);
}

const interruptions: readonly StatusEvent['event_type'][] = [
  'paused',
  'fault',
  'link_lost',
  'chair_restarted',
  'emergency_stopped',
  'stop_unverified',
];

/** True for what drops a start that waits, and makes what was answered before it untrue: a session that came to its own end is
 *  none. */
export const isInterruption = ({ event_type, ended_by }: StatusEvent): boolean =>
  interruptions.includes(event_type) || (event_type === 'session_ended' && ended_by !== 'completed');
