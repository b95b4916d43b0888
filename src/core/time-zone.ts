import { localTime } from './ledger/local-day.js';
import { isoTime } from './time-text.js';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** The first Monday after 1970 began. */
const mondayMs = 4 * dayMs;
const weekMs = 7 * dayMs;

const wholeSecond = (ms: number): number => 1000 * Math.floor(ms / 1000);

/** Whether the machine knows a zone of this name (IANA, such as `Europe/Berlin`). Offsets such as `+01:00` are no names: they know no summer. */
export function isTimeZone(name: string): boolean {
  if (!/^[a-z]/i.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** What the clock on the wall of a zone shows at a moment (ms since 1970, UTC): the ms since 1970 at which a clock in UTC would show
 *  the same. */
export function localMsAt(atMs: number, timeZone: string): number {
  const secondMs = wholeSecond(atMs);
  const shown = localTime(isoTime(secondMs), timeZone);
  return Date.parse(`${shown.replace(' ', 'T')}Z`) + (atMs - secondMs);
}

const offsetAt = (atMs: number, timeZone: string): number => localMsAt(atMs, timeZone) - atMs;

/** The first moment, in ms, of the given span at which the clock on the wall has been set: a zone sets it once in two days at most. */
function whenSet(fromMs: number, toMs: number, timeZone: string): number {
  const offsetMs = offsetAt(fromMs, timeZone);
  let before = fromMs;
  let after = toMs;
  while (after - before > 1000) {
    const middle = before + 1000 * Math.floor((after - before) / 2000);
    if (offsetAt(middle, timeZone) === offsetMs) before = middle;
    else after = middle;
  }
  return after;
}

/** The greatest that the clock on the wall of a zone has shown up to a moment (see `localMsAt`): more than what it shows then, where it
 *  was set back and shows for the second time what it has shown before. */
export function greatestLocalMs(atMs: number, timeZone: string): number {
  const localMs = localMsAt(atMs, timeZone);
  const beforeMs = offsetAt(atMs - dayMs, timeZone);
  const firstMs = localMs - beforeMs;
  if (firstMs >= atMs || localMsAt(firstMs, timeZone) !== localMs) return localMs;
  // Clocks are set at whole seconds.
  return whenSet(wholeSecond(firstMs), wholeSecond(atMs), timeZone) - 1 + beforeMs;
}

/** The moment (ms since 1970, UTC) at which the clock on the wall of a zone shows this (see `localMsAt`): the first where it shows it
 *  twice; where it never does, since it is set forward over it, the moment at which it is set. */
export function instantOf(localMs: number, timeZone: string): number {
  const earliestMs = wholeSecond(localMs - dayMs);
  const latestMs = earliestMs + 2 * dayMs;
  const moments = [offsetAt(earliestMs, timeZone), offsetAt(latestMs, timeZone)].map((offsetMs) => localMs - offsetMs);
  const shown = moments.filter((moment) => localMsAt(moment, timeZone) === localMs);
  return shown.length > 0 ? Math.min(...shown) : whenSet(earliestMs, latestMs, timeZone);
}

/** When the day began in which this moment lies, or the day so many days after it: 00:00, or where that is skipped the first minute. */
export function startOfDay(atMs: number, timeZone: string, daysLater = 0): number {
  const day = Math.floor(localMsAt(atMs, timeZone) / dayMs) + daysLater;
  return instantOf(day * dayMs, timeZone);
}

/** When the week began in which this moment lies, or the week so many weeks after it: Monday 00:00. */
export function startOfWeek(atMs: number, timeZone: string, weeksLater = 0): number {
  const week = Math.floor((localMsAt(atMs, timeZone) - mondayMs) / weekMs) + weeksLater;
  return instantOf(mondayMs + week * weekMs, timeZone);
}
