import type { RateRange, Technique, Zone } from '../src/core/zones.js';

/** The figures that this chair's firmware and hardware have. Stated here again, and not taken from the daemon: a wrong limit
 *  there must meet a right one here. */
export const firmware = {
  name: 'sim/0.1.0',
  model: 'sim-3z',
  zones: ['back', 'seat', 'legs'],
  leaseMs: 600,
  ttlMs: { min: 100, max: 5000 },
  /** Ramps to 0 that the chair begins by itself. */
  helloRampMs: 500,
  bareStopRampMs: 500,
  leaseRampMs: 500,
  ttlRampMs: 500,
  faultRampMs: 500,
  stopRampMs: 1000,
  /** Three lines of fast telemetry. */
  ownStopBusyMs: 300,
  changeRampMs: 500,
  /** At 0 between two techniques. */
  dwellMs: 100,
  /** A level rises no faster than 0 to 100 in this time. */
  fullRiseMs: 900,
  /** From standstill to its least duty a motor is led, not thrown: thrown, it takes its locked current. */
  startMs: 220,
  steadyHoldMsMax: 20_000,
  ventMs: 1500,
  telemetryMs: { fast: 100, fastAfterStop: 3000, default: 1000 },
  faultRepeatMs: 1000,
  latchWindowMs: 60_000,
  latchCount: 3,
  /** An unlatched fault stays for at least this long. */
  faultClearMs: 1000,
  emergencyRepeatMs: 100,
  oldSeqsMax: 1000,
  rebootMs: 300,
  /** Of the winding: what the supply gives, over the duty. While a motor starts and for a while after it, it may take more. */
  currentLimitMa: 3000,
  surgeLimitMa: 9000,
  surgeMs: 150,
  /** Of a zone that moves although nobody asks. */
  strayLevel: 40,
  stillCurrentMa: 100,
  contradictionMa: 200,
  contradictionMs: 300,
  railMv: { min: 10_000, max: 27_000, sampledMs: 20 },
  caseC: { warn: 45, derate: 55, stop: 70 },
  /** The share of its level that a zone keeps just before it is stopped. */
  derateShareMin: 0.3,
} as const;

export type ZoneCapabilities = Partial<Record<Technique, RateRange>>;

/** What each zone can do. Rate 0 is always allowed. */
export const simulatedCapabilities: Readonly<Record<Zone, ZoneCapabilities>> = {
  back: {
    knead: { min: 5, max: 60 },
    tap: { min: 100, max: 750 },
    roll: { min: 2, max: 30 },
    press: { min: 2, max: 20 },
    vibrate: { min: 20, max: 90 },
  },
  seat: { compress: { min: 1, max: 20 }, vibrate: { min: 20, max: 90 } },
  legs: { compress: { min: 1, max: 12 }, roll: { min: 2, max: 30 }, vibrate: { min: 20, max: 90 } },
};

/** What a zone does that moves although nobody asks. */
export const strayTechnique: Readonly<Record<Zone, Technique>> = { back: 'knead', seat: 'vibrate', legs: 'vibrate' };

/** What a technique does at rate 0; air holds steadily instead. */
export const defaultRates: Readonly<Record<Technique, number>> = {
  knead: 25,
  tap: 300,
  roll: 12,
  vibrate: 45,
  press: 0,
  compress: 0,
};

/** Duty at level 1, where the actuator just works; at level 100 it is 1. Below it a motor would stall and heat. */
export const dutyMin: Readonly<Record<Technique, number>> = {
  knead: 0.8,
  tap: 0.53,
  roll: 0.57,
  vibrate: 0.3,
  press: 0.3,
  compress: 0.3,
};
