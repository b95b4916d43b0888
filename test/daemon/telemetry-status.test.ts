import { describe, expect, it } from 'vitest';
import { telemetrySchema } from '../../src/core/status.js';
import { TelemetryPace, telemetryStatus } from '../../src/daemon/telemetry-status.js';
import { kneading } from '../core/safety/telemetry-of.js';

describe('a T line as it is published', () => {
  const link = { crc_errors: 0, retries: 1, reconnects: 0, rtt_ms: 4, age_ms: 12 };

  it('has units, words for flags, and null for what is not measured', () => {
    const status = telemetryStatus(kneading, link, 1_767_268_800_000);
    expect(telemetrySchema.parse(status)).toEqual(status);
    expect(status).toMatchObject({ rail_v: 24.01, lease_ms: 480, link, ts: '2026-01-01T12:00:00Z' });
    expect(status.zones.back).toMatchObject({ temperature_c: 31.2, current_ma: 420, flags: ['derated', 'at_limit'] });
    expect(status.zones.legs).toMatchObject({ temperature_c: null, current_ma: null, flags: [] });
  });

  it('comes at most once a second', () => {
    const pace = new TelemetryPace();
    expect([0, 999, 1000, 1500, 2000].map((nowMs) => pace.isDue(nowMs))).toEqual([true, false, true, false, true]);
  });
});
