import { isoTime } from '../core/iso-time.js';
const flagNames = { D: 'derated', S: 'stalled', H: 'hot', L: 'at_limit' };
const numberOf = (reading, unit) => typeof reading === 'number' ? reading / unit : null;
const publishEveryMs = 1000;
/** Bounds the published T lines to one a second. */
export class TelemetryPace {
    publishedAtMs = Number.NEGATIVE_INFINITY;
    /** True where a T line may go out now; it is then taken as published. */
    isDue(nowMs) {
        if (nowMs - this.publishedAtMs < publishEveryMs)
            return false;
        this.publishedAtMs = nowMs;
        return true;
    }
}
/** A T line as it is published. */
export function telemetryStatus(telemetry, link, wallMs) {
    const zones = {};
    for (const { zone, technique, level, rate, temperatureDc, currentMa, flags } of telemetry.zones) {
        zones[zone] = {
            technique,
            level,
            rate,
            temperature_c: numberOf(temperatureDc, 10),
            current_ma: numberOf(currentMa, 1),
            flags: flags.map((flag) => flagNames[flag]),
        };
    }
    return { zones, rail_v: numberOf(telemetry.railMv, 1000), lease_ms: telemetry.leaseMs, link, ts: isoTime(wallMs) };
}
