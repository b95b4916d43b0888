import { limits } from './limits.js';

/** The least lag (host time minus chair uptime) of each second of the last minute. A lag that grew over that least value means
 *  that old lines are being drained from a buffer; a chair's clock that drifts slowly stays within the window. [S14] */
export interface LagState {
  readonly uptimeMs: number;
  readonly wrapMs: number;
  readonly buckets: readonly { readonly second: number; readonly lagMs: number }[];
  /** Of all buckets. */
  readonly leastMs: number;
}

export type LagVerdict = 'fresh' | 'old' | 'restarted';

const noLags = { buckets: [], leastMs: Number.POSITIVE_INFINITY } as const;

export const newLag: LagState = { uptimeMs: 0, wrapMs: 0, ...noLags };

const wrapFrom = 0xffff_0000;
const wrapSpan = 0x1_0000_0000;

type Lags = Pick<LagState, 'buckets' | 'leastMs'>;

/** Within a second a lag that is not less changes nothing, so that most lines cost nothing here. */
function withLag(lags: Lags, second: number, lagMs: number): Lags {
  const { buckets, leastMs } = lags;
  const last = buckets.at(-1);
  if (last?.second === second) {
    if (lagMs >= last.lagMs) return lags;
    return { buckets: [...buckets.slice(0, -1), { second, lagMs }], leastMs: Math.min(leastMs, lagMs) };
  }
  const oldest = second - limits.lagWindowMs / 1000;
  const kept = buckets.filter((bucket) => bucket.second > oldest);
  return {
    buckets: [...kept, { second, lagMs }],
    leastMs: kept.reduce((least, bucket) => Math.min(least, bucket.lagMs), lagMs),
  };
}

/** Takes the uptime of a T line. A fall from over 0xFFFF0000 is a wrap, any other a restart. */
export function takeUptime(state: LagState, uptimeMs: number, nowMs: number): readonly [LagState, LagVerdict] {
  const hasFallen = uptimeMs < state.uptimeMs;
  if (hasFallen && state.uptimeMs <= wrapFrom) {
    return [{ uptimeMs, wrapMs: 0, ...noLags }, 'restarted'];
  }
  const wrapMs = hasFallen ? state.wrapMs + wrapSpan : state.wrapMs;
  const lagMs = nowMs - (uptimeMs + wrapMs);
  const { buckets, leastMs } = withLag(state, Math.floor(nowMs / 1000), lagMs);
  return [{ uptimeMs, wrapMs, buckets, leastMs }, lagMs - leastMs > limits.lagGrowthMsMax ? 'old' : 'fresh'];
}

/** How long a line may be silent before it counts as lost, ms: telemetry is fast while the chair is armed and for 3 s after a stop
 *  that it has taken. */
export function silenceMsMax(isArmed: boolean, stoppedAgoMs: number): number {
  const isFast = isArmed || stoppedAgoMs < limits.fastTelemetryAfterStopMs - limits.silenceMsMin;
  return Math.max(limits.silenceMsMin, limits.silencePeriods * (isFast ? limits.armedPeriodMs : limits.idlePeriodMs));
}
