import { encodeReport } from '../src/core/protocol/codec.js';
import { modeOf } from './chair-state.js';
import { firmware } from './firmware.js';
import { shownLevel, shownTechnique } from './outputs.js';
import { caseOf, rateOf } from './zone.js';
const nominalMv = 24_020;
/** What the supply and the cable lose, in V per A. */
const sagOhm = 0.15;
/** The supply's voltage under the present load, mV. */
export function railOf(chair) {
    const loadMa = chair.back.currentMa + chair.seat.currentMa + chair.legs.currentMa;
    return Math.round(chair.conditions.railMv ?? nominalMv - loadMa * sagOhm);
}
export const uptimeOf = (chair) => Math.floor(chair.nowMs - chair.bootedAtMs) % 2 ** 32;
function flagsOf(chair, name, zone, caseC) {
    const isStalled = chair.faults.some((fault) => fault.zone === name && fault.code === 'stall');
    const isHeldOut = zone.asked.level > 0 && zone.level === 0 && zone.target === 0 && zone.next === null;
    const flags = [];
    if (caseC >= firmware.caseC.derate)
        flags.push('D');
    if (isStalled)
        flags.push('S');
    if (caseC >= firmware.caseC.warn)
        flags.push('H');
    if (isHeldOut)
        flags.push('L');
    return flags;
}
function reportOf(chair, name) {
    const zone = chair[name];
    const condition = chair.conditions.zones[name];
    const caseC = caseOf(zone, condition);
    const technique = shownTechnique(zone);
    return {
        zone: name,
        technique,
        level: shownLevel(zone),
        rate: technique === 'off' ? 0 : rateOf(zone),
        temperatureDc: condition.isSensorOpen ? 'invalid' : Math.round(caseC * 10),
        currentMa: Math.round(zone.currentMa),
        flags: flagsOf(chair, name, zone, caseC),
    };
}
/** What is left of the lease; a chair that is not armed has all of it. */
const leaseLeft = (chair) => chair.isArmed ? Math.max(0, Math.round(chair.leaseEndsAtMs - chair.nowMs)) : firmware.leaseMs;
/** The T line of this moment, framed. */
export const telemetryLine = (chair) => encodeReport({
    kind: 'telemetry',
    telemetry: {
        uptimeMs: uptimeOf(chair),
        mode: modeOf(chair),
        leaseMs: leaseLeft(chair),
        occupied: chair.isOccupied,
        railMv: railOf(chair),
        zones: firmware.zones.map((name) => reportOf(chair, name)),
    },
});
