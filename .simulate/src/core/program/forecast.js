import { coldMotorC, warm } from '../safety/thermal.js';
import { atRest, follow, levelAt } from './motion.js';
const stepMs = 1000;
/** Follows one zone's setpoints from a cold start to the end, with the model that guards motors without a sensor. */
export function* forecast(setpoints, totalMs) {
    let temperatureC = coldMotorC;
    let motion = atRest;
    for (const [index, setpoint] of setpoints.entries()) {
        motion = follow(motion, setpoint);
        const endMs = setpoints[index + 1]?.atMs ?? totalMs;
        for (let atMs = Math.ceil(setpoint.atMs / stepMs) * stepMs; atMs < endMs; atMs += stepMs) {
            temperatureC = warm(temperatureC, levelAt(motion, atMs), stepMs);
            yield { atMs, temperatureC, setpoint };
        }
    }
}
