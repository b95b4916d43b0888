import { limits } from './limits.js';
/** True where one T line shows a chair at rest: no ramp, every zone off, no current. [S4] */
export const isStill = (telemetry) => telemetry.mode !== 'run' &&
    telemetry.mode !== 'stop' &&
    telemetry.zones.every((zone) => zone.technique === 'off' &&
        zone.level === 0 &&
        zone.currentMa !== 'invalid' &&
        (zone.currentMa === 'none' || zone.currentMa < limits.stillCurrentMaMax));
/** `rampMs` is the ramp that was asked for; an emergency stop has none and counts telemetry 100 ms after its byte. */
export function watchStop(kind, rampMs, nowMs) {
    return {
        isEmergency: kind === 'emergency',
        rampEndsAtMs: nowMs + rampMs,
        countsFromMs: kind === 'emergency' ? nowMs + limits.emergencySettleMs : null,
        stillLines: 0,
        repeatedAtMs: nowMs + rampMs,
        isEscalated: false,
        isAlarmed: false,
    };
}
/** An earlier end wins: a further stop never gives a stop under way more time. [S4] */
export function joinStops(present, next) {
    if (present === null)
        return next;
    return {
        ...next,
        isEmergency: present.isEmergency || next.isEmergency,
        rampEndsAtMs: Math.min(present.rampEndsAtMs, next.rampEndsAtMs),
        repeatedAtMs: Math.min(present.repeatedAtMs, next.repeatedAtMs),
        isEscalated: present.isEscalated,
        isAlarmed: present.isAlarmed,
    };
}
function takeTelemetry(watch, telemetry, nowMs) {
    if (watch.countsFromMs === null || nowMs < watch.countsFromMs)
        return [watch, []];
    const stillLines = isStill(telemetry) ? watch.stillLines + 1 : 0;
    return [{ ...watch, stillLines }, stillLines >= 2 ? ['still'] : []];
}
function takeTick(watch, nowMs) {
    const lateMs = nowMs - watch.rampEndsAtMs;
    const effects = [];
    let { isEscalated, isAlarmed, repeatedAtMs, countsFromMs, stillLines } = watch;
    if (!isEscalated && lateMs >= limits.escalateAfterMs) {
        isEscalated = true;
        countsFromMs = nowMs + limits.emergencySettleMs;
        stillLines = 0;
        effects.push('emergency');
    }
    if (!isAlarmed && lateMs >= limits.alarmAfterMs) {
        isAlarmed = true;
        effects.push('alarm');
    }
    if (nowMs - repeatedAtMs >= limits.repeatStopMs) {
        repeatedAtMs = nowMs;
        effects.push(watch.isEmergency || isEscalated ? 'emergency' : 'repeat');
    }
    return [{ ...watch, isEscalated, isAlarmed, repeatedAtMs, countsFromMs, stillLines }, [...new Set(effects)]];
}
/** One step of a verified stop: pure, total. */
export function stepStop(watch, input) {
    switch (input.kind) {
        case 'answered':
            return [{ ...watch, countsFromMs: Math.min(watch.countsFromMs ?? input.nowMs, input.nowMs) }, []];
        case 'telemetry':
            return takeTelemetry(watch, input.telemetry, input.nowMs);
        case 'tick':
            return takeTick(watch, input.nowMs);
    }
}
