/** A straight line through what was measured, and how sure it is. */
export interface Slope {
  readonly count: number;
  readonly mean: number;
  /** Per hour, with the half width of its 95 % interval. */
  readonly perHour: number;
  readonly uncertainty: number;
  /** False where it surely rises, by more than a share of its mean in an hour that can be told from noise. */
  readonly isFlat: boolean;
}

/** A rise of under 0.25 % of the mean an hour is 6 % a day: what a heap does of itself while it settles. */
const shareMin = 0.0025;

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Least squares over `[hours, value]`; under three points nothing can be said. */
export function slopeOf(points: readonly (readonly [number, number])[]): Slope | null {
  if (points.length < 3) return null;
  const hours = meanOf(points.map(([at]) => at));
  const mean = meanOf(points.map(([, value]) => value));
  const spread = points.reduce((sum, [at]) => sum + (at - hours) ** 2, 0);
  const perHour = points.reduce((sum, [at, value]) => sum + (at - hours) * (value - mean), 0) / spread;
  const rest = points.reduce((sum, [at, value]) => sum + (value - mean - perHour * (at - hours)) ** 2, 0);
  const uncertainty = 1.96 * Math.sqrt(rest / (points.length - 2) / spread);
  const isFlat = perHour - uncertainty <= shareMin * Math.abs(mean);
  return { count: points.length, mean, perHour, uncertainty, isFlat };
}
