import { decay } from './decay.js';
import { firmware } from './firmware.js';

/** An air bag with its pump and valve. */
export interface Air {
  /** How far the cycle is, 0-1. */
  phase: number;
  /** How long the valve has been closed without a vent. */
  closedMs: number;
  /** How long the bag still vents before it may be blown up again. */
  ventLeftMs: number;
  /** Of the bag, 0-1. */
  pressure: number;
  pump: boolean;
  valveClosed: boolean;
}

export const newAir = (): Air => ({
  phase: 0,
  closedMs: 0,
  ventLeftMs: 0,
  pressure: 0,
  pump: false,
  valveClosed: false,
});

/** Field by field, for the same reason as `copyZone`. */
export const copyAir = (air: Readonly<Air>): Air => ({
  phase: air.phase,
  closedMs: air.closedMs,
  ventLeftMs: air.ventLeftMs,
  pressure: air.pressure,
  pump: air.pump,
  valveClosed: air.valveClosed,
});

/** From empty to full with the pump at work. */
const inflateMs = 6000;
/** An open valve lets two thirds out in this time. */
const venting = decay(700);
/** A closed bag does not let go of less than this over its aim, and no pump starts for less than this under it. */
const slack = 0.05;
/** A bag under this pressure no longer squeezes. */
const emptyBelow = 0.1;

type AirPhase = 'inflate' | 'hold' | 'vent';

/** Where a cycle of this rate is: half of it inflates, a fifth holds, the rest vents; no bag is closed for over 20 s. [S17] */
function airPhaseAt(phase: number, periodMs: number): AirPhase {
  const atMs = phase * periodMs;
  const blowMs = Math.min(inflateMs, periodMs / 2);
  const holdMs = Math.min(periodMs / 5, firmware.steadyHoldMsMax - blowMs);
  if (atMs < blowMs) return 'inflate';
  return atMs < blowMs + holdMs ? 'hold' : 'vent';
}

/** `leakShare`: what a full bag loses through its hose, as a share of what the pump gives. */
function movePressure(air: Air, elapsedMs: number, leakShare: number): void {
  const lost = leakShare * air.pressure;
  if (air.pump) air.pressure = Math.min(1, air.pressure + ((1 - lost) * elapsedMs) / inflateMs);
  else if (air.valveClosed) air.pressure = Math.max(0, air.pressure - (lost * elapsedMs) / inflateMs);
  else {
    const left = air.pressure * venting(elapsedMs);
    air.pressure = left < 0.005 ? 0 : left;
  }
}

/** Moves the bag on. `level` 0-100 is its peak, 0 lets go; `rate` in cycles/min, 0 holds steadily. `leakShare`: see
 *  `movePressure`. Says whether the valve has been closed for as long as it may be. */
export function moveAir(air: Air, level: number, rate: number, elapsedMs: number, leakShare: number): boolean {
  const isOn = level > 0;
  const periodMs = rate === 0 ? 0 : 60_000 / rate;
  const turns = isOn && rate > 0 ? air.phase + elapsedMs / periodMs : 0;
  air.phase = turns - Math.floor(turns);
  const now = !isOn ? 'vent' : rate === 0 ? 'inflate' : airPhaseAt(air.phase, periodMs);
  const peak = level / 100;
  air.valveClosed = now !== 'vent' && air.pressure <= peak + slack;
  const isWanted = air.pressure < (air.pump ? peak : peak - Math.min(slack, peak / 2));
  air.pump = air.valveClosed && now === 'inflate' && isWanted;
  movePressure(air, elapsedMs, leakShare);
  air.ventLeftMs = Math.max(0, air.ventLeftMs - elapsedMs);
  const isEmpty = !air.valveClosed && air.ventLeftMs === 0 && (air.pressure < emptyBelow || (isOn && now === 'vent'));
  if (isEmpty) air.closedMs = 0;
  else if (air.valveClosed) air.closedMs += elapsedMs;
  return air.closedMs >= firmware.steadyHoldMsMax;
}
