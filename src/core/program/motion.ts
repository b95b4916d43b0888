import type { Technique } from '../zones.js';
import type { Setpoint } from './timeline.js';

/** How one zone moves between two setpoints, as the chair will do it: from `fromLevel` at `atMs` to `level` over `rampMs`. */
export interface Motion {
  readonly technique: Technique | 'off';
  /** What the zone ran last: it keeps its technique on the way down to off. */
  readonly lastTechnique: Technique | 'off';
  readonly rate: number;
  readonly fromLevel: number;
  readonly level: number;
  readonly atMs: number;
  readonly rampMs: number;
}

/** Nothing has been asked of the zone yet. */
export const atRest: Motion = {
  technique: 'off',
  lastTechnique: 'off',
  rate: 0,
  fromLevel: 0,
  level: 0,
  atMs: 0,
  rampMs: 0,
};

/** The level at a time, in the middle of a ramp not an integer. */
export function levelAt(motion: Motion, atMs: number): number {
  const doneMs = atMs - motion.atMs;
  if (doneMs >= motion.rampMs) return motion.level;
  return motion.fromLevel + ((motion.level - motion.fromLevel) * Math.max(0, doneMs)) / motion.rampMs;
}

/** Where a zone starts from when it is asked for a technique: another technique goes through 0 first. */
export function startLevel(motion: Motion, technique: Technique | 'off', atMs: number): number {
  return technique === 'off' || technique === motion.lastTechnique ? levelAt(motion, atMs) : 0;
}

/** What the zone does from a setpoint on. */
export function followSetpoint(motion: Motion, setpoint: Setpoint): Motion {
  const { technique, rate, level, atMs, rampMs } = setpoint;
  const lastTechnique = technique === 'off' ? motion.lastTechnique : technique;
  return { technique, lastTechnique, rate, fromLevel: startLevel(motion, technique, atMs), level, atMs, rampMs };
}

/** The level that a zone's setpoints ask for at a time, 0-100. */
export function plannedLevel(setpoints: readonly Setpoint[], atMs: number): number {
  let motion = atRest;
  for (const setpoint of setpoints) {
    if (setpoint.atMs > atMs) break;
    motion = followSetpoint(motion, setpoint);
  }
  return Math.round(levelAt(motion, atMs));
}
