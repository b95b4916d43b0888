import type { Zone } from '../src/core/zones.js';

/** What is wrong with a zone's hardware. */
export interface ZoneCondition {
  readonly isStalled: boolean;
  readonly isOverloaded: boolean;
  /** degC to which the motor case is held, or null. */
  readonly caseC: number | null;
  readonly isSensorOpen: boolean;
  /** A driver that does not let go: `soft` obeys the emergency stop, which cuts its supply; `hard` obeys nothing. */
  readonly runaway: 'none' | 'soft' | 'hard';
  /** What the output stage drives at least while it is asked to move, 0-100. */
  readonly levelMin: number;
  /** The zone moves although nobody asks it to. */
  readonly isUnasked: boolean;
  /** By how much more its motor or pump draws and warms after each hour in which the zone works, as a share. */
  readonly wearPerHour: number;
  /** What its hose loses more after each hour of air, as a share of what the pump gives against a full bag. */
  readonly leakPerHour: number;
}

/** What is wrong with the chair's hardware, or with its firmware. */
export interface Conditions {
  readonly zones: Readonly<Record<Zone, ZoneCondition>>;
  /** mV to which the rail is held, or null. */
  readonly railMv: number | null;
  /** Current flows where no output is on. */
  readonly hasGhostCurrent: boolean;
  readonly hasNoLease: boolean;
  /** T shows what was measured when this began, with a live uptime. */
  readonly isFrozen: boolean;
}

const soundZone: ZoneCondition = {
  isStalled: false,
  isOverloaded: false,
  caseC: null,
  isSensorOpen: false,
  runaway: 'none',
  levelMin: 0,
  isUnasked: false,
  wearPerHour: 0,
  leakPerHour: 0,
};

export const sound: Conditions = {
  zones: { back: soundZone, seat: soundZone, legs: soundZone },
  railMv: null,
  hasGhostCurrent: false,
  hasNoLease: false,
  isFrozen: false,
};
