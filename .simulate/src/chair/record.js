import { newLag, takeUptime } from '../core/safety/freshness.js';
import { limits } from '../core/safety/limits.js';
import { findImplausible } from '../core/safety/plausibility.js';
import { isStill } from '../core/safety/stillness.js';
/** What is known of a chair from its telemetry: a plain record that the machine never sees. */
export class ChairRecord {
    telemetry = null;
    telemetryAtMs = null;
    /** Null: not known, or the chair has no sensor. */
    isOccupied = null;
    lag = newLag;
    verdict = 'fresh';
    leftAtMs = null;
    isImplausible = false;
    movingLines = 0;
    /** Forgets what an earlier connection or an earlier run of the chair said. Occupancy stays until it is seen anew. */
    forget() {
        this.telemetry = null;
        this.telemetryAtMs = null;
        this.lag = newLag;
    }
    /** Takes a T line; tells whether it is fresh, drained from a buffer, or of a restarted chair. */
    take(telemetry, nowMs) {
        const [lag, verdict] = takeUptime(this.lag, telemetry.uptimeMs, nowMs);
        this.lag = lag;
        this.verdict = verdict;
        this.telemetry = telemetry;
        this.telemetryAtMs = nowMs;
        return verdict;
    }
    /** The implausible reading, once when it appears. [S11] */
    newlyImplausible() {
        const found = this.telemetry === null ? null : findImplausible(this.telemetry);
        const isNew = found !== null && !this.isImplausible;
        this.isImplausible = found !== null;
        return isNew ? found : null;
    }
    /** True where two lines in a row show a chair that should be at rest and is not. [S4] */
    movesUnasked(isAtRest) {
        const isMoving = isAtRest && this.telemetry !== null && !isStill(this.telemetry);
        this.movingLines = isMoving ? this.movingLines + 1 : 0;
        return this.movingLines >= 2;
    }
    /** Why readings forbid motion now, or null. [S11] */
    implausibleNow() {
        return this.telemetry === null ? null : (findImplausible(this.telemetry)?.message ?? null);
    }
    /** Takes what the seat sensor says; gives the new state where it changed. Leaving counts after a second. [S12] */
    seat(isSeated, nowMs) {
        if (isSeated) {
            this.leftAtMs = null;
            return this.occupy(true);
        }
        this.leftAtMs ??= nowMs;
        const hasLeft = this.isOccupied !== true || nowMs - this.leftAtMs >= limits.leavingMs;
        return hasLeft ? this.occupy(false) : null;
    }
    /** True where the newest line is young, and was not held back on the way. [S14] */
    isEvidence(nowMs) {
        const ageMs = this.ageMs(nowMs);
        return ageMs !== null && ageMs < limits.evidenceAgeMsMax && this.verdict === 'fresh';
    }
    /** The seat reads as empty now, whether or not that counts as leaving yet. [S12] */
    get isLeaving() {
        return this.leftAtMs !== null;
    }
    ageMs(nowMs) {
        return this.telemetryAtMs === null ? null : nowMs - this.telemetryAtMs;
    }
    get hasSeatSensor() {
        return this.telemetry !== null && this.telemetry.occupied !== 'none';
    }
    /** What the gate needs of each zone. */
    facts() {
        const facts = {};
        for (const zone of this.telemetry?.zones ?? []) {
            const { technique, level } = zone;
            facts[zone.zone] = { technique, level, temperatureC: celsius(zone.temperatureDc) };
        }
        return facts;
    }
    occupy(isOccupied) {
        if (this.isOccupied === isOccupied)
            return null;
        this.isOccupied = isOccupied;
        return isOccupied;
    }
}
/** degC; null where there is no sensor. A failing one never reaches the gate: it is a fault. */
const celsius = (reading) => (typeof reading === 'number' ? reading / 10 : null);
