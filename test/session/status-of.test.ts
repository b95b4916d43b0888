import { describe, expect, it } from 'vitest';
import { compile } from '../../src/core/program/compile.js';
import type { ActiveFault, Session } from '../../src/core/session.js';
import { eventSchema, statusSchema } from '../../src/core/status.js';
import type { SessionContext } from '../../src/session/events.js';
import { newContext } from '../../src/session/facts.js';
import { type StatusFacts, statusEvent, statusOf } from '../../src/session/status-of.js';
import { kneading } from '../core/safety/telemetry-of.js';
import { sampleProgram, sampleSession } from '../support/sample-session.js';
import { reachableEdges } from './reachable.js';

const minuteMs = 60_000;
/** 2026-01-01 12:00 UTC. */
const wallMs = 1_767_268_800_000;
const sessionKeys = [
  'program',
  'phase',
  'phase_index',
  'phases',
  'elapsed_s',
  'remaining_s',
  'duration_s',
  'ends_at',
  'progress',
  'intensity',
  'session',
] as const;

const emptyContext = newContext({ faults: [], lastSession: null });

const factsOf = (context: Partial<SessionContext> = {}, over: Partial<StatusFacts> = {}): StatusFacts => ({
  state: 'running',
  context: { ...emptyContext, ...context },
  telemetry: kneading,
  zones: ['back', 'legs'],
  selection: { program: 'sample', intensity: 70, durationMs: null, person: null },
  selectedLengthMs: 600_000,
  isRemoteStartOn: true,
  stop: null,
  restLeftMs: 0,
  epoch: '5f0c',
  sequence: 7,
  wallMs,
  ...over,
});

const withSession = (over: Partial<Session>) => statusOf(factsOf({ session: sampleSession(over) }));
const faultAt = (code: ActiveFault['code'], sinceMs: number): ActiveFault => ({
  code,
  zone: null,
  message: `it is ${code}`,
  sinceMs,
});

describe('the published status', () => {
  const edges = reachableEdges();

  it('is what the schema says, no key more or less, in every state that can be reached', () => {
    const keys = Object.keys(statusSchema.shape).sort();
    const wrong = edges.flatMap(({ path, after }) => {
      const status = statusOf(factsOf(after.context, { state: after.value }));
      const isRight = statusSchema.safeParse(status).success && Object.keys(status).sort().join() === keys.join();
      return isRight ? [] : [path];
    });
    expect(wrong).toEqual([]);
  });

  it('fills every session key from starting to paused, and none outside a session', () => {
    const wrong = edges.flatMap(({ path, after }) => {
      const status = statusOf(factsOf(after.context, { state: after.value }));
      const filled = sessionKeys.filter((key) => status[key] !== null).length;
      return filled === (after.context.session === null ? 0 : sessionKeys.length) ? [] : [`${path}: ${filled}`];
    });
    expect(wrong).toEqual([]);
  });

  it('has an event for every notice that the schema knows', () => {
    const wrong = edges.flatMap(({ path, told }) =>
      told.every((notice) => eventSchema.safeParse(statusEvent(notice, wallMs)).success) ? [] : [path],
    );
    expect(wrong).toEqual([]);
  });
});

describe('a session in the status', () => {
  it('is counted in seconds, from the phase that plays', () => {
    const status = withSession({ elapsedMs: 2.5 * minuteMs, positionMs: 2.5 * minuteMs, intensity: 70 });
    expect(status).toMatchObject({
      program: 'sample',
      phase: 'Two',
      phase_index: 1,
      phases: 3,
      elapsed_s: 150,
      remaining_s: 450,
      duration_s: 600,
      ends_at: '2026-01-01T12:07:30Z',
      progress: 25,
      intensity: 70,
      session: { id: '01J000000000000000000000AB', started_at: '2026-01-01T12:00:00Z', source: 'mqtt', person: null },
    });
  });

  it('that skipped lasts as long as it ran and what remains', () => {
    const status = withSession({ elapsedMs: minuteMs, positionMs: 7 * minuteMs });
    expect(status).toMatchObject({ phase: 'Three', elapsed_s: 60, remaining_s: 180, duration_s: 240, progress: 25 });
  });

  it('that was stretched shows its new total', () => {
    const timeline = compile(sampleProgram, { durationMs: 19 * minuteMs });
    const status = withSession({ timeline, elapsedMs: 2 * minuteMs, positionMs: 3 * minuteMs });
    expect(status).toMatchObject({ elapsed_s: 120, remaining_s: 960, duration_s: 1080 });
  });

  it('at its end has nothing left and all of its progress', () => {
    const status = withSession({ elapsedMs: 10 * minuteMs, positionMs: 10 * minuteMs });
    expect(status).toMatchObject({ phase: 'Three', remaining_s: 0, progress: 100, ends_at: '2026-01-01T12:00:00Z' });
  });
});

describe('faults in the status', () => {
  const shown = (faults: readonly ActiveFault[], linkLost: ActiveFault | null = null) =>
    statusOf(factsOf({ faults, linkLost }, { state: 'fault' })).fault?.code ?? null;

  it('are the oldest, unless a stop did not show or somebody stopped in an emergency', () => {
    const [stall, hot] = [faultAt('stall', 1), faultAt('overtemp', 2)];
    expect(shown([])).toBeNull();
    expect(shown([stall, hot])).toBe('stall');
    expect(shown([stall, faultAt('stop_unverified', 3)])).toBe('stop_unverified');
    expect(shown([stall, faultAt('stop_unverified', 3), faultAt('estop', 4)])).toBe('estop');
  });

  it('say when they were first seen', () => {
    const { fault } = statusOf(factsOf({ faults: [{ ...faultAt('stall', wallMs), zone: 'legs' }] }));
    expect(fault).toEqual({ code: 'stall', zone: 'legs', message: 'it is stall', since: '2026-01-01T12:00:00Z' });
  });

  it('come before the loss of the link, which is shown where nothing else is wrong', () => {
    const linkLost = faultAt('link_lost', 5);
    expect(shown([faultAt('stall', 1)], linkLost)).toBe('stall');
    expect(shown([], linkLost)).toBe('link_lost');
  });
});

describe('the rest of the status', () => {
  it('shows zones as they are measured, and null where nothing is known', () => {
    expect(statusOf(factsOf()).zones).toEqual({
      back: { technique: 'knead', level: 58, rate: 30 },
      legs: { technique: 'off', level: 0, rate: 0 },
    });
    const unknown = { technique: null, level: null, rate: null };
    expect(statusOf(factsOf({}, { telemetry: null })).zones).toEqual({ back: unknown, legs: unknown });
  });

  it('shows the selection, the seat, the rest and the last session', () => {
    const lastSession = { program: 'sample', endedBy: 'limit', endedWallMs: wallMs, elapsedMs: 61_400 } as const;
    const selection = { program: 'sample', intensity: 30, durationMs: 90_000, person: 'guest' };
    const status = statusOf(
      factsOf(
        { lastSession, isOccupied: false },
        { selection, selectedLengthMs: 90_000, restLeftMs: 1001, isRemoteStartOn: false },
      ),
    );
    expect(status).toMatchObject({
      selected: { program: 'sample', intensity: 30, duration_s: 90, person: 'guest' },
      occupied: false,
      remote_start: false,
      rest_s: 2,
      last_session: { program: 'sample', ended_by: 'limit', ended_at: '2026-01-01T12:00:00Z', elapsed_s: 61 },
      epoch: '5f0c',
      seq: 7,
      ts: '2026-01-01T12:00:00Z',
    });
  });
});

describe('an event', () => {
  const session = sampleSession({ positionMs: 3 * minuteMs });

  it('carries the session that it belongs to, and null where nothing applies', () => {
    expect(statusEvent({ type: 'session_ended', endedBy: 'completed', session }, wallMs)).toEqual({
      event_type: 'session_ended',
      session_id: session.id,
      program: 'sample',
      phase: 'Two',
      ended_by: 'completed',
      fault: null,
      reason: null,
      late: null,
      source: 'mqtt',
      schedule: null,
      code: null,
      ts: '2026-01-01T12:00:00Z',
    });
    expect(statusEvent({ type: 'occupied', session: null }, wallMs)).toMatchObject({ session_id: null, source: null });
  });

  it.each([
    ['session_ended', 'stopped', true],
    ['session_ended', 'emergency_stop', true],
    ['emergency_stopped', undefined, true],
    ['session_ended', 'completed', null],
    ['session_ended', 'link_lost', null],
    ['paused', undefined, null],
  ] as const)('says that it comes from a late stop: %s %s', (type, endedBy, late) => {
    const notice = { type, session, ...(endedBy === undefined ? {} : { endedBy }) };
    expect(statusEvent(notice, wallMs, true).late).toBe(late);
    expect(statusEvent(notice, wallMs).late).toBeNull();
  });

  it('names who asked where that is known', () => {
    expect(statusEvent({ type: 'paused', source: 'button', session }, wallMs).source).toBe('button');
  });
});
