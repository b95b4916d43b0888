import type { ThermalModel } from './lint-limits.js';
import { atRest, follow, levelAt } from './motion.js';
import type { Setpoint } from './timeline.js';

/** How warm a zone's motor case will be, second by second, and the setpoint in force then. */
export interface Forecast<Kind extends Setpoint> {
  readonly atMs: number;
  readonly temperatureC: number;
  readonly setpoint: Kind;
}

const stepMs = 1000;

/** Follows one zone's setpoints from a cold start to the end. */
export function* forecast<Kind extends Setpoint>(
  setpoints: readonly Kind[],
  totalMs: number,
  { ambientC, riseC, timeConstantMs }: ThermalModel,
): Generator<Forecast<Kind>> {
  const share = 1 - Math.exp(-stepMs / timeConstantMs);
  let temperatureC = ambientC;
  let motion = atRest;
  for (const [index, setpoint] of setpoints.entries()) {
    motion = follow(motion, setpoint);
    const endMs = setpoints[index + 1]?.atMs ?? totalMs;
    for (let atMs = Math.ceil(setpoint.atMs / stepMs) * stepMs; atMs < endMs; atMs += stepMs) {
      temperatureC += share * (ambientC + (riseC * levelAt(motion, atMs)) / 100 - temperatureC);
      yield { atMs, temperatureC, setpoint };
    }
  }
}
