import type { StopStatus } from '../status.js';
import { isoTimeMs } from '../time-text.js';

/** The last stop that was asked for, and what was seen since. Only evidence makes it `still`. [S4] */
export interface SeenStop {
  readonly asked: StopStatus['asked'];
  /** Monotonic, and time of day; ms. */
  readonly askedAtMs: number;
  readonly askedWallMs: number;
  readonly still: boolean | null;
  /** When it was first verified, monotonic ms: what moves it later, such as its own remote, changes nothing of that. From then on plain
   *  telemetry can show that it is still again. */
  readonly stillAtMs: number | null;
  /** Lines in a row that show a chair at rest. */
  readonly stillLines: number;
}

export type StopSight =
  /** A verified stop has ended: two lines, begun after the chair took it. */
  | { readonly kind: 'verified'; readonly nowMs: number }
  | { readonly kind: 'telemetry'; readonly isStill: boolean; readonly nowMs: number }
  /** The line is gone: what it does now is not known, whatever was seen before. */
  | { readonly kind: 'lost' };

export const askStop = (asked: StopStatus['asked'], nowMs: number, wallMs: number): SeenStop => ({
  asked,
  askedAtMs: nowMs,
  askedWallMs: wallMs,
  still: null,
  stillAtMs: null,
  stillLines: 0,
});

const linesToTrust = 2;

const standing = (stop: SeenStop, nowMs: number): SeenStop => ({
  ...stop,
  still: true,
  stillAtMs: stop.stillAtMs ?? nowMs,
});

/** What has become of it. Pure. */
export function seeStop(stop: SeenStop, sight: StopSight): SeenStop {
  switch (sight.kind) {
    case 'verified':
      return standing(stop, sight.nowMs);
    case 'lost':
      return { ...stop, still: null, stillLines: 0 };
    case 'telemetry': {
      if (!sight.isStill) return { ...stop, still: false, stillLines: 0 };
      const seen = { ...stop, stillLines: Math.min(stop.stillLines + 1, linesToTrust) };
      const isBack = seen.stillAtMs !== null && seen.still !== true && seen.stillLines >= linesToTrust;
      return isBack ? standing(seen, sight.nowMs) : seen;
    }
  }
}

export const stopStatus = ({ asked, askedAtMs, askedWallMs, still, stillAtMs }: SeenStop): StopStatus => ({
  asked,
  at: isoTimeMs(askedWallMs),
  still,
  after_ms: stillAtMs === null ? null : Math.round(stillAtMs - askedAtMs),
});
