import { still, zones } from '../zones.js';
/** What every zone should be doing `elapsedMs` after the start: the setpoint in force, with what is left of its ramp. A zone
 *  without one is off; from `totalMs` on, and before 0, all are. */
export function driveAt(timeline, elapsedMs) {
    if (!(elapsedMs >= 0 && elapsedMs < timeline.totalMs))
        return still;
    const byZone = setpointsByZone(timeline);
    return {
        back: zoneDrive(byZone.back, elapsedMs),
        seat: zoneDrive(byZone.seat, elapsedMs),
        legs: zoneDrive(byZone.legs, elapsedMs),
    };
}
function zoneDrive(setpoints, elapsedMs) {
    const setpoint = setpoints[lastAtOrBefore(setpoints, elapsedMs, (each) => each.atMs)];
    if (setpoint === undefined)
        return still.back;
    const { technique, level, rate, atMs, rampMs } = setpoint;
    return { technique, level, rate, rampMs: Math.max(0, Math.round(atMs + rampMs - elapsedMs)) };
}
/** The phase that runs at `elapsedMs`; before the start the first, after the end the last. */
export function phaseAt(timeline, elapsedMs) {
    const { phases, totalMs, programId } = timeline;
    const index = lastAtOrBefore(phases, elapsedMs, (each) => each.startMs);
    return phases[Math.max(0, index)] ?? { index: 0, name: programId, startMs: 0, endMs: totalMs };
}
/** Index of the last item whose time is not after `atMs`, or -1; items are sorted by time. */
function lastAtOrBefore(items, atMs, timeOf) {
    let low = 0;
    let high = items.length;
    while (low < high) {
        const middle = (low + high) >>> 1;
        const item = items[middle];
        if (item !== undefined && timeOf(item) <= atMs)
            low = middle + 1;
        else
            high = middle;
    }
    return low - 1;
}
/** Splitting by zone once keeps `driveAt` fast enough for a fleet and for simulation; a timeline never changes. */
const byZoneOf = new WeakMap();
/** The setpoints of each zone, by time. */
export function setpointsByZone(timeline) {
    const known = byZoneOf.get(timeline);
    if (known !== undefined)
        return known;
    const of = (zone) => timeline.setpoints.filter((setpoint) => setpoint.zone === zone);
    const byZone = { back: of('back'), seat: of('seat'), legs: of('legs') };
    byZoneOf.set(timeline, byZone);
    return byZone;
}
/** The zones that move at any time, in the chair's order. */
export function zonesOf(timeline) {
    const byZone = setpointsByZone(timeline);
    return zones.filter((zone) => byZone[zone].some(({ level }) => level > 0));
}
