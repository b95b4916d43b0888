import { noLine } from '../src/core/protocol/lines.js';
import { sound } from './conditions.js';
import { firmware } from './firmware.js';
import { outputsFrom, shows } from './outputs.js';
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
        noted: {
            back: outputsFrom(0, 'back', back),
            seat: outputsFrom(0, 'seat', seat),
            legs: outputsFrom(0, 'legs', legs),
        },
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
    noted: { back: state.noted.back, seat: state.noted.seat, legs: state.noted.legs },
    notedMode: state.notedMode,
    notes: [],
    out: [],
});
/** True while any output stage drives. */
export const isMoving = (chair) => chair.back.driven > 0 || chair.seat.driven > 0 || chair.legs.driven > 0;
/** When the first SET in force expires, in ms of chair time. */
export const nextTtlMs = (chair) => Math.min(chair.back.ttlEndsAtMs, chair.seat.ttlEndsAtMs, chair.legs.ttlEndsAtMs);
/** True when nothing drives and every motor has come to rest. */
export const isStill = (chair) => !isMoving(chair) && firmware.zones.every((name) => chair[name].currentMa < firmware.stillCurrentMa);
export function modeOf(chair) {
    if (chair.faults.length > 0)
        return chair.faults.some((fault) => fault.code === 'estop') ? 'estop' : 'fault';
    if (chair.isArmed)
        return 'run';
    return isMoving(chair) ? 'stop' : 'idle';
}
function noteOutputs(chair, name, zone) {
    const change = outputsFrom(chair.nowMs, name, zone);
    chair.notes.push({ atMs: chair.nowMs, id: chair.id, kind: 'output', change });
    return change;
}
/** Notes what the outputs do now and the mode, where they are new. */
export function noteChanges(chair) {
    const { noted } = chair;
    if (!shows(chair.back, noted.back))
        noted.back = noteOutputs(chair, 'back', chair.back);
    if (!shows(chair.seat, noted.seat))
        noted.seat = noteOutputs(chair, 'seat', chair.seat);
    if (!shows(chair.legs, noted.legs))
        noted.legs = noteOutputs(chair, 'legs', chair.legs);
    const mode = modeOf(chair);
    if (mode === chair.notedMode)
        return;
    chair.notedMode = mode;
    chair.notes.push({ atMs: chair.nowMs, id: chair.id, kind: 'mode', mode });
}
/** Stays quick for a while after STOP, HELLO, ESTOP and a fault, so that a host can see the chair come to rest. */
export function speakFast(chair) {
    chair.fastUntilMs = chair.nowMs + firmware.telemetryMs.fastAfterStop;
}
