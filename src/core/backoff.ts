export interface BackoffBounds {
  readonly minMs: number;
  readonly maxMs: number;
}

/** The wait before attempt `attempt` (0 = the first retry), ms: doubles from `minMs` to `maxMs`, with a random half so that a
 *  fleet does not come back in step. `random` is in [0, 1). */
export function backoffMs(attempt: number, bounds: BackoffBounds, random: number): number {
  const fullMs = Math.min(bounds.maxMs, bounds.minMs * 2 ** Math.min(attempt, 20));
  return Math.round(fullMs / 2 + (fullMs / 2) * random);
}
