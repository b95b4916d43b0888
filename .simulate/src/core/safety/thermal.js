import { limits } from './limits.js';
/** What the model assumes for a zone without a temperature sensor: at level 100 a motor case settles 50 degC over its
 *  surroundings with a time constant of 10 min, a little worse than the simulated chair's motors. */
const assumed = { ambientC: 25, riseAtFullLevelC: 50, timeConstantMs: 10 * 60_000 };
/** The assumed motor case of a zone that cannot measure it, degC. [S17] */
export const coldMotorC = assumed.ambientC;
/** The assumed temperature after `elapsedMs` at `level` (0-100). */
export function warm(temperatureC, level, elapsedMs) {
    const targetC = assumed.ambientC + (assumed.riseAtFullLevelC * level) / 100;
    return targetC + (temperatureC - targetC) * Math.exp(-elapsedMs / assumed.timeConstantMs);
}
/** The share of its level (0-1, in tenths) that a zone may have at this motor temperature: derated first, then stopped. A zone
 *  that was stopped stays off until it is under the derating temperature again. [S17] */
export function thermalShare(temperatureC, temperatureMaxC, wasStopped) {
    const derateC = temperatureMaxC - limits.derateBelowMaxC;
    const stopC = temperatureMaxC - limits.stopBelowMaxC;
    if (temperatureC >= stopC || (wasStopped && temperatureC >= derateC))
        return 0;
    if (temperatureC < derateC)
        return 1;
    const share = 1 - ((temperatureC - derateC) / (stopC - derateC)) * (1 - limits.derateShareMin);
    return Math.floor(share * 10) / 10;
}
