import type { Technique } from '../src/core/zones.js';
import { ageZone, leakOf, wearOf } from './ageing.js';
import { moveAir } from './air.js';
import type { ZoneCondition } from './conditions.js';
import { decay } from './decay.js';
import { dutyMin, firmware } from './firmware.js';
import { catchMotor, loadOf, settledSpeed, turnMotor, windingMaAt } from './motor.js';
import { caseOf, isAir, isStarting, quietOutputs, rampZone, riseMax, silenceZone, type ZoneState } from './zone.js';

/** The share of its level that a hot zone keeps. */
function derating(caseC: number): number {
  const { derate, stop } = firmware.caseC;
  if (caseC <= derate) return 1;
  const heat = Math.min(1, Math.max(0, (caseC - derate) / (stop - derate)));
  return 1 - heat * (1 - firmware.derateShareMin);
}

function dutyOf(technique: Technique, level: number): number {
  const least = dutyMin[technique];
  return least + ((Math.max(level, 1) - 1) / 99) * (1 - least);
}

/** Below it a level is 0 to whoever is told of it, and so it is to the output. */
const leastLevel = 0.5;

/** The level that heat leaves of the ramp's, or of a driver's own. Nothing is driven unseen: what is on is on at level 1 at least. */
function allowedLevel(zone: ZoneState, condition: ZoneCondition): number {
  if (zone.target <= zone.level && zone.level < leastLevel) return 0;
  return Math.max(1, Math.max(zone.level, condition.levelMin) * derating(caseOf(zone, condition)));
}

/** A zone that cools down comes back no faster than any other rise. */
function followLevel(zone: ZoneState, elapsedMs: number, condition: ZoneCondition): void {
  const risen = isStarting(zone) ? 1 : Math.max(1, zone.driven) + riseMax * elapsedMs + 1e-9;
  zone.driven = Math.min(allowedLevel(zone, condition), risen);
}

/** Leads a motor through the band between standstill and its least duty, where it must not stay. */
function driveMotor(zone: ZoneState, technique: Technique, elapsedMs: number): void {
  zone.startedMs = Math.min(startedMsMax, zone.startedMs + elapsedMs);
  zone.duty = isStarting(zone)
    ? (dutyMin[technique] * zone.startedMs) / firmware.startMs
    : dutyOf(technique, zone.driven);
}

const startedMsMax = firmware.startMs + firmware.surgeMs;

function moveOutputs(zone: ZoneState, elapsedMs: number, condition: ZoneCondition): void {
  const { technique } = zone;
  followLevel(zone, elapsedMs, condition);
  if (technique === 'off' || zone.driven === 0) {
    if (technique !== 'off' && zone.level === 0 && zone.target === 0) silenceZone(zone);
    quietOutputs(zone);
    return;
  }
  if (!isAir(technique)) {
    driveMotor(zone, technique, elapsedMs);
    return;
  }
  zone.pump = zone.air.pump;
  zone.valveClosed = zone.air.valveClosed;
  zone.duty = zone.pump ? dutyOf(technique, zone.driven) : 0;
}

function moveBag(zone: ZoneState, elapsedMs: number, condition: ZoneCondition): void {
  if (isBagIdle(zone)) return;
  const isBlown = isAir(zone.technique);
  const { air } = zone;
  const isOverheld = moveAir(air, isBlown ? zone.driven : 0, zone.rate, elapsedMs, leakOf(zone, condition));
  if (!isOverheld || !isBlown || condition.runaway !== 'none') return;
  // The SET stays in force, so that its renewals do not blow the bag up again.
  zone.level = 0;
  zone.target = 0;
  silenceZone(zone);
  air.pump = false;
  air.valveClosed = false;
  air.ventLeftMs = firmware.ventMs;
}

const isBagIdle = ({ technique, air }: ZoneState): boolean =>
  !isAir(technique) && air.pressure === 0 && air.ventLeftMs === 0 && air.closedMs === 0;

/** A current sensor is smoothed, so that brushes are no faults. */
const sensing = decay(22);
const stallingPump = decay(100);
/** What the fault `stall` takes at least, and `overcurrent`, whatever the level: a motor of 6 A that is held at under half its duty
 *  takes less than the limit, and nothing but its heat would ever tell. */
const stuckMa = 4500;
const overloadMa = 3600;
const valveMa = 60;
const ghostMa = 800;

const isStuck = (zone: ZoneState, condition: ZoneCondition): boolean => zone.duty > 0 && condition.isStalled;

const motorDuty = ({ duty, pump }: ZoneState): number => (pump ? 0 : duty);

const speedAim = (zone: ZoneState, condition: ZoneCondition): number =>
  isStuck(zone, condition) ? 0 : settledSpeed(zone.motor, motorDuty(zone), loadOf(zone.technique));

function moveMotor(zone: ZoneState, elapsedMs: number, condition: ZoneCondition): void {
  if (isStuck(zone, condition)) catchMotor(zone.motor, elapsedMs);
  else turnMotor(zone.motor, motorDuty(zone), loadOf(zone.technique), elapsedMs);
}

/** What flows in the winding now; what a motor that is slowed down gives back is not told. A pump is switched: it has all of its
 *  supply. */
function windingNow(zone: ZoneState, condition: ZoneCondition): number {
  const { duty, motor, pump } = zone;
  if (duty === 0) return 0;
  const heldMa = Math.max(stuckMa, duty * motor.lockedMa);
  if (condition.isStalled) return pump ? stuckMa : heldMa * Math.max(0, 1 - motor.speed / duty);
  const soundMa = pump ? 300 + 1700 * (zone.driven / 100) : Math.max(0, windingMaAt(motor, duty, motor.speed));
  const carriedMa = soundMa * (1 + wearOf(zone, condition));
  return condition.isOverloaded ? Math.max(overloadMa, carriedMa) : carriedMa;
}

/** What the supply gives: the share of the winding's in which the driver is on. */
const supplyNow = (zone: ZoneState, windingMa: number): number =>
  (zone.pump ? windingMa : zone.duty * windingMa) + (zone.duty === 0 && zone.valveClosed ? valveMa : 0);

const sensed = (shownMa: number, aimMa: number, left: number): number => {
  const nextMa = aimMa + (shownMa - aimMa) * left;
  return Math.abs(nextMa - aimMa) < 1 ? aimMa : nextMa;
};

function moveCurrent(zone: ZoneState, elapsedMs: number, condition: ZoneCondition, isGhost: boolean): void {
  const windingMa = windingNow(zone, condition);
  const supplyMa = Math.max(supplyNow(zone, windingMa), isGhost ? ghostMa : 0);
  if (zone.currentMa === supplyMa && zone.windingMa === windingMa) return;
  const left = zone.pump && condition.isStalled ? stallingPump(elapsedMs) : sensing(elapsedMs);
  zone.windingMa = sensed(zone.windingMa, windingMa, left);
  zone.currentMa = sensed(zone.currentMa, supplyMa, left);
}

function isCurrentSteady(zone: ZoneState, condition: ZoneCondition): boolean {
  const windingMa = windingNow(zone, condition);
  return zone.windingMa === windingMa && zone.currentMa === supplyNow(zone, windingMa);
}

const ambientC = 25;
const loadedRiseC = 40;
const thermal = decay(25 * 60_000);

/** Exact for any time over which the duty stays: a steady chair is skipped ahead. */
function moveHeat(zone: ZoneState, elapsedMs: number, condition: ZoneCondition): void {
  const load = zone.duty > 0 ? (zone.driven / 100) * (1 + wearOf(zone, condition)) : 0;
  const aimC = ambientC + loadedRiseC * load;
  zone.caseC += (aimC - zone.caseC) * (1 - thermal(elapsedMs));
}

/** True where nothing changes until somebody asks for it, but for the warmth of the case: at rest, or a motor at its level. */
export const isZoneSteady = (zone: ZoneState, condition: ZoneCondition): boolean =>
  zone.level === zone.target &&
  zone.next === null &&
  zone.dwellMs === 0 &&
  (zone.driven > 0 || zone.technique === 'off') &&
  isBagIdle(zone) &&
  zone.driven === allowedLevel(zone, condition) &&
  (zone.duty === 0 || zone.pump || zone.startedMs === startedMsMax) &&
  zone.motor.speed === speedAim(zone, condition) &&
  isCurrentSteady(zone, condition);

/** Moves a zone on by `elapsedMs`, at most about 10 ms unless it is steady. `isGhost`: current flows whatever the outputs do. */
export function moveZone(zone: ZoneState, elapsedMs: number, condition: ZoneCondition, isGhost: boolean): void {
  if (isGhost || !isZoneSteady(zone, condition)) {
    rampZone(zone, elapsedMs);
    moveBag(zone, elapsedMs, condition);
    moveOutputs(zone, elapsedMs, condition);
    moveMotor(zone, elapsedMs, condition);
    moveCurrent(zone, elapsedMs, condition, isGhost);
  }
  moveHeat(zone, elapsedMs, condition);
  ageZone(zone, elapsedMs, condition);
}
