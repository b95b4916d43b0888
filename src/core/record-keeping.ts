import { backoffMs } from './backoff.js';

/** A record that should be on the disk and is not; `reason` in the words of the system. */
export interface UnsavedRecord {
  readonly name: string;
  readonly reason: string;
}

/** A save that has not landed by then counts as unsaved, ms: a disk that hangs gives no error. [S3] */
export const saveDeadlineMs = 1000;
const retryMs = { min: 1000, max: 30_000 };

/** How one record stands that is to be kept: what was asked last, and what has landed. Revisions count the saves that were asked.
 *  Times are monotonic, ms. */
export interface RecordKeeping {
  readonly asked: number;
  readonly landed: number;
  /** The write that is under way, or null: one at a time, or an old one could land after a newer one. */
  readonly writing: number | null;
  /** Since when the oldest revision that has not landed waits. */
  readonly waitsFromMs: number;
  /** Since when what came after the write that is under way waits, or null. */
  readonly restFromMs: number | null;
  readonly failures: number;
  readonly failedAtMs: number;
  readonly dueAtMs: number;
  /** Why the last write failed; null where the last one landed. */
  readonly reason: string | null;
}

export const nothingKept: RecordKeeping = {
  asked: 0,
  landed: 0,
  writing: null,
  waitsFromMs: Number.POSITIVE_INFINITY,
  restFromMs: null,
  failures: 0,
  failedAtMs: Number.NEGATIVE_INFINITY,
  dueAtMs: Number.POSITIVE_INFINITY,
  reason: null,
};

const isWhole = ({ asked, landed }: RecordKeeping): boolean => asked === landed;

/** A save was asked. After a failure a newer record is tried sooner than the old one would be, but not within a second. */
export function saveAsked(keeping: RecordKeeping, nowMs: number): RecordKeeping {
  const soonestMs = Math.max(nowMs, keeping.failedAtMs + retryMs.min);
  return {
    ...keeping,
    asked: keeping.asked + 1,
    waitsFromMs: isWhole(keeping) ? nowMs : keeping.waitsFromMs,
    restFromMs: keeping.writing === null ? null : (keeping.restFromMs ?? nowMs),
    dueAtMs: Math.min(keeping.dueAtMs, soonestMs),
  };
}

/** True where the newest record is to be written now. */
export const isWriteDue = (keeping: RecordKeeping, nowMs: number): boolean =>
  keeping.writing === null && !isWhole(keeping) && nowMs >= keeping.dueAtMs;

/** The newest record is being written. */
export const writeBegun = (keeping: RecordKeeping): RecordKeeping => ({
  ...keeping,
  writing: keeping.asked,
  restFromMs: null,
  dueAtMs: Number.POSITIVE_INFINITY,
});

/** The write that was under way is on the disk. */
export function writeLanded(keeping: RecordKeeping, nowMs: number): RecordKeeping {
  const landed = keeping.writing ?? keeping.landed;
  const isDone = landed === keeping.asked;
  return {
    ...nothingKept,
    asked: keeping.asked,
    landed,
    waitsFromMs: isDone ? Number.POSITIVE_INFINITY : (keeping.restFromMs ?? nowMs),
    dueAtMs: isDone ? Number.POSITIVE_INFINITY : nowMs,
  };
}

/** It failed: it is written again after 1 s, later after up to 30 s, for as long as it takes. `random` is in [0, 1). */
export function writeFailed(keeping: RecordKeeping, nowMs: number, reason: string, random: number): RecordKeeping {
  const waitMs = Math.max(retryMs.min, backoffMs(keeping.failures, { minMs: retryMs.min, maxMs: retryMs.max }, random));
  return {
    ...keeping,
    writing: null,
    restFromMs: null,
    failures: keeping.failures + 1,
    failedAtMs: nowMs,
    dueAtMs: nowMs + waitMs,
    reason,
  };
}

/** Why the newest record counts as unsaved, or null: its write failed, or has taken over a second. [S3] */
export function whyUnsaved(keeping: RecordKeeping, nowMs: number): string | null {
  if (isWhole(keeping)) return null;
  if (keeping.reason !== null) return keeping.reason;
  const isLate = nowMs - keeping.waitsFromMs >= saveDeadlineMs;
  return isLate ? 'the disk does not answer' : null;
}

/** When from now on there is something to do or to say if nothing else happens, ms; infinity where there is not. */
export function nextLookAtMs(keeping: RecordKeeping, nowMs: number): number {
  if (isWhole(keeping)) return Number.POSITIVE_INFINITY;
  const looks = [keeping.dueAtMs, keeping.waitsFromMs + saveDeadlineMs];
  return Math.min(...looks.filter((atMs) => atMs > nowMs), Number.POSITIVE_INFINITY);
}
