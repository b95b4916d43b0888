import { z } from 'zod';
import { activeFaultSchema, lastSessionSchema, selectionSchema, sessionFactsSchema } from './session.js';

const time = z.number();

/** What a chair's owner keeps over restarts. The session itself is never kept: after any restart everything is halted. [S5] */
const savedRecordSchema = z.object({
  version: z.literal(1),
  /** When it was saved, on both clocks. [S9] */
  saved: z.object({ bootId: z.string(), nowMs: time, wallMs: time }),
  /** Running time on the monotonic clock of `saved`. */
  runs: z.array(z.object({ startMs: time, endMs: time })).max(300),
  /** Latches that outlive a restart. [S3] */
  faults: z.array(activeFaultSchema).max(50),
  lastSession: lastSessionSchema.nullable(),
  selection: selectionSchema,
  isRemoteStartOff: z.boolean(),
  /** A session had driven the chair when it was saved, and the chair was not seen still since. */
  isRunning: z.boolean().optional(),
  /** The session that was there, for the daemon that finds it: it ended with the one that wrote this. [S5] */
  session: sessionFactsSchema
    .pick({ id: true, source: true, elapsedMs: true })
    .extend({ program: z.string() })
    .nullable()
    .optional(),
});
export type SavedRecord = z.infer<typeof savedRecordSchema>;

export type LoadedRecord =
  | { readonly kind: 'record'; readonly record: SavedRecord }
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable'; readonly message: string };

/** Reads what the store had; a record of another shape is said, never guessed at. */
export function readRecord(value: unknown): LoadedRecord {
  if (value === undefined) return { kind: 'none' };
  const parsed = savedRecordSchema.safeParse(value);
  if (parsed.success) return { kind: 'record', record: parsed.data };
  return { kind: 'unreadable', message: z.prettifyError(parsed.error) };
}
