import { copyAir, moveAir, newAir } from './air.js';
import { decay } from './decay.js';
import { defaultRates, dutyMin, firmware } from './firmware.js';
const askedOff = { technique: 'off', level: 0, rate: 0 };
/** A zone at power-up. Outputs are 0, valves are open. */
export const newZone = (caseC) => ({
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
    duty: 0,
    pump: false,
    valveClosed: false,
    currentMa: 0,
    caseC,
});
/** Field by field: a zone is copied at every step, and spreading objects of changing shapes takes the engine ten times as long. */
export const copyZone = (zone) => ({
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
    duty: zone.duty,
    pump: zone.pump,
    valveClosed: zone.valveClosed,
    currentMa: zone.currentMa,
    caseC: zone.caseC,
});
const riseMax = 100 / firmware.fullRiseMs;
const isAir = (technique) => technique === 'compress' || technique === 'press';
function aim(zone, target, rampMs) {
    if (target < zone.level && rampMs === 0)
        zone.level = target;
    const slope = rampMs === 0 ? Number.POSITIVE_INFINITY : Math.abs(target - zone.level) / rampMs;
    zone.target = target;
    zone.slope = target > zone.level ? Math.min(slope, riseMax) : slope;
}
function begin(zone, next) {
    zone.next = null;
    zone.technique = next.technique;
    zone.rate = next.rate;
    aim(zone, next.level, next.rampMs);
}
export const isSame = (asked, other) => asked.technique === other.technique && asked.level === other.level && asked.rate === other.rate;
/** A SET over 0 that is no renewal. Another technique goes by way of 0. */
export function driveZone(zone, asked, rampMs) {
    const next = { technique: asked.technique, level: asked.level, rate: asked.rate, rampMs };
    zone.asked = asked;
    const mustDwell = zone.dwellMs > 0 || zone.air.ventLeftMs > 0;
    if (zone.level > 0 && zone.technique !== asked.technique) {
        if (zone.next === null)
            fall(zone, firmware.changeRampMs);
        zone.next = next;
        zone.dwellMs = firmware.dwellMs;
    }
    else if (zone.level === 0 && mustDwell) {
        zone.next = next;
        zone.dwellMs = Math.max(zone.dwellMs, zone.air.ventLeftMs);
    }
    else {
        zone.dwellMs = 0;
        begin(zone, next);
    }
}
/** To 0; a fall that is under way is never made longer. */
function fall(zone, rampMs) {
    const falling = zone.target < zone.level ? zone.slope : 0;
    aim(zone, 0, rampMs);
    zone.slope = Math.max(zone.slope, falling);
}
/** Ramps a zone to 0 and forgets what was asked of it. A driver that does not let go stays where it is. */
export function releaseZone(zone, rampMs, condition) {
    forget(zone);
    if (condition.runaway === 'none')
        fall(zone, rampMs);
    else
        aim(zone, zone.level, 0);
    if (zone.level === 0)
        silence(zone);
}
/** A SET to off: its ramp counts from the present level. */
export function lowerZone(zone, rampMs, condition) {
    forget(zone);
    aim(zone, condition.runaway === 'none' ? 0 : zone.level, rampMs);
    if (zone.level === 0)
        silence(zone);
}
function forget(zone) {
    zone.asked = askedOff;
    zone.ttlEndsAtMs = Number.POSITIVE_INFINITY;
    zone.next = null;
    zone.dwellMs = 0;
}
/** Everything off at once: the supply of the drivers is cut, valves fall open. */
export function cutZone(zone, obeys) {
    forget(zone);
    if (!obeys) {
        aim(zone, zone.level, 0);
        return;
    }
    zone.level = 0;
    zone.target = 0;
    silence(zone);
}
function silence(zone) {
    zone.technique = 'off';
    zone.rate = 0;
    zone.driven = 0;
    zone.duty = 0;
    zone.pump = false;
    zone.valveClosed = false;
}
function ramp(zone, elapsedMs) {
    if (zone.level !== zone.target) {
        const stepMax = zone.slope * elapsedMs + 1e-9;
        const distance = zone.target - zone.level;
        zone.level = Math.abs(distance) <= stepMax ? zone.target : zone.level + Math.sign(distance) * stepMax;
        return;
    }
    if (zone.level > 0)
        return;
    zone.dwellMs = Math.max(0, zone.dwellMs - elapsedMs);
    if (zone.next !== null && zone.dwellMs === 0)
        begin(zone, zone.next);
}
/** The motor case as it really is, degC. */
export const caseOf = (zone, condition) => condition.caseC ?? zone.caseC;
/** The share of its level that a hot zone keeps. */
function derating(caseC) {
    const { derate, stop } = firmware.caseC;
    if (caseC <= derate)
        return 1;
    const heat = Math.min(1, Math.max(0, (caseC - derate) / (stop - derate)));
    return 1 - heat * (1 - firmware.derateShareMin);
}
function dutyOf(technique, level) {
    const least = dutyMin[technique];
    return least + ((Math.max(level, 1) - 1) / 99) * (1 - least);
}
/** The level that heat leaves of the ramp's. */
const allowedLevel = (zone, condition) => zone.level === 0 ? 0 : zone.level * derating(caseOf(zone, condition));
function moveOutputs(zone, elapsedMs, condition) {
    const { technique } = zone;
    zone.driven = Math.min(allowedLevel(zone, condition), zone.driven + riseMax * elapsedMs + 1e-9);
    if (technique === 'off' || zone.driven === 0) {
        if (technique !== 'off' && zone.level === 0 && zone.target === 0)
            silence(zone);
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
function moveBag(zone, elapsedMs, condition) {
    if (isBagIdle(zone))
        return;
    const isBlown = isAir(zone.technique);
    const { air } = zone;
    const isOverheld = moveAir(air, isBlown ? zone.driven : 0, zone.rate, elapsedMs);
    if (!isOverheld || !isBlown || condition.runaway !== 'none')
        return;
    // The SET stays in force, so that its renewals do not blow the bag up again.
    zone.level = 0;
    zone.target = 0;
    silence(zone);
    air.pump = false;
    air.valveClosed = false;
    air.ventLeftMs = firmware.ventMs;
}
const isBagIdle = ({ technique, air }) => !isAir(technique) && air.pressure === 0 && air.ventLeftMs === 0 && air.closedMs === 0;
const electric = decay(40);
const stalling = decay(100);
const stallMa = 4500;
const overloadMa = 3600;
const valveMa = 60;
const ghostMa = 800;
function loadMa(zone) {
    if (zone.duty === 0)
        return zone.valveClosed ? valveMa : 0;
    return 300 + 1700 * (zone.driven / 100);
}
const isStuck = (zone, condition) => zone.duty > 0 && condition.isStalled;
/** Where the current goes with the outputs as they are. */
function settledMa(zone, condition) {
    if (isStuck(zone, condition))
        return stallMa;
    return zone.duty > 0 && condition.isOverloaded ? overloadMa : loadMa(zone);
}
function moveCurrent(zone, elapsedMs, condition, isGhost) {
    const aimMa = Math.max(settledMa(zone, condition), isGhost ? ghostMa : 0);
    if (zone.currentMa === aimMa)
        return;
    const left = isStuck(zone, condition) ? stalling(elapsedMs) : electric(elapsedMs);
    zone.currentMa += (aimMa - zone.currentMa) * (1 - left);
    if (Math.abs(zone.currentMa - aimMa) < 1)
        zone.currentMa = aimMa;
}
const ambientC = 25;
const loadedRiseC = 40;
const thermal = decay(25 * 60_000);
/** Exact for any time over which the duty stays: a steady chair is skipped ahead. */
function moveHeat(zone, elapsedMs) {
    const load = zone.duty > 0 ? zone.driven / 100 : 0;
    const aimC = ambientC + loadedRiseC * load;
    zone.caseC += (aimC - zone.caseC) * (1 - thermal(elapsedMs));
}
/** True where nothing changes until somebody asks for it, but for the warmth of the case: at rest, or a motor at its level. */
export const isZoneSteady = (zone, condition) => zone.level === zone.target &&
    zone.next === null &&
    zone.dwellMs === 0 &&
    (zone.driven > 0 || zone.technique === 'off') &&
    isBagIdle(zone) &&
    zone.driven === allowedLevel(zone, condition) &&
    zone.currentMa === settledMa(zone, condition);
/** Moves a zone on by `elapsedMs`, at most about 10 ms unless it is steady. `isGhost`: current flows whatever the outputs do. */
export function moveZone(zone, elapsedMs, condition, isGhost) {
    if (isGhost || !isZoneSteady(zone, condition)) {
        ramp(zone, elapsedMs);
        moveBag(zone, elapsedMs, condition);
        moveOutputs(zone, elapsedMs, condition);
        moveCurrent(zone, elapsedMs, condition, isGhost);
    }
    moveHeat(zone, elapsedMs);
}
/** The rate at which the zone works; 0 for a steady hold. */
export const rateOf = (zone) => zone.technique === 'off' ? 0 : zone.rate || defaultRates[zone.technique];
