import { limits } from '../safety/limits.js';
import type { Capabilities } from '../zones.js';

export interface LintLimits {
  /** Total, ms. */
  readonly sessionMsMax: number;
  /** Level 0-100. */
  readonly levelMax: number;
  /** Rising slope, percent per second. */
  readonly slopeMax: number;
  /** Steady compression, ms. */
  readonly steadyMsMax: number;
  /** A shorter rest does not empty a bag, ms. */
  readonly ventMsMin: number;
  readonly endLevelMax: number;
  /** Forecast motor case from a cold start: from here on a warning, degC. */
  readonly temperatureWarnC: number;
  /** And from here on an error, degC. */
  readonly temperatureMaxC: number;
  /** The chair that the program is for; null where that is not known and each chair decides by itself. */
  readonly capabilities: Capabilities | null;
}

/** What the simulated chair can do: the reference for programs that are checked without a chair. */
export const referenceCapabilities: Capabilities = {
  back: {
    knead: { min: 5, max: 60 },
    tap: { min: 100, max: 750 },
    roll: { min: 2, max: 30 },
    press: { min: 2, max: 20 },
    vibrate: { min: 20, max: 90 },
  },
  seat: { compress: { min: 1, max: 20 }, vibrate: { min: 20, max: 90 } },
  legs: { compress: { min: 1, max: 12 }, roll: { min: 2, max: 30 }, vibrate: { min: 20, max: 90 } },
};

/** What protects people in any session; the rest is comfort. */
export const defaultLimits: LintLimits = {
  sessionMsMax: limits.sessionMsMax,
  levelMax: 100,
  slopeMax: limits.risingSlopePerSecondMax,
  steadyMsMax: limits.steadyPressureMsMax,
  ventMsMin: 2000,
  endLevelMax: 30,
  temperatureWarnC: 45,
  temperatureMaxC: limits.motorCaseCMax,
  capabilities: referenceCapabilities,
};
