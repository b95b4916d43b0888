import type { Technique } from '../src/core/zones.js';
import { decay } from './decay.js';

/** A DC motor at a driver that chops its supply: the resistance of its winding, the voltage of its own turning, its inertia and its
 *  load. Currents are those of the winding in mA; a load is told by the current that carries it. */
export interface Rotor {
  /** What it takes at full duty while it is held: the supply over its resistance. */
  readonly lockedMa: number;
  /** Of the speed at which its own voltage is the supply's, 0-1. */
  speed: number;
}

/** Between the motors of 3 A that a small chair has and those of 12 A of a large one. */
export const usualLockedMa = 6000;

/** What a load takes at any speed, and what it takes more at the full one. */
export interface Load {
  readonly frictionMa: number;
  readonly dragMa: number;
}

/** At full duty each takes 2 A of a motor of the usual make; at its least duty a vibration takes 0.3 A of the supply. */
const vibration: Load = { frictionMa: 750, dragMa: 1875 };
const rollers: Load = { frictionMa: 1200, dragMa: 1200 };
const loads: Readonly<Record<Technique, Load>> = {
  knead: rollers,
  tap: { frictionMa: 900, dragMa: 1650 },
  roll: rollers,
  vibrate: vibration,
  press: vibration,
  compress: vibration,
};

const freely: Load = { frictionMa: 50, dragMa: 0 };

export const loadOf = (technique: Technique | 'off'): Load => (technique === 'off' ? freely : loads[technique]);

/** Two thirds of its speed, without a load. */
const inertiaMs = 60;
const turning = decay(1);

/** What catches a motor does not do it at once. */
const catching = decay(120);

/** Where it would come to at this duty; under 0 it stands, and a load does not turn it round. */
const aimOf = ({ lockedMa }: Rotor, duty: number, { frictionMa, dragMa }: Load): number =>
  (duty * lockedMa - frictionMa) / (lockedMa + dragMa);

/** The speed at which it stays. */
export const settledSpeed = (rotor: Rotor, duty: number, load: Load): number => Math.max(0, aimOf(rotor, duty, load));

/** What flows in the winding at this speed. */
export const windingMaAt = ({ lockedMa }: Rotor, duty: number, speed: number): number => (duty - speed) * lockedMa;

const near = 1e-3;
const snap = (value: number, aim: number): number => (Math.abs(value - aim) < near ? aim : value);

/** Moves a motor on, exactly for any time over which its duty stays. */
export function turnMotor(rotor: Rotor, duty: number, load: Load, elapsedMs: number): void {
  const aim = aimOf(rotor, duty, load);
  const constantMs = (inertiaMs * rotor.lockedMa) / (rotor.lockedMa + load.dragMa);
  const speed = aim + (rotor.speed - aim) * turning(elapsedMs / constantMs);
  rotor.speed = snap(Math.max(0, speed), Math.max(0, aim));
}

/** Something holds it. */
export function catchMotor(rotor: Rotor, elapsedMs: number): void {
  rotor.speed = snap(rotor.speed * catching(elapsedMs), 0);
}
