import type { Drive, Technique, Zone } from '../zones.js';

/** From `atMs` on the zone does this: it goes to `level` (0-100, integer) over `rampMs` (0-60000) and stays. */
export interface Setpoint {
  readonly atMs: number;
  readonly zone: Zone;
  readonly technique: Technique | 'off';
  readonly level: number;
  readonly rate: number;
  readonly rampMs: number;
}

export interface PhaseMark {
  readonly index: number;
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** A compiled program: setpoints by time, phases without gaps, and the total. */
export interface Timeline {
  readonly programId: string;
  readonly setpoints: readonly Setpoint[];
  readonly phases: readonly PhaseMark[];
  readonly totalMs: number;
}

export type { Drive };
