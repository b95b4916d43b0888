import { limits } from './limits.js';

/** The least lag (host time minus chair uptime) of each second of the last minute. A lag that grew over that least value means
 *  that old lines are being drained from a buffer; a chair's clock that drifts slowly stays within the window. [S14] */
export interface LagState {
  readonly uptimeMs: number;
  readonly wrapMs: number;
  readonly buckets: readonly { readonly second: number; readonly lagMs: number }[];
}

export type LagVerdict = 'fresh' | 'old' | 'restarted';

export const newLag: LagState = { uptimeMs: 0, wrapMs: 0, buckets: [] };

const wrapFrom = 0xffff_0000;
const wrapSpan = 0x1_0000_0000;

function leastByBucket(buckets: LagState['buckets'], second: number, lagMs: number): LagState['buckets'] {
  const oldest = second - limits.lagWindowMs / 1000;
  const last = buckets.at(-1);
  if (last?.second === second) {
    return lagMs < last.lagMs ? [...buckets.slice(0, -1), { second, lagMs }] : buckets;
  }
  return [...buckets.filter((bucket) => bucket.second > oldest), { second, lagMs }];
}

/** Takes the uptime of a T line. A fall from over 0xFFFF0000 is a wrap, any other a restart. */
export function takeUptime(state: LagState, uptimeMs: number, nowMs: number): readonly [LagState, LagVerdict] {
  const hasFallen = uptimeMs < state.uptimeMs;
  if (hasFallen && state.uptimeMs <= wrapFrom) {
    return [{ uptimeMs, wrapMs: 0, buckets: [] }, 'restarted'];
  }
  const wrapMs = hasFallen ? state.wrapMs + wrapSpan : state.wrapMs;
  const lagMs = nowMs - (uptimeMs + wrapMs);
  const buckets = leastByBucket(state.buckets, Math.floor(nowMs / 1000), lagMs);
  const leastMs = buckets.reduce((least, bucket) => Math.min(least, bucket.lagMs), lagMs);
  return [{ uptimeMs, wrapMs, buckets }, lagMs - leastMs > limits.lagGrowthMsMax ? 'old' : 'fresh'];
}

/** How long a line may be silent before it counts as lost, ms: telemetry is fast while the chair is armed and for 3 s after a stop
 *  that it has taken. */
export function silenceMsMax(isArmed: boolean, stoppedAgoMs: number): number {
  const isFast = isArmed || stoppedAgoMs < limits.fastTelemetryAfterStopMs - limits.silenceMsMin;
  return Math.max(limits.silenceMsMin, limits.silencePeriods * (isFast ? limits.armedPeriodMs : limits.idlePeriodMs));
}
