import type { Reading, Telemetry } from '../protocol/messages.js';
import type { Zone } from '../zones.js';
import { limits } from './limits.js';

/** A reading that no healthy sensor gives. */
export interface Implausible {
  readonly zone: Zone | null;
  readonly message: string;
}

const isWithin = (reading: Reading, bounds: { readonly min: number; readonly max: number }): boolean =>
  typeof reading === 'number' ? reading >= bounds.min && reading <= bounds.max : reading === 'none';

const { min, max } = limits.plausibleTemperatureC;
const temperatureDc = { min: min * 10, max: max * 10 };

/** The first invalid or implausible reading of a T line, or null. Such a line never enables an output. [S11] */
export function findImplausible(telemetry: Telemetry): Implausible | null {
  if (!isWithin(telemetry.railMv, limits.plausibleRailMv)) {
    return { zone: null, message: `the supply voltage reads ${telemetry.railMv} mV: check its sensor` };
  }
  for (const { zone, temperatureDc: temperature, currentMa } of telemetry.zones) {
    if (!isWithin(temperature, temperatureDc)) {
      return { zone, message: `the temperature sensor of ${zone} reads nonsense (${temperature}): check its plug` };
    }
    if (!isWithin(currentMa, limits.plausibleCurrentMa)) {
      return { zone, message: `the current sensor of ${zone} reads nonsense (${currentMa}): check its plug` };
    }
  }
  return null;
}
