import { noLine } from '../src/core/protocol/lines.js';
import { sound } from './conditions.js';
import { firmware } from './firmware.js';
import { outputsOf, shows } from './outputs.js';
import { copyZone, newZone } from './zone.js';
const longAgo = Number.NEGATIVE_INFINITY;
/** What a restart forgets: everything but who the chair is, what is wrong with it, who sits in it, and how warm it is. */
function afterBoot(nowMs, reason) {
    return {
        bootedAtMs: nowMs,
        darkUntilMs: nowMs,
        bootToTell: reason,
        line: noLine,
        isLineDead: false,
        isGreeted: false,
        lastSeq: null,
        lastCrc: '',
        lastAnswer: '',
        isArmed: false,
        leaseEndsAtMs: nowMs,
        isSettling: false,
        settlesAtMs: longAgo,
        fastUntilMs: longAgo,
        periodMs: firmware.telemetryMs.default,
        toldAtMs: nowMs,
        railBadMs: 0,
        ghostMs: 0,
        faults: [],
        recent: [],
        faultsToldAtMs: longAgo,
        emergencyToldAtMs: longAgo,
    };
}
/** A chair that was just switched on. The first time that passes makes it say `E boot`. */
export function newChair(make) {
    const [back, seat, legs] = [newZone(27), newZone(27), newZone(28)];
    return {
        ...afterBoot(0, 'power'),
        id: make.id,
        nowMs: 0,
        boot: make.boot & 0xffff,
        isOccupied: make.isOccupied,
        conditions: sound,
        back,
        seat,
        legs,
        noted: { back: outputsOf(back), seat: outputsOf(seat), legs: outputsOf(legs) },
        notedMode: 'idle',
    };
}
/** Outputs to 0 and everything forgotten; dark until the firmware runs again. */
export function restart(chair, reason, darkMs) {
    Object.assign(chair, afterBoot(chair.nowMs, reason));
    chair.boot = (chair.boot + 1) & 0xffff;
    chair.darkUntilMs = chair.nowMs + darkMs;
    for (const zone of firmware.zones)
        chair[zone] = { ...newZone(chair[zone].caseC), currentMa: chair[zone].currentMa };
}
/** Field by field, for the same reason as `copyZone`. */
export const draftOf = (state) => ({
    id: state.id,
    nowMs: state.nowMs,
    bootedAtMs: state.bootedAtMs,
    boot: state.boot,
    darkUntilMs: state.darkUntilMs,
    bootToTell: state.bootToTell,
    line: state.line,
    isLineDead: state.isLineDead,
    isGreeted: state.isGreeted,
    lastSeq: state.lastSeq,
    lastCrc: state.lastCrc,
    lastAnswer: state.lastAnswer,
    isArmed: state.isArmed,
    leaseEndsAtMs: state.leaseEndsAtMs,
    isSettling: state.isSettling,
    settlesAtMs: state.settlesAtMs,
    fastUntilMs: state.fastUntilMs,
    periodMs: state.periodMs,
    toldAtMs: state.toldAtMs,
    isOccupied: state.isOccupied,
    railBadMs: state.railBadMs,
    ghostMs: state.ghostMs,
    faults: state.faults,
    recent: state.recent,
    faultsToldAtMs: state.faultsToldAtMs,
    emergencyToldAtMs: state.emergencyToldAtMs,
    conditions: state.conditions,
    back: copyZone(state.back),
    seat: copyZone(state.seat),
    legs: copyZone(state.legs),
    noted: state.noted,
    notedMode: state.notedMode,
    notes: [],
    out: [],
});
/** True while any output stage drives. */
export const isMoving = (chair) => chair.back.driven > 0 || chair.seat.driven > 0 || chair.legs.driven > 0;
/** True when nothing drives and every motor has come to rest. */
export const isStill = (chair) => !isMoving(chair) && firmware.zones.every((name) => chair[name].currentMa < firmware.stillCurrentMa);
export function modeOf(chair) {
    if (chair.faults.length > 0)
        return chair.faults.some((fault) => fault.code === 'estop') ? 'estop' : 'fault';
    if (chair.isArmed)
        return 'run';
    return isMoving(chair) ? 'stop' : 'idle';
}
/** Notes what the outputs do now and the mode, where they are new. */
export function noteChanges(chair) {
    const { nowMs: atMs, notes } = chair;
    for (const zone of firmware.zones) {
        if (shows(chair[zone], chair.noted[zone]))
            continue;
        const outputs = outputsOf(chair[zone]);
        chair.noted = { ...chair.noted, [zone]: outputs };
        notes.push({ atMs, kind: 'output', change: { atMs, zone, ...outputs } });
    }
    const mode = modeOf(chair);
    if (mode === chair.notedMode)
        return;
    chair.notedMode = mode;
    notes.push({ atMs, kind: 'mode', mode });
}
/** Stays quick for a while after STOP, HELLO, ESTOP and a fault, so that a host can see the chair come to rest. */
export function speakFast(chair) {
    chair.fastUntilMs = chair.nowMs + firmware.telemetryMs.fastAfterStop;
}
