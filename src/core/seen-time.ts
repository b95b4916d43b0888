/** Between two T lines that are further apart nobody has seen what the motors did. */
const lineGapMsMax = 1000;

/** How much of the time since the line before was looked at, ms; none before the first. */
export const seenTimeMs = (beforeMs: number | null, nowMs: number): number =>
  beforeMs === null ? 0 : Math.min(nowMs - beforeMs, lineGapMsMax);
