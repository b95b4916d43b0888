import type { Reading, Telemetry } from '../../core/protocol/messages.js';
import { type LagVerdict, newLag, takeUptime } from '../../core/safety/freshness.js';
import type { ZoneFacts } from '../../core/safety/gate.js';
import { limits } from '../../core/safety/limits.js';
import { findImplausible, type Implausible } from '../../core/safety/plausibility.js';
import { isStill } from '../../core/safety/stillness.js';
import type { Zone } from '../../core/zones.js';

/** What is known of a chair from its telemetry: a plain record that the machine never sees. */
export class ChairRecord {
  telemetry: Telemetry | null = null;
  telemetryAtMs: number | null = null;
  /** Null: not known, or the chair has no sensor. */
  isOccupied: boolean | null = null;
  private lag = newLag;
  private verdict: LagVerdict = 'fresh';
  private leftAtMs: number | null = null;
  private isImplausible = false;
  private movingLines = 0;

  /** Forgets what an earlier connection or an earlier run of the chair said. Occupancy stays until it is seen anew. */
  forget(): void {
    this.telemetry = null;
    this.telemetryAtMs = null;
    this.lag = newLag;
  }

  /** Takes a T line; tells whether it is fresh, drained from a buffer, or of a restarted chair. */
  take(telemetry: Telemetry, nowMs: number): LagVerdict {
    const [lag, verdict] = takeUptime(this.lag, telemetry.uptimeMs, nowMs);
    this.lag = lag;
    this.verdict = verdict;
    this.telemetry = telemetry;
    this.telemetryAtMs = nowMs;
    return verdict;
  }

  /** The implausible reading, once when it appears. [S11] */
  newlyImplausible(): Implausible | null {
    const found = this.telemetry === null ? null : findImplausible(this.telemetry);
    const isNew = found !== null && !this.isImplausible;
    this.isImplausible = found !== null;
    return isNew ? found : null;
  }

  /** True where two lines in a row show a chair that should be at rest and is not. [S4] */
  movesUnasked(isAtRest: boolean): boolean {
    const isMoving = isAtRest && this.telemetry !== null && !isStill(this.telemetry);
    this.movingLines = isMoving ? this.movingLines + 1 : 0;
    return this.movingLines >= 2;
  }

  /** Why readings forbid motion now, or null. [S11] */
  implausibleNow(): string | null {
    return this.telemetry === null ? null : (findImplausible(this.telemetry)?.message ?? null);
  }

  /** Takes what the seat sensor says; gives the new state where it changed. Leaving counts after a second. [S12] */
  seat(isSeated: boolean, nowMs: number): boolean | null {
    if (isSeated) {
      this.leftAtMs = null;
      return this.occupy(true);
    }
    this.leftAtMs ??= nowMs;
    const hasLeft = this.isOccupied !== true || nowMs - this.leftAtMs >= limits.leavingMs;
    return hasLeft ? this.occupy(false) : null;
  }

  /** True where lines come as quickly as they did. [S14] */
  get isInTime(): boolean {
    return this.verdict === 'fresh';
  }

  /** True where the newest line is young, and was not held back on the way. [S14] */
  isEvidence(nowMs: number): boolean {
    const ageMs = this.ageMs(nowMs);
    return ageMs !== null && ageMs < limits.evidenceAgeMsMax && this.isInTime;
  }

  /** The seat reads as empty now, whether or not that counts as leaving yet. [S12] */
  get isLeaving(): boolean {
    return this.leftAtMs !== null;
  }

  ageMs(nowMs: number): number | null {
    return this.telemetryAtMs === null ? null : nowMs - this.telemetryAtMs;
  }

  get hasSeatSensor(): boolean {
    return this.telemetry !== null && this.telemetry.occupied !== 'none';
  }

  /** What stands in the way of a reset, or null. [S3] */
  hindersReset(isUp: boolean, isStopping: boolean, nowMs: number): string | null {
    if (!isUp) return 'no handshake with the chair: check the cable and the chair';
    const { telemetry } = this;
    const ageMs = this.ageMs(nowMs);
    if (telemetry === null || ageMs === null || ageMs > limits.silencePeriods * limits.idlePeriodMs) {
      return 'no fresh telemetry from the chair';
    }
    return isStopping || !isStill(telemetry) ? 'the chair is not still' : this.implausibleNow();
  }

  /** What the gate needs of each zone. */
  facts(): Partial<Record<Zone, ZoneFacts>> {
    const facts: Partial<Record<Zone, ZoneFacts>> = {};
    for (const zone of this.telemetry?.zones ?? []) {
      const { technique, level } = zone;
      facts[zone.zone] = { technique, level, temperatureC: celsius(zone.temperatureDc) };
    }
    return facts;
  }

  private occupy(isOccupied: boolean): boolean | null {
    if (this.isOccupied === isOccupied) return null;
    this.isOccupied = isOccupied;
    return isOccupied;
  }
}

/** degC; null where there is no sensor. A failing one never reaches the gate: it is a fault. */
const celsius = (reading: Reading): number | null => (typeof reading === 'number' ? reading / 10 : null);
