import type { Lateness } from '../lane/lane.js';
import type { MessageValues, RefusalReason } from '../status.js';
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
  /** Whether its way was silent until a moment ago, or still is; see `core/lane/lane.ts`. */
  readonly lateness: Lateness;
  /** A stop may be older than what comes now; see `fence.ts`. */
  readonly isFenced: boolean;
  /** How long ago this chair was last told to stop; null: never. */
  readonly stoppedAgoMs: number | null;
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
  /** The numbers of the message, and its reason where the code has several. */
  readonly values?: MessageValues;
}

/** True while the time of day cannot be right, so that `ts` says nothing. */
export const isClockUnset = (wallMs: number, settings: FreshnessSettings): boolean => wallMs < settings.buildWallMs;

const stale = (reason: RefusalReason, message: string): Staleness => ({ code: 'stale', message, values: { reason } });

function staleByTime(ts: number | undefined, wallMs: number, settings: FreshnessSettings): Staleness | null {
  if (ts === undefined) {
    return settings.requireTs ? stale('ts_missing', 'this daemon wants a time: add "ts", in seconds since 1970') : null;
  }
  if (isClockUnset(wallMs, settings)) return null;
  if (ts >= leastMsTs) {
    return stale('ts_unit', '"ts" looks like milliseconds; it is in seconds since 1970: divide it by 1000');
  }
  const ageMs = wallMs - ts * 1000;
  if (ageMs >= -aheadMsMax && ageMs <= ageMsMax) return null;
  const message =
    ageMs > 0
      ? 'the command is older than 10 s; send it again with the time of now as "ts"'
      : 'the command lies ahead of the daemon\'s clock; check both clocks, and that "ts" is in seconds since 1970';
  const ageS = Math.round(ageMs / 100) / 10;
  return { code: 'stale', message, ageS, values: { reason: ageMs > 0 ? 'ts_old' : 'ts_ahead', age_s: ageS } };
}

export const stopFence = stale('stop', 'a stop came at about the same time; wait 1 s and send the command again');

/** How the way of a command stands, apart from the message itself. */
export type WayAge = Omit<MessageAge, 'isRetained' | 'isDuplicate' | 'stoppedAgoMs'>;

const isTimed = ({ ts }: Pick<Command, 'ts'>, wallMs: number, settings: FreshnessSettings): boolean =>
  ts !== undefined && !isClockUnset(wallMs, settings);

/** Why nothing may be begun that came by this way, or null. Also for a command that has waited here: its time was judged when
 *  it came. [S6] */
export function stalenessOfWay(command: Command, way: WayAge, settings: FreshnessSettings): Staleness | null {
  return stalenessOfLane(command, way, settings) ?? (way.isFenced && verbs[command.command].canMove ? stopFence : null);
}

type LaneAge = Omit<WayAge, 'isFenced'>;

function stalenessOfLane(asked: Pick<Command, 'ts'>, way: LaneAge, settings: FreshnessSettings): Staleness | null {
  if (way.isSettling)
    return stale('connecting', 'the daemon has just connected to the broker; send the command again in 1 s');
  if (way.lateness === 'silent') {
    return stale(
      'silent',
      'nothing came from the broker for over 3 s, so this may be late; send the command again in 1 s',
    );
  }
  if (way.lateness === 'doubtful' && !isTimed(asked, way.wallMs, settings)) {
    return stale(
      'silent',
      'the broker was silent a moment ago: add "ts", in seconds since 1970, or send the command again in 10 s',
    );
  }
  return null;
}

/** A cluster that heals may bring an older start after a newer stop, on whatever connection; its own time still tells. A whole
 *  second may be any moment of it. */
function isFromBeforeStop({ ts, command }: Command, { wallMs, stoppedAgoMs }: MessageAge): boolean {
  if (ts === undefined || stoppedAgoMs === null || !verbs[command].canMove) return false;
  return wallMs - ts * 1000 - (Number.isInteger(ts) ? 1000 : 0) > stoppedAgoMs;
}

type MessageFlags = Pick<MessageAge, 'isRetained' | 'isDuplicate'>;

function staleByFlags({ isRetained, isDuplicate }: MessageFlags): Staleness | null {
  if (isRetained) return { code: 'retained', message: 'publish commands without the retain flag' };
  return isDuplicate ? stale('redelivered', 'delivered again by the broker; send it anew') : null;
}

/** The same for what is asked of the daemon itself, and moves no chair. */
export const stalenessOfAsked = (
  asked: Pick<Command, 'ts'>,
  age: LaneAge & MessageFlags,
  settings: FreshnessSettings,
): Staleness | null =>
  staleByFlags(age) ?? staleByTime(asked.ts, age.wallMs, settings) ?? stalenessOfLane(asked, age, settings);

/** Why a command is not fresh, or null. [S6] */
export function stalenessOf(command: Command, age: MessageAge, settings: FreshnessSettings): Staleness | null {
  const staleness =
    staleByFlags(age) ?? staleByTime(command.ts, age.wallMs, settings) ?? stalenessOfWay(command, age, settings);
  if (staleness !== null) return staleness;
  const isBehind = isTimed(command, age.wallMs, settings) && isFromBeforeStop(command, age);
  return isBehind ? stale('stop', 'by its "ts" it was sent before the last stop of this chair; send it again') : null;
}
