import { describe, expect, it } from 'vitest';
import { type Status, telemetrySchema } from '../../src/core/status.js';
import { PublicationPace, telemetryStatus } from '../../src/daemon/announcer.js';
import { kneading } from '../core/safety/telemetry-of.js';
import { statusAtRest } from '../support/status-sample.js';

const idle = statusAtRest({ zones: { back: { technique: 'off', level: 0, rate: 0 } }, occupied: true });
const running: Status = {
  ...idle,
  state: 'running',
  program: 'sample',
  phase_index: 0,
  duration_s: 600,
  elapsed_s: 1,
  session: { id: '01J', started_at: '2026-01-01T12:00:00Z', source: 'mqtt', person: null },
};
const atLevel = (level: number): Status => ({ ...running, zones: { back: { technique: 'knead', level, rate: 30 } } });
const atZone = (zone: NonNullable<Status['zones']['back']>): Status => ({ ...running, zones: { back: zone } });

/** Published once at 0, as `first`. */
function onceShown(first: Status): PublicationPace {
  const publication = new PublicationPace();
  expect(publication.isDue(first, 0)).toBe(true);
  return publication;
}

describe('a status', () => {
  it('goes out at first, and not again as long as nothing changes', () => {
    const publication = onceShown(idle);
    expect(publication.isDue({ ...idle, seq: 2, ts: '2026-01-01T13:00:00Z' }, 3_600_000)).toBe(false);
  });

  const changes: readonly [string, Partial<Status>][] = [
    ['state', { state: 'paused' }],
    ['program', { program: 'other' }],
    ['phase', { phase_index: 1 }],
    ['duration', { duration_s: 900 }],
    ['intensity', { intensity: 50 }],
    ['selection', { selected: { program: 'other', intensity: 100, duration_s: null, person: null } }],
    ['seat', { occupied: false }],
    ['remote start', { remote_start: false }],
    ['fault', { fault: { code: 'stall', zone: 'back', message: 'it stalls', since: '2026-01-01T12:00:00Z' } }],
    ['owed rest', { rest_s: 1800 }],
    ['session', { session: { id: '01K', started_at: '2026-01-01T12:00:00Z', source: 'mqtt', person: null } }],
    ['last session', { last_session: { program: 'sample', ended_by: 'limit', ended_at: 'x', elapsed_s: 1 } }],
  ];
  it.each(changes)('with another %s goes out at once', (_what, change) => {
    expect(onceShown(running).isDue({ ...running, ...change }, 1)).toBe(true);
  });

  it('goes out every 5 s while a session runs', () => {
    const publication = onceShown(running);
    expect(publication.isDue({ ...running, elapsed_s: 5 }, 4999)).toBe(false);
    expect(publication.isDue({ ...running, elapsed_s: 6 }, 5000)).toBe(true);
    expect(publication.isDue({ ...running, elapsed_s: 7 }, 9999)).toBe(false);
  });

  it('with a level that glides goes out twice a second, and where it has come to rest', () => {
    const publication = onceShown(atLevel(0));
    expect(publication.isDue(atLevel(1), 100)).toBe(false);
    expect(publication.isDue(atLevel(5), 500)).toBe(true);
    expect(publication.isDue(atLevel(9), 600)).toBe(false);
    expect(publication.isDue(atLevel(9), 1000)).toBe(true);
    expect(publication.isDue(atLevel(9), 1500)).toBe(false);
  });

  it.each([
    ['technique', atZone({ technique: 'roll', level: 5, rate: 30 })],
    ['rate', atZone({ technique: 'knead', level: 5, rate: 40 })],
    ['unknown zone', atZone({ technique: null, level: null, rate: null })],
    ['missing zone', { ...running, zones: {} }],
  ])('with another %s goes out within half a second', (_what, status) => {
    expect(onceShown(atLevel(5)).isDue(status, 500)).toBe(true);
  });

  it('is looked at twice a second where nothing is known to have changed', () => {
    const publication = onceShown(idle);
    expect(publication.isLookDue(499)).toBe(false);
    expect(publication.isLookDue(500)).toBe(true);
    expect(publication.isDue(idle, 500)).toBe(false);
    expect(publication.isLookDue(999)).toBe(false);
  });
});

it('an availability is told where it changes, and a chair begins unavailable', () => {
  const publication = new PublicationPace();
  expect([false, true, true, false].map((is) => publication.isAvailabilityNew(is))).toEqual([false, true, false, true]);
});

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
    const pace = new PublicationPace();
    expect([0, 999, 1000, 1500, 2000].map((nowMs) => pace.isTelemetryDue(nowMs))).toEqual([
      true,
      false,
      true,
      false,
      true,
    ]);
  });
});
