import { decay } from './decay.js';
import { firmware } from './firmware.js';

/** An air bag with its pump and valve. */
export interface Air {
  /** How far the cycle is, 0-1. */
  readonly phase: number;
  /** How long the valve has been closed without a vent. */
  readonly closedMs: number;
  /** How long the bag still vents before it may be blown up again. */
  readonly ventLeftMs: number;
  /** Of the bag, 0-1. */
  readonly pressure: number;
  readonly pump: boolean;
  readonly valveClosed: boolean;
}

export const newAir: Air = { phase: 0, closedMs: 0, ventLeftMs: 0, pressure: 0, pump: false, valveClosed: false };

/** From empty to full with the pump at work. */
const inflateMs = 6000;
/** An open valve lets two thirds out in this time. */
const venting = decay(700);
/** A closed bag does not let go of less than this over its aim. */
const slack = 0.05;
/** A bag under this pressure no longer squeezes. */
const emptyBelow = 0.1;

type Phase = 'inflate' | 'hold' | 'vent';

/** Where a cycle of this rate is: half of it inflates, a fifth holds, the rest vents; no bag is closed for over 20 s. [S17] */
function phaseAt(phase: number, periodMs: number): Phase {
  const atMs = phase * periodMs;
  const blowMs = Math.min(inflateMs, periodMs / 2);
  const holdMs = Math.min(periodMs / 5, firmware.steadyHoldMsMax - blowMs);
  if (atMs < blowMs) return 'inflate';
  return atMs < blowMs + holdMs ? 'hold' : 'vent';
}

function movePressure(air: Air, elapsedMs: number, pump: boolean, valveClosed: boolean): number {
  if (pump) return Math.min(1, air.pressure + elapsedMs / inflateMs);
  if (valveClosed) return air.pressure;
  const left = air.pressure * venting(elapsedMs);
  return left < 0.005 ? 0 : left;
}

/** Moves the bag on. `level` 0-100 is its peak, 0 lets go; `rate` in cycles/min, 0 holds steadily. Says too whether the valve
 *  has been closed for as long as it may be. */
export function moveAir(air: Air, level: number, rate: number, elapsedMs: number): readonly [Air, boolean] {
  const isOn = level > 0;
  const periodMs = rate === 0 ? 0 : 60_000 / rate;
  const phase = isOn && rate > 0 ? (air.phase + elapsedMs / periodMs) % 1 : 0;
  const now = !isOn ? 'vent' : rate === 0 ? 'inflate' : phaseAt(phase, periodMs);
  const peak = level / 100;
  const valveClosed = now !== 'vent' && air.pressure <= peak + slack;
  const pump = valveClosed && now === 'inflate' && air.pressure < peak;
  const pressure = movePressure(air, elapsedMs, pump, valveClosed);
  const ventLeftMs = Math.max(0, air.ventLeftMs - elapsedMs);
  const isEmpty = !valveClosed && ventLeftMs === 0 && (pressure < emptyBelow || (isOn && now === 'vent'));
  const closedMs = isEmpty ? 0 : air.closedMs + (valveClosed ? elapsedMs : 0);
  return [{ phase, closedMs, ventLeftMs, pressure, pump, valveClosed }, closedMs >= firmware.steadyHoldMsMax];
}
