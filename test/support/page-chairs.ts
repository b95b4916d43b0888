import type { ChairState, Status, StopStatus, TelemetryStatus } from '../../src/core/status.js';
import type { Access, ShortChair, WholeChair } from '../../src/core/web/frames.js';
import { statusAtRest } from './status-sample.js';

export const owner: Access = { rights: ['stop', 'control', 'own'], kind: 'session', until: null };
const someTime = '2026-01-01T12:00:00Z';

export const shortChair = (id: string, news: Partial<ShortChair> = {}): ShortChair => ({
  id,
  name: `The ${id}`,
  state: 'idle',
  available: true,
  fault: null,
  program: null,
  ends_at: null,
  stop: null,
  emergency_switch: 'red knob',
  ...news,
});

export const houseFrame = (...chairs: readonly object[]) => ({
  t: 'snapshot',
  bridge_id: 'bridge',
  house: 'h1',
  demo: null,
  access: owner,
  chairs,
});

export const pageStatus = (state: ChairState, news: Partial<Status> = {}): Status =>
  statusAtRest({
    state,
    zones: { back: { technique: 'off', level: 0, rate: 0 }, legs: { technique: 'off', level: 0, rate: 0 } },
    selected: { program: null, intensity: 100, duration_s: null, person: null },
    occupied: true,
    epoch: 'e1',
    ts: someTime,
    ...news,
  });

export const wholeChair = (id: string, status: Status, news: Partial<WholeChair> = {}): WholeChair => ({
  id,
  name: `The ${id}`,
  serial: null,
  model: null,
  fw: null,
  driver: 'clp',
  guarantees: {},
  commissioned: true,
  groups: [],
  foreign_owner: null,
  available: true,
  emergency_switch: 'red knob',
  status,
  course: null,
  service: null,
  telemetry: null,
  programs: [],
  ...news,
});

export const telemetryOf = (levels: Partial<Record<'back' | 'seat' | 'legs', number>>): TelemetryStatus => ({
  zones: Object.fromEntries(
    Object.entries(levels).map(([zone, level]) => [
      zone,
      { technique: level === 0 ? 'off' : 'roll', level, rate: 0, temperature_c: 30, current_ma: 100, flags: [] },
    ]),
  ),
  rail_v: 24,
  lease_ms: 900,
  link: { crc_errors: 0, retries: 0, reconnects: 0, rtt_ms: 3, age_ms: 10 },
  ts: someTime,
});

export const stopAt = (atMs: number, still: boolean | null, afterMs: number | null = null): StopStatus => ({
  asked: 'stop',
  at: new Date(atMs).toISOString(),
  still,
  after_ms: afterMs,
});
