import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/core/command/schema.js';
import type { Person } from '../../src/core/safety/people.js';
import { type ChairState, type CommandSource, chairStates, type Hindrance } from '../../src/core/status.js';
import { discreet } from '../../src/core/web/viewer.js';
import { meantByButton, type UnitView } from '../../src/daemon/command-decision.js';
import { sampleSession } from '../support/sample-session.js';
import { judged, outcome, viewOf } from '../support/unit-view.js';

const start: Command = { command: 'start' };
const minuteMs = 60_000;
const paced: Person = { avoid: ['pacemaker'], levelMax: 100 };

const barred: Hindrance = { reason: 'configuration', message: 'remote_start is off for this chair' };
const noBroker: Hindrance = { reason: 'broker', message: 'the broker is away' };

/** Everything that can stand in a start's way, in the order in which it has to be said. */
const hindrances: readonly {
  readonly code: string;
  readonly view?: Partial<UnitView>;
  readonly unavailable?: Hindrance;
  readonly command?: Partial<Extract<Command, { command: 'start' }>>;
}[] = [
  { code: 'not_in_state', view: { state: 'running' } },
  { code: 'unavailable', unavailable: noBroker },
  { code: 'unknown_program', command: { program: 'no-such' } },
  { code: 'program_rejected', view: { unfit: () => 'the chair has no zone' } },
  { code: 'remote_start_off', view: { isRemoteStartOff: true } },
  { code: 'unoccupied', view: { isOccupied: false } },
  { code: 'contraindicated', view: { people: new Map([['guest', paced]]) } },
  { code: 'daily_limit', view: { dailyLeftMs: minuteMs } },
];

it.each<Command>([
  { command: 'start', person: 'stranger' },
  { command: 'select', person: 'stranger' },
])('%j names nobody to who may not know the people, and all of them to the others', (command) => {
  const judgement = judged(command, { people: new Map([['anna', paced]]) });
  const verdict = judgement.kind === 'refused' ? judgement.verdict : { code: '', message: '' };
  expect(verdict.message).toContain('; there are anna');
  expect(discreet(verdict).message).toMatch(/^there is no person stranger[a-z ]*$/);
});

describe('a start', () => {
  it.each(hindrances.map(({ code }, index) => ({ code, index })))(
    'with everything from $code on in its way is refused for that',
    ({ code, index }) => {
      const left = hindrances.slice(index);
      const view = Object.assign({}, ...left.map((each) => each.view ?? {}));
      const command = Object.assign({}, start, ...left.map((each) => each.command ?? {}));
      const unavailable = left.find((each) => each.unavailable !== undefined)?.unavailable ?? null;
      expect(outcome(command, view, { unavailable })).toBe(code);
    },
  );

  it.each(hindrances)('with nothing but $code in its way is refused for that, with advice', (each) => {
    const { code, view = {}, command = {}, unavailable = null } = each;
    const judgement = judged({ ...start, ...command }, view, { unavailable });
    expect(judgement).toMatchObject({ kind: 'refused', verdict: { code } });
    expect(judgement.kind === 'refused' && judgement.verdict.message.length).toBeGreaterThan(15);
  });

  it('with nothing in its way starts', () => {
    const judgement = judged(start);
    expect(judgement).toMatchObject({ kind: 'event', event: { type: 'start', session: { programId: 'sample' } } });
  });

  const byState: Record<ChairState, string> = {
    disconnected: 'link_down',
    idle: 'event',
    starting: 'not_in_state',
    running: 'not_in_state',
    paused: 'not_in_state',
    stopping: 'not_in_state',
    resting: 'resting',
    fault: 'fault',
    emergency_stopped: 'fault',
  };
  it.each(Object.entries(byState))('while %s gets %s, whoever asks [S5]', (state, code) => {
    for (const source of ['mqtt', 'http', 'button', 'local'] as const) {
      expect(outcome(start, { state: state as ChairState }, { source })).toBe(code);
    }
  });

  it('names the fault, and how long a rest lasts', () => {
    expect(judged(start, { state: 'fault', faultCode: 'overtemp' })).toMatchObject({
      verdict: { message: expect.stringContaining('overtemp') },
    });
    expect(judged(start, { state: 'resting', restLeftMs: 61_000 })).toMatchObject({
      verdict: { message: expect.stringContaining('61 s') },
    });
  });

  it.each(['mqtt', 'http'] as const)('over %s needs remote starts to be allowed [S18]', (source) => {
    const remoteStartBar = barred;
    expect(outcome(start, { remoteStartBar }, { source })).toBe('remote_start_off');
    expect(outcome(start, {}, { source, unavailable: noBroker })).toBe('unavailable');
  });

  it.each(['button', 'local'] as const)('at the chair (%s) passes what is for remote starts alone', (source) => {
    const over = { remoteStartBar: barred, isRemoteStartOff: true };
    expect(outcome(start, over, { source, unavailable: noBroker })).toBe('event');
    expect(outcome(start, { ...over, isOccupied: false }, { source })).toBe('unoccupied');
  });

  it.each(['mqtt', 'http', 'button', 'local'] as const)('of a service that goes down is refused over %s', (source) => {
    expect(outcome(start, { isGoingDown: true }, { source })).toBe('unavailable');
    expect(outcome({ command: 'resume' }, { state: 'paused', isGoingDown: true }, { source })).toBe('unavailable');
  });

  it.each([
    [true, true, 'event'],
    [true, false, 'unoccupied'],
    [true, null, 'unoccupied'],
    [false, false, 'event'],
    [false, null, 'event'],
  ])('where the seat must be taken (%s) and is (%s): %s [S12]', (mustBeOccupied, isOccupied, code) => {
    expect(outcome(start, { mustBeOccupied, isOccupied })).toBe(code);
  });
});

describe('every other command', () => {
  const session = sampleSession({ elapsedMs: minuteMs, positionMs: minuteMs });
  const table: readonly [Command, readonly ChairState[]][] = [
    [{ command: 'stop' }, chairStates],
    [{ command: 'estop' }, chairStates],
    [{ command: 'pause' }, ['starting', 'running']],
    [{ command: 'resume' }, ['paused']],
    [{ command: 'adjust', intensity: 50 }, ['running', 'paused']],
    [{ command: 'skip' }, ['running']],
    [{ command: 'select', intensity: 50 }, chairStates],
    [{ command: 'reset' }, ['fault', 'emergency_stopped']],
    [{ command: 'remote_start', enabled: false }, chairStates],
  ];

  it.each(table)('%j applies in its states and is not_in_state elsewhere', (command, states) => {
    const taken = chairStates.filter((state) => outcome(command, { state, session }) !== 'not_in_state');
    expect(taken).toEqual(states);
  });

  const sources: readonly CommandSource[] = ['mqtt', 'http', 'button', 'local'];
  it.each(sources)('a stop and an emergency stop pass everything over %s [S7]', (source) => {
    const over = { isGoingDown: true, remoteStartBar: barred, isOccupied: false };
    const origin = { source, unavailable: noBroker };
    expect(judged({ command: 'stop' }, over, origin)).toEqual({
      kind: 'event',
      event: { type: 'stop', ending: 'stopped' },
    });
    expect(judged({ command: 'estop' }, over, origin)).toEqual({
      kind: 'event',
      event: { type: 'estop', message: `emergency stop requested by ${source}` },
    });
  });

  it('a resume is refused like a start where it would move somebody', () => {
    const resume: Command = { command: 'resume' };
    const state = 'paused';
    expect(judged(resume, { state })).toEqual({ kind: 'event', event: { type: 'resume', source: 'mqtt' } });
    expect(outcome(resume, { state }, { unavailable: noBroker })).toBe('unavailable');
    expect(outcome(resume, { state, isRemoteStartOff: true })).toBe('remote_start_off');
    expect(outcome(resume, { state, isOccupied: false })).toBe('unoccupied');
    expect(outcome(resume, { state, isRemoteStartOff: true }, { source: 'button' })).toBe('event');
  });

  it('a reset waits for the one before it', () => {
    const reset: Command = { command: 'reset' };
    expect(outcome(reset, { state: 'fault' })).toBe('event');
    expect(outcome(reset, { state: 'fault', isResetPending: true })).toBe('not_in_state');
  });

  it('remote starts are switched on only as far as the configuration allows, and off always [S18]', () => {
    const remoteStartBar = barred;
    expect(judged({ command: 'remote_start', enabled: true })).toEqual({ kind: 'remote-start', isOn: true });
    expect(outcome({ command: 'remote_start', enabled: true }, { remoteStartBar })).toBe('remote_start_off');
    expect(outcome({ command: 'remote_start', enabled: false }, { remoteStartBar })).toBe('remote-start');
  });
});

describe('a selection', () => {
  const selection = { program: 'sample', intensity: 100, durationMs: null, person: null };
  const people = new Map([['guest', paced]]);

  it('changes what it names and keeps the rest', () => {
    expect(judged({ command: 'select', intensity: 40 })).toEqual({
      kind: 'select',
      selection: { ...selection, intensity: 40 },
    });
    const command = { command: 'select', program: 'legs-only', duration: 90_000, person: 'guest' } as const;
    expect(judged(command, { people })).toEqual({
      kind: 'select',
      selection: { program: 'legs-only', intensity: 100, durationMs: 90_000, person: 'guest' },
    });
  });

  it('is taken back: the program has its own length again, and nobody in particular sits there', () => {
    const chosen = { ...selection, durationMs: 90_000, person: 'guest' };
    const command = { command: 'select', duration: null, person: null } as const;
    expect(judged(command, { people, selection: chosen })).toEqual({ kind: 'select', selection });
  });

  it.each(['Legs only', 'legs only', ' LEGS ONLY ', 'legs-only'])('of a program may be by name: %j', (program) => {
    expect(judged({ command: 'select', program })).toMatchObject({ selection: { program: 'legs-only' } });
  });

  it('of what there is not is refused, and says what there is', () => {
    expect(judged({ command: 'select', program: 'no-such' })).toMatchObject({
      verdict: { code: 'unknown_program', message: 'there is no program no-such; there are legs-only, sample' },
    });
    expect(judged({ command: 'select', person: 'stranger' }, { people })).toMatchObject({
      verdict: { code: 'invalid_command', message: expect.stringContaining('there are guest, nobody') },
    });
  });
});

describe('a press of what a schedule offers', () => {
  const offer = { schedule: 'evening', program: 'sample', person: 'guest', isReady: true, endsNowMs: 100_000 };
  const people = new Map([['guest', { avoid: [], levelMax: 100 }]]);
  const at = (nowMs: number): Partial<UnitView> => ({ people, offer, nowMs });

  it('begins it until its end, and is told from then on what a press without an offer is told', () => {
    expect(judged({ command: 'offer' }, at(99_999))).toMatchObject({ kind: 'event', event: { type: 'start' } });
    expect(judged({ command: 'offer' }, at(100_000))).toEqual(judged({ command: 'offer' }));
  });

  it('on the chair itself means the offer until its end, and from then on a start', () => {
    expect(meantByButton('start', viewOf(at(99_999)))).toBe('offer');
    expect(meantByButton('start', viewOf(at(100_000)))).toBe('start');
  });
});

describe('a trial', () => {
  const { program, timeline } = sampleSession();
  const trial: Command = { command: 'trial', program, timeline: { ...timeline, totalMs: 10_000 } };
  const codeOf = (view: Partial<UnitView>): string => outcome(trial, view, { source: 'http' });

  it('needs a chair that says that somebody sits there, whatever its owner wants of seats [S12]', () => {
    for (const mustBeOccupied of [true, false])
      for (const isOccupied of [null, false]) expect(codeOf({ mustBeOccupied, isOccupied })).toBe('unoccupied');
  });

  it('is a session that pauses when that person leaves, and that no cap lets be longer or stronger [S10] [S12]', () => {
    const judgement = judged(trial, { mustBeOccupied: false, isOccupied: true }, { source: 'http' });
    expect(judgement).toMatchObject({
      kind: 'event',
      event: {
        session: {
          ...{ source: 'trial', mustBeOccupied: true, runningMsMax: 10_000, intensity: 100, schedule: null },
          caps: { back: 30, seat: 30, legs: 30 },
        },
      },
    });
  });

  it('is refused with all that refuses a start', () => {
    for (const { code, view, unavailable = null } of hindrances.filter(({ command }) => command === undefined)) {
      const dailyLeftMs = code === 'daily_limit' ? 1000 : 60_000;
      expect(outcome(trial, { ...view, dailyLeftMs }, { source: 'http', unavailable })).toBe(code);
    }
  });
});
