import { describe, expect, it } from 'vitest';
import { faultCodes } from '../../src/core/protocol/messages.js';
import {
  endings,
  eventSchema,
  resultSchema,
  statusFaultCodes,
  statusSchema,
  telemetrySchema,
} from '../../src/core/status.js';

const ts = '2026-11-22T21:09:12Z';

const status = {
  state: 'running',
  program: 'leg-circulation',
  phase: 'Squeeze',
  phase_index: 1,
  phases: 3,
  elapsed_s: 312,
  remaining_s: 888,
  duration_s: 1200,
  ends_at: '2026-11-22T21:24:00Z',
  progress: 26.0,
  intensity: 70,
  zones: {
    back: { technique: 'off', level: 0, rate: 0 },
    seat: { technique: 'compress', level: 35, rate: 0 },
    legs: { technique: null, level: null, rate: null },
  },
  selected: { program: 'leg-circulation', intensity: 70, duration_s: null, person: null },
  occupied: true,
  remote_start: true,
  fault: null,
  rest_s: 0,
  stop: { asked: 'stop', at: '2026-11-22T21:09:10.250Z', still: true, after_ms: 800 },
  session: { id: '01J', started_at: '2026-11-22T21:04:00Z', source: 'mqtt', person: null },
  last_session: { program: 'relaxation', ended_by: 'completed', ended_at: ts, elapsed_s: 1200 },
  epoch: '5f0c',
  seq: 1841,
  ts,
};
const fault = { code: 'overtemp', zone: 'legs', message: 'too hot', since: ts };

describe('what is published', () => {
  it('has the keys of the documented state', () => {
    expect(statusSchema.parse(status)).toEqual(status);
    expect(statusSchema.parse({ ...status, fault })).toMatchObject({ fault });
  });

  it('may leave out zones that a chair does not have', () => {
    expect(statusSchema.safeParse({ ...status, zones: { legs: status.zones.legs } }).success).toBe(true);
    expect(statusSchema.safeParse({ ...status, zones: { arms: status.zones.legs } }).success).toBe(false);
  });

  it.each(Object.keys(status))('always has the key %s', (key) => {
    const entries = Object.entries(status).filter(([name]) => name !== key);
    expect(statusSchema.safeParse(Object.fromEntries(entries)).success).toBe(false);
  });

  it('has times as ISO 8601 in UTC', () => {
    expect(statusSchema.safeParse({ ...status, ts: '2026-11-22 21:09' }).success).toBe(false);
    expect(statusSchema.safeParse({ ...status, ts: '2026-11-22T21:09:12+01:00' }).success).toBe(false);
  });

  it('has events with every key', () => {
    const event = {
      event_type: 'session_ended',
      session_id: null,
      program: null,
      phase: null,
      ended_by: 'limit',
      fault,
      reason: null,
      late: null,
      source: 'button',
      schedule: null,
      code: null,
      ts,
    };
    expect(eventSchema.parse(event)).toEqual(event);
    expect(eventSchema.safeParse({ ...event, event_type: 'ended' }).success).toBe(false);
  });

  it('has results with a code, and an age where something was stale', () => {
    const result = { id: 'a1', command: 'start', ok: false, code: 'stale', message: 'old', state: 'idle', ts };
    expect(resultSchema.parse(result)).toEqual({ ...result, values: {}, age_s: null, late: false });
    expect(resultSchema.parse({ ...result, age_s: 11.5 })).toMatchObject({ age_s: 11.5 });
  });

  it('has telemetry with null for what is not measured', () => {
    const zone = { technique: 'roll', level: 5, rate: 7, temperature_c: null, current_ma: null, flags: ['at_limit'] };
    const link = { crc_errors: 0, retries: 0, reconnects: 0, rtt_ms: null, age_ms: 12 };
    const telemetry = { zones: { back: zone }, rail_v: null, lease_ms: 480, link, ts };
    expect(telemetrySchema.parse(telemetry)).toEqual(telemetry);
  });

  it('knows every fault code of the line, and the daemon its own', () => {
    expect(statusFaultCodes).toEqual([
      ...faultCodes,
      'link_lost',
      'stop_unverified',
      'foreign_owner',
      'flood',
      'internal',
    ]);
  });

  it('tells apart every way in which a session ends [S13]', () => {
    expect(new Set(endings)).toEqual(
      new Set(
        'completed stopped emergency_stop occupant_left link_lost chair_restarted fault limit pause_timeout shutdown contradiction daemon_lost'.split(
          ' ',
        ),
      ),
    );
  });
});
