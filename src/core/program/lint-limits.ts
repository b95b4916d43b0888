import type { Capabilities } from '../zones.js';

/** A first-order model of a zone's motor case: it approaches `ambientC + riseC * level / 100` with a time constant. */
export interface ThermalModel {
  readonly ambientC: number;
  /** Rise over ambient after hours at level 100, K. */
  readonly riseC: number;
  readonly timeConstantMs: number;
  /** From here on a warning, degC. */
  readonly warnC: number;
  /** From here on an error, degC. */
  readonly maxC: number;
}

/** What a program may ask for. */
export interface LintLimits {
  /** Total, ms. */
  readonly sessionMsMax: number;
  /** Level 0-100. */
  readonly levelMax: number;
  /** Rising slope, percent per second. */
  readonly slopeMax: number;
  /** Steady compression, ms. */
  readonly steadyMsMax: number;
  /** Level at the end. */
  readonly endLevelMax: number;
  readonly thermal: ThermalModel;
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

/** The chair warns at 45 degC, derates at 55 and stops at 70. A rise of 60 K with a time constant of 20 min cools by 0.5 to
 *  1 degC a minute from there, as service manuals say of such motors. */
export const defaultLimits: LintLimits = {
  sessionMsMax: 30 * 60_000,
  levelMax: 100,
  slopeMax: 40,
  steadyMsMax: 20_000,
  endLevelMax: 30,
  thermal: { ambientC: 25, riseC: 60, timeConstantMs: 20 * 60_000, warnC: 45, maxC: 70 },
  capabilities: referenceCapabilities,
};
