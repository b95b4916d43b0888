import type { Telemetry } from '../protocol/messages.js';
import { seenTimeMs } from '../seen-time.js';
import type { Zone } from '../zones.js';
import type { WearSample } from './samples.js';
import { ZoneMeter } from './zone-meter.js';

/** What a session shows of the wear of a chair. */
export class SessionMeter {
  private readonly meters = new Map<Zone, ZoneMeter>();
  private measuredAtMs: number | null = null;

  /** A T line; `nowMs` on the monotonic clock. */
  measured({ zones }: Telemetry, nowMs: number): void {
    const sinceMs = seenTimeMs(this.measuredAtMs, nowMs);
    this.measuredAtMs = nowMs;
    for (const report of zones) {
      let meter = this.meters.get(report.zone);
      if (meter === undefined) {
        meter = new ZoneMeter();
        this.meters.set(report.zone, meter);
      }
      meter.take(report, sinceMs);
    }
  }

  /** By zone, when the session has ended. `isCold`: the chair had rested for long before it. */
  samples(isCold: boolean): ReadonlyMap<Zone, readonly WearSample[]> {
    return new Map([...this.meters].map(([zone, meter]) => [zone, meter.samples(isCold)]));
  }
}
