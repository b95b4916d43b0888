import { type Ending, endings, type ResultCode, resultCodes, type StopStatus } from '../status.js';
import { type Zone, zones } from '../zones.js';
import { Buckets } from './buckets.js';
import { RecentWorst } from './recent-worst.js';

/** From the moment a stop is asked for: its ramp is over after 1 s, it is escalated 1 s and told as unverified 2.5 s later. */
export const stillBoundsMs = [250, 500, 1000, 1250, 1500, 1750, 2000, 2500, 3500, 5000, 10_000] as const;
/** KEEP is due every 200 ms or sooner. */
export const keepGapBoundsMs = [100, 150, 200, 250, 300, 350, 400, 500, 600, 1000] as const;
/** Shares of the lease: at 0 it had run out. */
export const leaseMarginBounds = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] as const;

const noneOf = <Word extends string>(words: readonly Word[]): Record<Word, number> =>
  Object.fromEntries(words.map((word) => [word, 0])) as Record<Word, number>;

export const newEndingCounts = (): Record<Ending, number> => noneOf(endings);
export const newZoneTimes = (): Record<Zone, number> => noneOf(zones);
export const newResultCounts = (): Record<ResultCode, number> => noneOf(resultCodes);

/** How well a line with a lease keeps it. [S14] */
export class KeepTally {
  readonly gapsMs = new Buckets(keepGapBoundsMs);
  readonly margins = new Buckets(leaseMarginBounds);
  /** The least share of the lease that was left. */
  readonly leastMargin = new RecentWorst(Math.min);
  readonly longestGapMs = new RecentWorst(Math.max);
  private keptAtMs: number | null = null;

  /** KEEP is written now; `quietMs` ago the last line was. The first of a session renews nothing, and is not counted. */
  kept(nowMs: number, quietMs: number, leaseMs: number): void {
    if (this.keptAtMs !== null) {
      const gapMs = nowMs - this.keptAtMs;
      const margin = Math.max(0, 1 - quietMs / leaseMs);
      this.gapsMs.observe(gapMs);
      this.longestGapMs.take(gapMs, nowMs);
      this.margins.observe(margin);
      this.leastMargin.take(margin, nowMs);
    }
    this.keptAtMs = nowMs;
  }

  /** Nothing is kept any more. */
  rested(): void {
    this.keptAtMs = null;
  }
}

/** What has come of a chair since the start of the process. */
export class ChairTally {
  readonly stopsAsked: Record<StopStatus['asked'], number> = { stop: 0, estop: 0 };
  stopsTaken = 0;
  stopsVerified = 0;
  stopsEscalated = 0;
  stopsUnverified = 0;
  /** Stops of a chair that shows nothing. */
  stopsUnseen = 0;
  readonly stillMs = new Buckets(stillBoundsMs);
  /** How often a link that was up was lost. */
  linkLosses = 0;
}
