import { describe, expect, it } from 'vitest';
import { type CommandName, commandSchema } from '../../../src/core/command/schema.js';
import type { Timeline } from '../../../src/core/program/timeline.js';
import {
  type MotionFacts,
  type ProgramFacts,
  refuseByState,
  refuseMotion,
  refusePerson,
  refuseProgram,
  refuseStartByState,
  refuseStretch,
  refuseUnavailable,
} from '../../../src/core/safety/rules.js';
import { type ChairState, chairStates, resultCodes } from '../../../src/core/status.js';

const minute = 60_000;
const timeline = (minutes: number): Timeline => ({
  programId: 'leg-circulation',
  setpoints: [],
  phases: [],
  totalMs: minutes * minute,
});

const motion = (change: Partial<MotionFacts> = {}): MotionFacts => ({
  source: 'mqtt',
  unavailable: null,
  remoteStartOff: null,
  mustBeOccupied: true,
  isOccupied: true,
  ...change,
});

const program = (change: Partial<ProgramFacts> = {}): ProgramFacts => ({
  timeline: timeline(20),
  avoid: [],
  person: { avoid: [], levelMax: 100 },
  isSomebody: true,
  sessionMsMax: 30 * minute,
  dailyLeftMs: 60 * minute,
  unfit: null,
  ...change,
});

describe('a start by state [S5]', () => {
  it.each<readonly [ChairState, string | null]>([
    ['disconnected', 'link_down'],
    ['fault', 'fault'],
    ['emergency_stopped', 'fault'],
    ['resting', 'resting'],
    ['starting', 'not_in_state'],
    ['running', 'not_in_state'],
    ['paused', 'not_in_state'],
    ['stopping', 'not_in_state'],
    ['idle', null],
  ])('in %s gives %s', (state, code) => {
    expect(refuseStartByState(state, 'estop', 5 * minute, minute)?.code ?? null).toBe(code);
  });

  it('says what the fault is, and how long the rest lasts', () => {
    expect(refuseStartByState('fault', 'overtemp', 0, 0)?.message).toContain('overtemp');
    expect(refuseStartByState('resting', null, 5 * minute, 0)?.message).toContain('5 min');
    expect(refuseStartByState('resting', null, 20_000, 0)?.message).toContain('20 s');
    expect(refuseStartByState('running', null, 0, 41_000)?.message).toContain('for another 41 s: start again after');
  });
});

describe('any other command by state', () => {
  const appliesIn: Readonly<Record<Exclude<CommandName, 'start'>, readonly ChairState[]>> = {
    stop: chairStates,
    estop: chairStates,
    select: chairStates,
    remote_start: chairStates,
    offer: chairStates,
    trial: chairStates,
    pause: ['starting', 'running'],
    resume: ['paused'],
    adjust: ['running', 'paused'],
    skip: ['running'],
    reset: ['fault', 'emergency_stopped'],
  };
  const cases = Object.entries(appliesIn).flatMap(([name, states]) =>
    chairStates.map((state) => [name as CommandName, state, states.includes(state)] as const),
  );

  it('covers every command that a message may ask for, and the trial that none may', () => {
    const names = commandSchema.options.map((option) => option.shape.command.value);
    expect(new Set([...names, 'trial'])).toEqual(new Set(['start', ...Object.keys(appliesIn)]));
  });

  it.each(cases)('%s in %s applies: %s', (name, state, applies) => {
    expect(refuseByState(name, state)?.code ?? null).toBe(applies ? null : 'not_in_state');
  });
});

const unavailable = { reason: 'broker', message: 'the broker is away' } as const;
const remoteStartOff = { reason: 'switched_off', message: 'switched off' } as const;

describe('a remote start [S18]', () => {
  it.each(['mqtt', 'http'] as const)('over %s is refused while it cannot be taken', (source) => {
    expect(refuseUnavailable(motion({ source, unavailable }))).toEqual({
      code: 'unavailable',
      message: 'the broker is away',
      values: { reason: 'broker' },
    });
    expect(refuseUnavailable(motion({ source }))).toBeNull();
  });

  it.each(['mqtt', 'http'] as const)('over %s is refused while remote starts are off', (source) => {
    expect(refuseMotion(motion({ source, remoteStartOff }))).toEqual({
      code: 'remote_start_off',
      message: 'switched off',
      values: { reason: 'switched_off' },
    });
  });

  it.each(['button', 'local'] as const)('is not what comes from %s', (source) => {
    const facts = motion({ source, remoteStartOff, unavailable });
    expect(refuseUnavailable(facts)).toBeNull();
    expect(refuseMotion(facts)).toBeNull();
  });
});

describe('an empty chair [S12]', () => {
  it.each(['mqtt', 'http', 'button', 'local'] as const)('is not started from %s', (source) => {
    expect(refuseMotion(motion({ source, isOccupied: false }))?.code).toBe('unoccupied');
  });

  it('counts as empty while it is not known', () => {
    expect(refuseMotion(motion({ isOccupied: null }))?.code).toBe('unoccupied');
  });

  it('is nothing that a chair without a sensor could tell', () => {
    expect(refuseMotion(motion({ mustBeOccupied: false, isOccupied: null }))).toBeNull();
  });

  it('is looked at after the remote start', () => {
    expect(refuseMotion(motion({ remoteStartOff, isOccupied: false }))?.code).toBe('remote_start_off');
  });
});

describe('a program', () => {
  it('that fits is taken', () => {
    expect(refuseProgram(program())).toBeNull();
    expect(refusePerson(program())).toBeNull();
  });

  it('that the chair cannot play is rejected with the reason', () => {
    expect(refuseProgram(program({ unfit: { code: 'program_rejected', message: 'the chair has no zone' } }))).toEqual({
      code: 'program_rejected',
      message: 'the chair has no zone',
    });
  });

  it.each([
    [30, 30, null],
    [31, 30, 'program_rejected'],
    [16, 15, 'program_rejected'],
    [31, 60, 'program_rejected'],
  ])('of %d min on a chair that allows %d gives %s [S9]', (total, allowed, code) => {
    const facts = program({ timeline: timeline(total), sessionMsMax: allowed * minute, dailyLeftMs: 90 * minute });
    expect(refuseProgram(facts)?.code ?? null).toBe(code);
  });

  it('says a limit that holds, also where more is configured', () => {
    expect(refuseProgram(program({ timeline: timeline(31), sessionMsMax: 60 * minute }))?.message).toContain('30 min');
  });

  it('that the person must avoid is contraindicated, before the minutes of the day', () => {
    const facts = program({ avoid: ['clot-risk'], person: { avoid: ['clot-risk'], levelMax: 100 }, dailyLeftMs: 0 });
    expect(refusePerson(facts)).toMatchObject({
      code: 'contraindicated',
      message: expect.stringContaining('clot-risk'),
    });
  });

  it('that somebody must avoid is refused to whoever has not been named, with what helps', () => {
    const facts = { avoid: ['clot-risk'], person: { avoid: ['clot-risk'], levelMax: 100 } as const };
    expect(refusePerson(program({ ...facts, isSomebody: false }))?.message).toContain('say who sits here');
    expect(refusePerson(program(facts))?.message).not.toContain('say who sits here');
  });

  it.each([
    [20, null],
    [19.99, 'daily_limit'],
    [0, 'daily_limit'],
  ])('of 20 min with %d min left today gives %s [S9]', (left, code) => {
    expect(refusePerson(program({ dailyLeftMs: left * minute }))?.code ?? null).toBe(code);
  });
});

describe('a session that is stretched', () => {
  const session = { elapsedMs: 10 * minute, sessionMsMax: 25 * minute, dailyLeftMs: 12 * minute };
  const refusal = (minutes: number | undefined) =>
    refuseStretch({ command: 'adjust', ...(minutes === undefined ? {} : { duration: minutes * minute }) }, session);

  it.each([
    [undefined, null],
    [9, 'invalid_command'],
    [10, 'invalid_command'],
    [10.1, null],
    [22, null],
    [22.1, 'daily_limit'],
    [25.1, 'invalid_command'],
  ])('to %s min after 10, with 25 allowed and 12 left today, gives %s [S9]', (minutes, code) => {
    expect(refusal(minutes)?.code ?? null).toBe(code);
  });
});

describe('a session that is stretched to the most that the chair allows', () => {
  it('is taken where the minutes of the day are enough', () => {
    const session = { elapsedMs: 10 * minute, sessionMsMax: 25 * minute, dailyLeftMs: 60 * minute };
    expect(refuseStretch({ command: 'adjust', duration: 25 * minute }, session)).toBeNull();
  });
});

describe('the codes of results', () => {
  it('stand in the order in which they are checked', () => {
    expect(resultCodes).toEqual(
      (
        'too_large rate_limited invalid_json invalid_command retained stale duplicate foreign_owner link_down fault resting ' +
        'not_in_state unavailable unknown_program program_rejected remote_start_off unoccupied contraindicated daily_limit ok'
      ).split(' '),
    );
  });
});
