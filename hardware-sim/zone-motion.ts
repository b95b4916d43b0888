import type { Technique } from '../src/core/zones.js';
import { moveAir } from './air.js';
import type { ZoneCondition } from './conditions.js';
import { decay } from './decay.js';
import { dutyMin, firmware } from './firmware.js';
import { caseOf, rampZone, riseMax, silenceZone, type ZoneState } from './zone.js';

const isAir = (technique: Technique | 'off'): boolean => technique === 'compress' || technique === 'press';

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

/** The level that heat leaves of the ramp's, or of a driver's own. */
const allowedLevel = (zone: ZoneState, condition: ZoneCondition): number =>
  zone.level === 0 ? 0 : Math.max(zone.level, condition.levelMin) * derating(caseOf(zone, condition));

function moveOutputs(zone: ZoneState, elapsedMs: number, condition: ZoneCondition): void {
  const { technique } = zone;
  zone.driven = Math.min(allowedLevel(zone, condition), zone.driven + riseMax * elapsedMs + 1e-9);
  if (technique === 'off' || zone.driven === 0) {
    if (technique !== 'off' && zone.level === 0 && zone.target === 0) silenceZone(zone);
    return;
  }
  if (!isAir(technique)) {
    zone.duty = dutyOf(technique, zone.driven);
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
  const isOverheld = moveAir(air, isBlown ? zone.driven : 0, zone.rate, elapsedMs);
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

const electric = decay(40);
const stalling = decay(100);
const stallMa = 4500;
const overloadMa = 3600;
const valveMa = 60;
const ghostMa = 800;

function loadMa(zone: ZoneState): number {
  if (zone.duty === 0) return zone.valveClosed ? valveMa : 0;
  return 300 + 1700 * (zone.driven / 100);
}

const isStuck = (zone: ZoneState, condition: ZoneCondition): boolean => zone.duty > 0 && condition.isStalled;

/** Where the current goes with the outputs as they are. */
function settledMa(zone: ZoneState, condition: ZoneCondition): number {
  if (isStuck(zone, condition)) return stallMa;
  return zone.duty > 0 && condition.isOverloaded ? overloadMa : loadMa(zone);
}

function moveCurrent(zone: ZoneState, elapsedMs: number, condition: ZoneCondition, isGhost: boolean): void {
  const aimMa = Math.max(settledMa(zone, condition), isGhost ? ghostMa : 0);
  if (zone.currentMa === aimMa) return;
  const left = isStuck(zone, condition) ? stalling(elapsedMs) : electric(elapsedMs);
  zone.currentMa += (aimMa - zone.currentMa) * (1 - left);
  if (Math.abs(zone.currentMa - aimMa) < 1) zone.currentMa = aimMa;
}

const ambientC = 25;
const loadedRiseC = 40;
const thermal = decay(25 * 60_000);

/** Exact for any time over which the duty stays: a steady chair is skipped ahead. */
function moveHeat(zone: ZoneState, elapsedMs: number): void {
  const load = zone.duty > 0 ? zone.driven / 100 : 0;
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
  zone.currentMa === settledMa(zone, condition);

/** Moves a zone on by `elapsedMs`, at most about 10 ms unless it is steady. `isGhost`: current flows whatever the outputs do. */
export function moveZone(zone: ZoneState, elapsedMs: number, condition: ZoneCondition, isGhost: boolean): void {
  if (isGhost || !isZoneSteady(zone, condition)) {
    rampZone(zone, elapsedMs);
    moveBag(zone, elapsedMs, condition);
    moveOutputs(zone, elapsedMs, condition);
    moveCurrent(zone, elapsedMs, condition, isGhost);
  }
  moveHeat(zone, elapsedMs);
}
