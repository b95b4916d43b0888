import { describe, expect, it } from 'vitest';
import type { StopStatus } from '../../src/core/status.js';
import type { Taken } from '../../src/core/web/frames.js';
import type { KnownChair } from '../../src/page/logic/house.js';
import {
  noMemory,
  type StopMemory,
  type StopOutcome,
  seenStill,
  stopOutcome,
} from '../../src/page/logic/stop-outcome.js';
import { everyKnownChair, type StopRun } from '../../src/page/logic/stop-sender.js';
import { pageStatus, stopAt, wholeChair } from '../support/page-chairs.js';

const answerMs = 1_767_268_800_000;
const askedMs = 100_000;

const chair = (id: string, news: Partial<KnownChair> = {}): KnownChair => {
  const { status: _, telemetry, programs, course, service, available, ...about } = wholeChair(id, pageStatus('idle'));
  void telemetry;
  return {
    id,
    name: `The ${id}`,
    state: 'idle',
    available,
    fault: null,
    program: null,
    endsAt: null,
    stop: null,
    emergencySwitch: 'red knob',
    status: null,
    course,
    service,
    programs,
    about,
    atMs: 0,
    ...news,
  };
};

const answerFor = (...ids: readonly string[]): Taken => ({
  n: 'n1',
  stop: 'stop',
  at: new Date(answerMs).toISOString(),
  chairs: ids.map((id) => ({ id, ok: true, code: 'ok', message: '' })),
});

const asked = (news: Partial<StopRun> = {}): StopRun => ({
  n: 'n1',
  kind: 'stop',
  target: 'hall',
  askedMs,
  answer: null,
  answeredMs: null,
  refusal: null,
  ...news,
});

const takenFor = (...ids: readonly string[]): StopRun =>
  asked({ target: everyKnownChair, answer: answerFor(...ids), answeredMs: askedMs + 50 });

const outcome = (run: StopRun, chairs: readonly KnownChair[], ms: number, memory: StopMemory = noMemory): StopOutcome =>
  stopOutcome(run, chairs, memory, askedMs + ms);

const told = (stop: StopStatus, news: Partial<KnownChair> = {}) => chair('hall', { stop, ...news });

describe('a stop without an answer', () => {
  it('is under way for a second, and then not confirmed, with the place of the switch', () => {
    expect(outcome(asked(), [chair('hall')], 999)).toEqual({ kind: 'stopping' });
    expect(outcome(asked(), [chair('hall')], 1000)).toEqual({
      kind: 'unconfirmed',
      places: [{ name: 'The hall', place: 'red knob' }],
    });
  });

  it('is never still, whatever the chair says of an earlier one', () => {
    expect(outcome(asked(), [told(stopAt(answerMs, true, 500))], 5000).kind).toBe('unconfirmed');
  });

  it('that was refused says so, with the place of the switch', () => {
    const refusal = { code: 'unauthenticated', message: 'log in', values: {} };
    expect(outcome(asked({ refusal }), [chair('hall')], 10)).toMatchObject({
      kind: 'refused',
      refusal,
      places: [{ place: 'red knob' }],
    });
  });
});

describe('a stop that was taken', () => {
  const run = takenFor('hall');

  it('is still only by a stop of the status that is not older than the answer', () => {
    expect(outcome(run, [told(stopAt(answerMs, true, 812))], 900)).toEqual({ kind: 'still', afterMs: 812 });
    expect(outcome(run, [told(stopAt(answerMs + 40, true, 300))], 900).kind).toBe('still');
    expect(outcome(run, [told(stopAt(answerMs - 1, true, 812))], 900).kind).toBe('taken');
  });

  it.each(['idle', 'resting', 'disconnected', 'fault', 'emergency_stopped'] as const)(
    'is not still because its state is %s',
    (state) => {
      expect(outcome(run, [told(stopAt(answerMs, null), { state })], 900).kind).toBe('taken');
      expect(outcome(run, [told(stopAt(answerMs, false), { state })], 900).kind).toBe('taken');
    },
  );

  it('is blind where nothing is known for good', () => {
    expect(outcome(run, [told(stopAt(answerMs, null))], 5000)).toMatchObject({ kind: 'blind', names: ['The hall'] });
    expect(outcome(run, [chair('hall')], 5000).kind).toBe('blind');
  });

  it('is not still while the chair moves on', () => {
    expect(outcome(run, [told(stopAt(answerMs, false))], 5000).kind).toBe('moving');
    expect(outcome(run, [told(stopAt(answerMs, null), { fault: 'stop_unverified' })], 100).kind).toBe('moving');
  });

  it('that only the emergency stop ended never reads still', () => {
    const escalated = told(stopAt(answerMs, true, 1900), { state: 'emergency_stopped' });
    expect(outcome(run, [escalated], 2500).kind).toBe('escalated');
  });

  it('reads still where the latch was there before', () => {
    const latched = told(stopAt(answerMs, true, 10), { state: 'emergency_stopped' });
    expect(outcome(run, [latched], 300, { ...noMemory, latched: new Set(['hall']) }).kind).toBe('still');
  });

  it('reads still where an emergency stop was what was asked for', () => {
    const latched = told(stopAt(answerMs, true, 10), { state: 'emergency_stopped' });
    expect(outcome({ ...run, kind: 'estop' }, [latched], 300).kind).toBe('still');
  });

  describe('and was seen still', () => {
    const stillHall = told(stopAt(answerMs, true, 412));
    const memory = { ...noMemory, still: seenStill(run, [stillHall], new Map()) };

    it('stays so when the line is lost, and says so when somebody starts it again', () => {
      expect(outcome(run, [told(stopAt(answerMs, null))], 6000, memory)).toEqual({ kind: 'still', afterMs: 412 });
      for (const state of ['starting', 'running', 'paused'] as const) {
        const started = told(stopAt(answerMs, false), { state });
        expect(outcome(run, [started], 900, memory)).toEqual({ kind: 'again', names: ['The hall'] });
        expect(outcome(run, [started], 6000, memory).kind).toBe('again');
      }
    });

    it('is not still any more when it moves and nobody has started it', () => {
      expect(outcome(run, [told(stopAt(answerMs, false))], 900, memory).kind).toBe('moving');
    });

    it('is remembered of this stop alone', () => {
      expect(seenStill(run, [told(stopAt(answerMs - 1, true, 5))], new Map()).size).toBe(0);
      expect(seenStill(asked(), [stillHall], new Map()).size).toBe(0);
    });
  });

  it('by nobody is said at once to have stopped nothing', () => {
    expect(outcome(takenFor(), [], 100)).toEqual({ kind: 'nothing' });
    expect(outcome(takenFor(), [chair('hall')], 100)).toEqual({ kind: 'nothing' });
  });

  it('that another daemon was to take is refused, with its code', () => {
    const answer = {
      ...answerFor('hall'),
      chairs: [{ id: 'hall', ok: false, code: 'foreign_owner', message: 'another daemon owns it' }],
    };
    expect(outcome({ ...run, answer }, [chair('hall')], 100)).toMatchObject({
      kind: 'refused',
      refusal: { code: 'foreign_owner' },
    });
  });
});

describe('a stop of several chairs', () => {
  const still = { stop: stopAt(answerMs, true, 700) };
  const run = takenFor('hall', 'spa', 'attic');

  it('is still when all are, as late as the last', () => {
    const chairs = [chair('hall', still), chair('spa', { stop: stopAt(answerMs, true, 950) }), chair('attic', still)];
    expect(outcome(run, chairs, 1500)).toEqual({ kind: 'still', afterMs: 950 });
  });

  it('says the worst, with the names of those that are not still', () => {
    const moving = { stop: stopAt(answerMs, false) };
    const chairs = [chair('hall', still), chair('spa', moving), chair('attic')];
    expect(outcome(run, chairs, 900)).toEqual({ kind: 'taken', names: ['The attic', 'The spa'] });
    expect(outcome(run, chairs, 6000)).toMatchObject({ kind: 'moving', names: ['The spa'] });
  });

  it('names what moves before what stands, since that is where somebody has to go', () => {
    const chairs = [chair('attic'), chair('spa', { state: 'running' }), chair('hall', { state: 'fault' })];
    const unanswered = asked({ target: everyKnownChair });
    const { places } = outcome(unanswered, chairs, 1000) as Extract<StopOutcome, { kind: 'unconfirmed' }>;
    expect(places.map(({ name }) => name)).toEqual(['The hall', 'The spa', 'The attic']);
  });

  it('counts a chair that the answer does not name for nothing', () => {
    const chairs = [chair('hall', still), chair('spa', still), chair('attic', still), chair('cellar')];
    expect(outcome(run, chairs, 900).kind).toBe('still');
  });
});
