/** What was said last of a temperature, and when. */
export interface ToldTemperature {
  readonly celsius: number;
  readonly atMs: number;
}

const jumpC = 0.5;
const slowEveryMs = 10_000;

/** True where a temperature is worth saying: half a degree at once, less than that every 10 s. */
export function isNews(told: ToldTemperature | undefined, celsius: number, nowMs: number): boolean {
  if (told === undefined || Math.abs(celsius - told.celsius) >= jumpC) return true;
  return celsius !== told.celsius && nowMs - told.atMs >= slowEveryMs;
}
