import { zones } from '../zones.js';
import { limits } from './limits.js';
import { coldMotorC, thermalShare, warm } from './thermal.js';
const coldZone = {
    technique: 'off',
    level: 0,
    rate: 0,
    fromLevel: 0,
    rampMs: 0,
    setAtMs: 0,
    steadySinceMs: null,
    isVented: false,
    isTooHot: false,
    assumedC: coldMotorC,
};
export const newGate = (nowMs) => ({ back: coldZone, seat: coldZone, legs: coldZone, atMs: nowMs });
/** After a stop every zone starts from nothing; temperatures are kept. */
export function gateAfterStop(state) {
    const stopped = (memory) => ({
        ...coldZone,
        isTooHot: memory.isTooHot,
        assumedC: memory.assumedC,
    });
    return { atMs: state.atMs, back: stopped(state.back), seat: stopped(state.seat), legs: stopped(state.legs) };
}
function levelNow(memory, nowMs) {
    if (memory.rampMs === 0)
        return memory.level;
    const share = Math.min(1, Math.max(0, (nowMs - memory.setAtMs) / memory.rampMs));
    return memory.fromLevel + (memory.level - memory.fromLevel) * share;
}
/** The level that the zone has at least when a SET arrives, however late: a fall may have gone on meanwhile, so its end counts;
 *  what is measured is an earlier moment of a rise; another technique begins at 0. [S10] */
function surelyReached(memory, drive, measured, nowMs) {
    if (drive.technique !== memory.technique || drive.technique !== measured?.technique)
        return 0;
    return Math.min(memory.level, levelNow(memory, nowMs), measured.level);
}
/** The ramp that a rise needs so that it is never steeper than the limit. [S10] */
const gentleRampMs = (fromLevel, toLevel, rampMs) => Math.max(rampMs, Math.ceil(((toLevel - fromLevel) / limits.risingSlopePerSecondMax) * 1000));
const isPressure = (technique) => technique === 'compress' || technique === 'press';
/** Steady air and presses end after 20 s, until the program itself lets go. [S17] */
function steady(memory, wanted, nowMs) {
    const isSteady = isPressure(wanted.technique) && wanted.rate === 0 && wanted.level > 0;
    if (!isSteady)
        return { steadySinceMs: null, isVented: false };
    const steadySinceMs = memory.steadySinceMs ?? nowMs;
    // Letting go is seen one tick late, which belongs to the 20 s.
    const holdMsMax = limits.steadyPressureMsMax - limits.supervisionPeriodMsMax;
    return { steadySinceMs, isVented: memory.isVented || nowMs - steadySinceMs >= holdMsMax };
}
const off = (rampMs) => ({ technique: 'off', level: 0, rate: 0, rampMs });
function bounded(zone, wanted, facts, share) {
    const range = wanted.technique === 'off' ? undefined : facts.capabilities[zone]?.[wanted.technique];
    const level = Math.floor(Math.min(wanted.level, facts.caps[zone]) * share);
    if (range === undefined || level <= 0)
        return off(wanted.rampMs);
    // Faster than asked is not safer: what the chair cannot do slowly enough it does not do. 0 is the chair's own rate.
    if (wanted.rate !== 0 && wanted.rate < range.min)
        return off(wanted.rampMs);
    return { technique: wanted.technique, level, rate: Math.min(range.max, wanted.rate), rampMs: wanted.rampMs };
}
function passZone(state, zone, wanted, facts) {
    const memory = state[zone];
    const measured = facts.measured[zone];
    const assumedC = warm(memory.assumedC, levelNow(memory, facts.nowMs), facts.nowMs - state.atMs);
    const share = thermalShare(measured?.temperatureC ?? assumedC, facts.temperatureMaxC, memory.isTooHot);
    const pressure = steady(memory, wanted, facts.nowMs);
    const isTooHot = share === 0 && wanted.level > 0;
    const mustLetGo = pressure.isVented || isTooHot;
    const drive = mustLetGo ? off(isTooHot ? limits.stopRampMs : 0) : bounded(zone, wanted, facts, share);
    const kept = { ...memory, ...pressure, assumedC, isTooHot: share === 0 };
    const isRenewal = drive.technique === memory.technique && drive.level === memory.level && drive.rate === memory.rate;
    if (isRenewal)
        return [{ ...drive, rampMs: memory.rampMs }, kept];
    const fromLevel = surelyReached(memory, drive, measured, facts.nowMs);
    const rampMs = gentleRampMs(fromLevel, drive.level, drive.rampMs);
    const { technique, level, rate } = drive;
    return [
        { ...drive, rampMs },
        { ...kept, technique, level, rate, fromLevel, rampMs, setAtMs: facts.nowMs },
    ];
}
/** The last check before the wire: no level, rate or rising slope over the smallest of program, chair, configuration and
 *  person; heat and steady pressure bounded. Pure; what comes out may be sent as it is. [S10] [S17] */
export function pass(state, wanted, facts) {
    const next = { ...state, atMs: facts.nowMs };
    const drive = { ...wanted };
    for (const zone of zones)
        [drive[zone], next[zone]] = passZone(state, zone, wanted[zone], facts);
    return [next, drive];
}
/** Takes back what `pass` let through for a zone to which it could not be sent yet: the gate remembers what the chair was
 *  told, and heat and steady pressure as they are. [S10] */
export function unsent(passed, before, zone) {
    const { technique, level, rate, fromLevel, rampMs, setAtMs } = before[zone];
    return { ...passed, [zone]: { ...passed[zone], technique, level, rate, fromLevel, rampMs, setAtMs } };
}
