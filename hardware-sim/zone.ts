import type { Technique } from '../src/core/zones.js';
import { type Air, copyAir, newAir } from './air.js';
import type { ZoneCondition } from './conditions.js';
import { defaultRates, firmware } from './firmware.js';
import type { Rotor } from './motor.js';

/** What the host asked of a zone. */
export interface AskedMotion {
  readonly technique: Technique | 'off';
  readonly level: number;
  readonly rate: number;
}

/** One zone of the chair: what it was asked, what its output stage drives, and what that does to the motor. */
export interface ZoneState {
  /** The SET in force; a renewal repeats it. */
  asked: AskedMotion;
  /** When the SET in force expires, in ms of chair time. */
  ttlEndsAtMs: number;
  technique: Technique | 'off';
  rate: number;
  /** The ramp: 0-100, where it goes, and how fast in levels per ms. */
  level: number;
  target: number;
  slope: number;
  /** What begins when the zone is at 0 and has dwelt there. */
  next: { technique: Technique; level: number; rate: number; rampMs: number } | null;
  dwellMs: number;
  air: Air;
  /** The level after derating, 0-100; an output is on only above 0. */
  driven: number;
  /** How long ago its motor was begun to be led up from standstill, as far as that matters. */
  startedMs: number;
  motor: Rotor;
  /** Of the motor or pump, 0-1. */
  duty: number;
  pump: boolean;
  valveClosed: boolean;
  /** From the supply, and in the winding, as a sensor shows it that smooths. */
  currentMa: number;
  windingMa: number;
  /** Motor case without injected heat, degC. */
  caseC: number;
  /** How long it has worked since it began to wear, and its air since its hose began to leak, ms. */
  wornMs: number;
  leakedMs: number;
}

const askedOff: AskedMotion = { technique: 'off', level: 0, rate: 0 };

/** A zone at power-up. Outputs are 0, valves are open. */
export const newZone = (caseC: number, lockedMa: number): ZoneState => ({
  asked: askedOff,
  ttlEndsAtMs: Number.POSITIVE_INFINITY,
  technique: 'off',
  rate: 0,
  level: 0,
  target: 0,
  slope: 0,
  next: null,
  dwellMs: 0,
  air: newAir(),
  driven: 0,
  startedMs: 0,
  motor: { lockedMa, speed: 0 },
  duty: 0,
  pump: false,
  valveClosed: false,
  currentMa: 0,
  windingMa: 0,
  caseC,
  wornMs: 0,
  leakedMs: 0,
});

/** Field by field: a zone is copied at every step, and spreading objects of changing shapes takes the engine ten times as long. */
export const copyZone = (zone: Readonly<ZoneState>): ZoneState => ({
  asked: zone.asked,
  ttlEndsAtMs: zone.ttlEndsAtMs,
  technique: zone.technique,
  rate: zone.rate,
  level: zone.level,
  target: zone.target,
  slope: zone.slope,
  next: zone.next,
  dwellMs: zone.dwellMs,
  air: copyAir(zone.air),
  driven: zone.driven,
  startedMs: zone.startedMs,
  motor: { lockedMa: zone.motor.lockedMa, speed: zone.motor.speed },
  duty: zone.duty,
  pump: zone.pump,
  valveClosed: zone.valveClosed,
  currentMa: zone.currentMa,
  windingMa: zone.windingMa,
  caseC: zone.caseC,
  wornMs: zone.wornMs,
  leakedMs: zone.leakedMs,
});

/** The steepest rise that an output follows, levels per ms. */
export const riseMax = 100 / firmware.fullRiseMs;

function aim(zone: ZoneState, target: number, rampMs: number): void {
  if (target < zone.level && rampMs === 0) zone.level = target;
  const slope = rampMs === 0 ? Number.POSITIVE_INFINITY : Math.abs(target - zone.level) / rampMs;
  zone.target = target;
  zone.slope = target > zone.level ? Math.min(slope, riseMax) : slope;
}

function begin(zone: ZoneState, next: NonNullable<ZoneState['next']>): void {
  zone.next = null;
  zone.technique = next.technique;
  zone.rate = next.rate;
  aim(zone, next.level, next.rampMs);
}

export const isSameMotion = (asked: AskedMotion, other: AskedMotion): boolean =>
  asked.technique === other.technique && asked.level === other.level && asked.rate === other.rate;

/** A SET over 0 that is no renewal. Another technique goes by way of 0. */
export function driveZone(zone: ZoneState, asked: AskedMotion & { technique: Technique }, rampMs: number): void {
  const next = { technique: asked.technique, level: asked.level, rate: asked.rate, rampMs };
  zone.asked = asked;
  const mustDwell = zone.dwellMs > 0 || zone.air.ventLeftMs > 0;
  const isOn = zone.level > 0 || zone.driven > 0;
  if (isOn && zone.technique !== asked.technique) {
    if (zone.next === null) fall(zone, firmware.changeRampMs);
    zone.next = next;
    zone.dwellMs = firmware.dwellMs;
  } else if (zone.level === 0 && mustDwell) {
    zone.next = next;
    zone.dwellMs = Math.max(zone.dwellMs, zone.air.ventLeftMs);
  } else {
    zone.dwellMs = 0;
    begin(zone, next);
  }
}

/** Moves a zone that nobody asks to move. */
export function strayZone(zone: ZoneState, technique: Technique): void {
  if (zone.asked.technique !== 'off' || zone.level > 0) return;
  zone.dwellMs = 0;
  begin(zone, { technique, level: firmware.strayLevel, rate: 0, rampMs: 0 });
}

/** To 0; a fall that is under way is never made longer. */
function fall(zone: ZoneState, rampMs: number): void {
  const falling = zone.target < zone.level ? zone.slope : 0;
  aim(zone, 0, rampMs);
  zone.slope = Math.max(zone.slope, falling);
}

/** Ramps a zone to 0 and forgets what was asked of it. A driver that does not let go stays where it is. */
export function releaseZone(zone: ZoneState, rampMs: number, condition: ZoneCondition): void {
  forget(zone);
  if (condition.runaway === 'none') fall(zone, rampMs);
  else aim(zone, heldLevel(zone), 0);
  if (zone.level === 0 && zone.target === 0) silenceZone(zone);
}

/** Where a driver stays that does not let go. */
const heldLevel = ({ level, driven }: ZoneState): number => Math.max(level, driven);

/** A SET to off: its ramp counts from the present level. On the way to another technique it ends no later than that does, since a
 *  stop may have begun the fall. */
export function lowerZone(zone: ZoneState, rampMs: number, condition: ZoneCondition): void {
  const isChanging = zone.next !== null;
  forget(zone);
  if (isChanging && condition.runaway === 'none') fall(zone, rampMs);
  else aim(zone, condition.runaway === 'none' ? 0 : heldLevel(zone), rampMs);
  if (zone.level === 0 && zone.target === 0) silenceZone(zone);
}

function forget(zone: ZoneState): void {
  zone.asked = askedOff;
  zone.ttlEndsAtMs = Number.POSITIVE_INFINITY;
  zone.next = null;
  zone.dwellMs = 0;
}

/** Everything off at once: the supply of the drivers is cut, valves fall open. */
export function cutZone(zone: ZoneState, obeys: boolean): void {
  forget(zone);
  if (!obeys) {
    aim(zone, heldLevel(zone), 0);
    return;
  }
  zone.level = 0;
  zone.target = 0;
  silenceZone(zone);
}

/** Outputs off. */
export function silenceZone(zone: ZoneState): void {
  zone.technique = 'off';
  zone.rate = 0;
  zone.driven = 0;
  quietOutputs(zone);
}

/** Nothing drives; what was asked may go on. */
export function quietOutputs(zone: ZoneState): void {
  zone.startedMs = 0;
  zone.duty = 0;
  zone.pump = false;
  zone.valveClosed = false;
}

export const isAir = (technique: Technique | 'off'): boolean => technique === 'compress' || technique === 'press';

/** A motor is led up from standstill to its least duty. */
export const isStarting = ({ technique, startedMs }: ZoneState): boolean =>
  !isAir(technique) && startedMs < firmware.startMs;

/** Moves the ramp on, and begins what waits for its end. It waits for the start of a motor, and is then as steep as it was asked. */
export function rampZone(zone: ZoneState, elapsedMs: number): void {
  if (zone.level < zone.target && isStarting(zone)) return;
  if (zone.level !== zone.target) {
    const stepMax = zone.slope * elapsedMs + 1e-9;
    const distance = zone.target - zone.level;
    zone.level = Math.abs(distance) <= stepMax ? zone.target : zone.level + Math.sign(distance) * stepMax;
    return;
  }
  if (zone.level > 0) return;
  zone.dwellMs = Math.max(0, zone.dwellMs - elapsedMs);
  if (zone.next !== null && zone.dwellMs === 0) begin(zone, zone.next);
}

/** The motor case as it really is, degC. */
export const caseOf = (zone: ZoneState, condition: ZoneCondition): number => condition.caseC ?? zone.caseC;

/** The rate at which the zone works; 0 for a steady hold. */
export const rateOf = (zone: ZoneState): number =>
  zone.technique === 'off' ? 0 : zone.rate || defaultRates[zone.technique];
