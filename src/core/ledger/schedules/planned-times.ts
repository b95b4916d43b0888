import { Cron } from 'croner';
import { greatestLocalMs, instantOf } from '../../time-zone.js';

/** When something is planned: an expression in the time of a zone, without the days of `skip`. */
export interface PlannedTimes {
  /** Five fields: minute, hour, day of the month, month, day of the week. */
  readonly when: string;
  /** IANA name. */
  readonly timeZone: string;
  /** Both days belong to it. */
  readonly skip: readonly DayRange[];
}

/** `2026-12-24` to `2027-01-06`. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

const dayMs = 86_400_000;
/** More days of `skip` than a year one after the other: nothing is planned any more. */
const skippedMax = 1000;

const expressions = new Map<string, Cron>();
const expressionsMax = 200;

/** Reads the expression as that of a calendar without a zone: where clocks are set is for `instantOf` to say. Paused and without a
 *  function it has no timer, and asked from a moment on it reads no clock. Throws where it is no expression. */
function expressionOf(when: string): Cron {
  const known = expressions.get(when);
  if (known !== undefined) return known;
  const read = new Cron(when, { mode: '5-part', paused: true, utcOffset: 0 });
  if (expressions.size >= expressionsMax) expressions.clear();
  expressions.set(when, read);
  return read;
}

/** What the clock on the wall shows at the next run after it shows this; null where there is none. */
function nextLocalMs(when: string, localMs: number): number | null {
  return expressionOf(when).nextRun(new Date(localMs))?.getTime() ?? null;
}

const dayOf = (localMs: number): string => new Date(localMs).toISOString().slice(0, 10);

/** The range in which this day lies. */
const skippedIn = (skip: readonly DayRange[], localMs: number): DayRange | undefined =>
  skip.find(({ from, to }) => from <= dayOf(localMs) && dayOf(localMs) <= to);

/** Why an expression cannot be taken, in a few words about it; null where it can. */
export function expressionProblem(when: string): string | null {
  const fields = when.trim().split(/\s+/);
  if (fields[0]?.startsWith('@') === true) return 'is a name';
  if (fields.length !== 5) return `has ${fields.length}`;
  try {
    return nextLocalMs(when, Date.UTC(2000, 0, 1)) === null ? 'names a day that never comes' : null;
  } catch {
    return 'is not understood';
  }
}

/** The first run after a moment (ms since 1970, UTC), by the calendar of its zone; null where none is planned any more. One that is
 *  skipped when clocks are set forward is at the minute at which they are set; of one that comes twice only the first counts. */
export function nextRunMs({ when, timeZone, skip }: PlannedTimes, afterMs: number): number | null {
  // What the clock shows for the second time has had its runs: to look at each of them again would take long.
  let localMs: number | null = greatestLocalMs(afterMs, timeZone);
  for (let skipped = 0; skipped < skippedMax; ) {
    localMs = nextLocalMs(when, localMs);
    if (localMs === null) return null;
    const range = skippedIn(skip, localMs);
    if (range !== undefined) {
      skipped += 1;
      // The last moment of the range.
      localMs = Date.parse(range.to) + dayMs - 1;
      continue;
    }
    const runMs = instantOf(localMs, timeZone);
    if (runMs > afterMs) return runMs;
  }
  return null;
}
