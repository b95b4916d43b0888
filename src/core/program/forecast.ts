import { coldMotorC, warm } from '../safety/thermal.js';
import { atRest, followSetpoint, levelAt } from './motion.js';
import type { Setpoint } from './timeline.js';

/** How warm a zone's motor case will be, second by second, and the setpoint in force then. */
export interface Forecast<Kind extends Setpoint> {
  readonly atMs: number;
  readonly temperatureC: number;
  readonly setpoint: Kind;
}

const stepMs = 1000;

/** Follows one zone's setpoints from a cold start to the end, with the model that guards motors without a sensor. */
export function* forecast<Kind extends Setpoint>(
  setpoints: readonly Kind[],
  totalMs: number,
): Generator<Forecast<Kind>> {
  let temperatureC = coldMotorC;
  let motion = atRest;
  for (const [index, setpoint] of setpoints.entries()) {
    motion = followSetpoint(motion, setpoint);
    const endMs = setpoints[index + 1]?.atMs ?? totalMs;
    for (let atMs = Math.ceil(setpoint.atMs / stepMs) * stepMs; atMs < endMs; atMs += stepMs) {
      temperatureC = warm(temperatureC, levelAt(motion, atMs), stepMs);
      yield { atMs, temperatureC, setpoint };
    }
  }
}
