import { nextRunMs, type PlannedTimes } from './planned-times.js';

/** A planned time that is noticed later than this was jumped over by the clock. */
export const noticedMsMax = 60_000;

export interface PassedTimes {
  /** Those that are due now. */
  readonly due: readonly number[];
  /** The first of those that the clock was set over; null where it was over none. */
  readonly jumped: number | null;
}

/** What was planned between two looks at the time of day (ms since 1970), the second included. Of a clock that was set back nothing comes
 *  of it: what comes again has been judged. */
export function passedTimes(times: PlannedTimes, seenMs: number, wallMs: number): PassedTimes {
  const first = nextRunMs(times, seenMs);
  if (first === null || first > wallMs) return { due: [], jumped: null };
  const due: number[] = [];
  let at = nextRunMs(times, Math.max(seenMs, wallMs - noticedMsMax - 1));
  while (at !== null && at <= wallMs) {
    due.push(at);
    at = nextRunMs(times, at);
  }
  return { due, jumped: wallMs - first > noticedMsMax ? first : null };
}
