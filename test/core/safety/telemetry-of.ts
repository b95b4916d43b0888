import type { Telemetry, ZoneReport } from '../../../src/core/protocol/messages.js';
import { zones } from '../../../src/core/zones.js';

const restingZone: Omit<ZoneReport, 'zone'> = {
  technique: 'off',
  level: 0,
  rate: 0,
  temperatureDc: 300,
  currentMa: 12,
  flags: [],
};

/** A T line of a chair at rest, with changes. */
export const resting = (change: Partial<Telemetry> = {}): Telemetry => ({
  uptimeMs: 1000,
  mode: 'idle',
  leaseMs: 0,
  occupied: true,
  railMv: 24_000,
  zones: zones.map((zone) => ({ zone, ...restingZone })),
  ...change,
});

/** A chair at rest but for its seat. */
export const withSeat = (change: Partial<ZoneReport>): Telemetry => {
  const telemetry = resting();
  return { ...telemetry, zones: telemetry.zones.map((zone) => (zone.zone === 'seat' ? { ...zone, ...change } : zone)) };
};

export const running: Telemetry = { ...withSeat({ technique: 'roll', level: 40, currentMa: 500 }), mode: 'run' };

/** A back that kneads, on a chair without a seat whose legs measure nothing. */
export const kneading: Telemetry = {
  uptimeMs: 120_345,
  mode: 'run',
  leaseMs: 480,
  occupied: true,
  railMv: 24_010,
  zones: [
    { zone: 'back', technique: 'knead', level: 58, rate: 30, temperatureDc: 312, currentMa: 420, flags: ['D', 'L'] },
    { zone: 'legs', technique: 'off', level: 0, rate: 0, temperatureDc: 'none', currentMa: 'invalid', flags: [] },
  ],
};
