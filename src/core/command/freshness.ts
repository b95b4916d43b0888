import type { MessageValues } from '../status.js';
import type { Command } from './schema.js';
import { verbs } from './verbs.js';

const ageMsMax = 10_000;
const aheadMsMax = 2000;
/** A number of seconds this great lies in the year 5138; sent as `ts` it is ms, and a time of our days. */
const leastMsTs = 100_000_000_000;

/** How the message of a command stands in time. */
export interface MessageAge {
  readonly isRetained: boolean;
  /** The broker says that it may have delivered this before: DUP. */
  readonly isDuplicate: boolean;
  /** Time of day, ms since 1970. */
  readonly wallMs: number;
  /** Under 1 s since the last SUBACK, or no SUBACK yet: what comes now may be old. */
  readonly isSettling: boolean;
  /** A stop may be older than what comes now; see `fence.ts`. */
  readonly isFenced: boolean;
}

export interface FreshnessSettings {
  readonly requireTs: boolean;
  /** When this program was built, ms since 1970: a clock before it is not set. */
  readonly buildWallMs: number;
}

export interface Staleness {
  readonly code: 'retained' | 'stale';
  readonly message: string;
  readonly ageS?: number;
  /** The numbers of the message. */
  readonly values?: MessageValues;
}

/** True while the time of day cannot be right, so that `ts` says nothing. */
export const isClockUnset = (wallMs: number, settings: FreshnessSettings): boolean => wallMs < settings.buildWallMs;

function staleByTime(ts: number | undefined, wallMs: number, settings: FreshnessSettings): Staleness | null {
  if (ts === undefined) {
    return settings.requireTs
      ? { code: 'stale', message: 'this daemon wants a time: add "ts", in seconds since 1970' }
      : null;
  }
  if (isClockUnset(wallMs, settings)) return null;
  if (ts >= leastMsTs) {
    return { code: 'stale', message: '"ts" looks like milliseconds; it is in seconds since 1970: divide it by 1000' };
  }
  const ageMs = wallMs - ts * 1000;
  if (ageMs >= -aheadMsMax && ageMs <= ageMsMax) return null;
  const message =
    ageMs > 0
      ? 'the command is older than 10 s; send it again with the time of now as "ts"'
      : 'the command lies ahead of the daemon\'s clock; check both clocks, and that "ts" is in seconds since 1970';
  const ageS = Math.round(ageMs / 100) / 10;
  return { code: 'stale', message, ageS, values: { age_s: ageS } };
}

/** Why a command is not fresh, or null. [S6] */
export function stalenessOf(command: Command, age: MessageAge, settings: FreshnessSettings): Staleness | null {
  if (age.isRetained) return { code: 'retained', message: 'publish commands without the retain flag' };
  if (age.isDuplicate) return { code: 'stale', message: 'delivered again by the broker; send it anew' };
  if (age.isSettling) {
    return { code: 'stale', message: 'the daemon has just connected to the broker; send the command again in 1 s' };
  }
  const byTime = staleByTime(command.ts, age.wallMs, settings);
  if (byTime !== null) return byTime;
  return age.isFenced && verbs[command.command].canMove
    ? { code: 'stale', message: 'a stop came at about the same time; wait 1 s and send the command again' }
    : null;
}
