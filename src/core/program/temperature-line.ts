import { coldMotorC, warm } from '../safety/thermal.js';
import type { Zone } from '../zones.js';
import { type LaneSize, roundedUnit } from './course-shapes.js';
import { forecast } from './forecast.js';
import { setpointsByZone, type Timeline } from './timeline.js';

/** How warm a zone's motor case is forecast to be. */
export interface TemperatureLine {
  /** A path over the lane of the zone: cold is at the bottom, and what level 100 leads to is at the top. */
  readonly line: string;
  /** The greatest temperature of the whole forecast, degC. */
  readonly hottestC: number;
}

/** What the top of a lane means, degC: there level and temperature meet where a level is held for ever. */
export const hottestMotorC = warm(coldMotorC, 100, Number.POSITIVE_INFINITY);

/** A forecast bends slowly: so many places in it are a smooth line. */
const placesMax = 96;

/** The forecast that the linter judges by, as a line over a lane of `courseShapes`. Pure. */
export function temperatureLine(timeline: Timeline, zone: Zone, { width, height }: LaneSize): TemperatureLine {
  const { totalMs } = timeline;
  const pointOf = ({ atMs, temperatureC }: { readonly atMs: number; readonly temperatureC: number }): string => {
    const warmth = (temperatureC - coldMotorC) / (hottestMotorC - coldMotorC);
    return `L${roundedUnit((atMs / totalMs) * width)} ${roundedUnit(height * (1 - warmth))}`;
  };
  let line = `M0 ${height}`;
  let hottestC = coldMotorC;
  let last = { atMs: 0, temperatureC: coldMotorC };
  let nextMs = totalMs / placesMax;
  for (const { atMs, temperatureC } of forecast(setpointsByZone(timeline)[zone], totalMs)) {
    hottestC = Math.max(hottestC, temperatureC);
    last = { atMs, temperatureC };
    if (atMs < nextMs) continue;
    nextMs = atMs + totalMs / placesMax;
    line += pointOf(last);
  }
  return { line: `${line}${pointOf({ ...last, atMs: totalMs })}`, hottestC };
}
