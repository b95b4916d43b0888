import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/core/command/schema.js';
import { compile } from '../../src/core/program/compile.js';
import { driveAt, phaseAt, unfit } from '../../src/core/program/timeline.js';
import type { Person } from '../../src/core/safety/people.js';
import type { Selection, Session } from '../../src/core/session.js';
import {
  newUlid,
  type PlanFacts,
  planSession,
  selectedLengthMs,
  selectionAmong,
  stretch,
} from '../../src/daemon/plan-session.js';
import { programOf, sampleProgram, sampleSession } from '../support/sample-session.js';
import { judged, outcome, samplePrograms, viewOf } from '../support/unit-view.js';
import { VirtualTime } from '../support/virtual-time.js';

type Start = Extract<Command, { command: 'start' }>;
const minuteMs = 60_000;

const guest: Person = { avoid: ['pacemaker'], levelMax: 60 };
const owner: Person = { avoid: ['osteoporosis'], levelMax: 80 };
const people = new Map([
  ['guest', guest],
  ['owner', owner],
]);
const selection = { program: 'sample', intensity: 100, durationMs: null, person: null };

const factsOf = (over: Partial<PlanFacts> = {}): PlanFacts => ({
  ...viewOf(),
  motion: {
    source: 'mqtt',
    unavailable: null,
    remoteStartOff: null,
    mustBeOccupied: true,
    isOccupied: true,
  },
  sessionId: '01J000000000000000000000AB',
  ...over,
});

function planned(command: Partial<Start> = {}, over: Partial<PlanFacts> = {}): Session {
  const plan = planSession({ command: 'start', ...command }, { source: 'mqtt' }, factsOf(over));
  if (plan.kind === 'refused') throw new Error(`${plan.verdict.code}: ${plan.verdict.message}`);
  return plan.session;
}

const refusal = (command: Partial<Start>, over: Partial<PlanFacts> = {}): string => {
  const plan = planSession({ command: 'start', ...command }, { source: 'mqtt' }, factsOf(over));
  return plan.kind === 'refused' ? plan.verdict.code : 'taken';
};

describe('a session is planned', () => {
  it('from what the command says before what is selected', () => {
    const chosen = { program: 'legs-only', intensity: 30, durationMs: 4 * minuteMs, person: 'owner' };
    const over = { selection: chosen, people };
    const named = planned({ program: 'sample', intensity: 50, duration: 5 * minuteMs }, over);
    expect(named).toMatchObject({ programId: 'sample', intensity: 50, person: 'owner', source: 'mqtt' });
    expect(named.timeline.totalMs).toBe(5 * minuteMs);
    const { back } = driveAt(named.timeline, 2 * minuteMs);
    expect(back).toMatchObject({ technique: 'knead', level: 20 });
    const selected = planned({}, { selection: { ...chosen, program: 'sample' }, people });
    expect(selected).toMatchObject({ programId: 'sample', intensity: 30, person: 'owner' });
    expect(selected.timeline.totalMs).toBe(4 * minuteMs);
  });

  it('from its beginning, at full length and full strength where nothing else is said', () => {
    expect(planned()).toMatchObject({ elapsedMs: 0, positionMs: 0, startedMs: 100_000, intensity: 100, person: null });
    expect(planned().timeline).toEqual(compile(sampleProgram));
  });

  it('with the first program by id where none was ever selected', () => {
    const nothing = { ...selection, program: null };
    const among = (chosen: Selection, programs = samplePrograms) => selectionAmong(chosen, { programs, people });
    expect(among(nothing).program).toBe('legs-only');
    expect(among(nothing, new Map()).program).toBeNull();
    expect(among(selection).program).toBe('sample');
  });

  it('with the first program, and nobody in particular, where what was selected is gone', () => {
    const gone = { program: 'deleted', intensity: 40, durationMs: 90_000, person: 'moved-out' };
    expect(selectionAmong(gone, { programs: samplePrograms, people })).toEqual({
      program: 'legs-only',
      intensity: 40,
      durationMs: 90_000,
      person: null,
    });
    expect(selectedLengthMs(gone, samplePrograms)).toBeNull();
    expect(selectedLengthMs({ ...gone, program: 'sample' }, samplePrograms)).toBe(90_000);
    expect(selectedLengthMs({ ...gone, program: 'sample', durationMs: null }, samplePrograms)).toBe(600_000);
  });

  it('not from a program that there is not', () => {
    expect(refusal({ program: 'no-such' })).toBe('unknown_program');
    expect(refusal({}, { selection: { ...selection, program: null } })).toBe('unknown_program');
    expect(refusal({}, { programs: new Map() })).toBe('unknown_program');
  });
});

describe('the person who sits there', () => {
  it('is the one named, else the selected, else the chair’s own', () => {
    const all = new Map([...people, ['kid', { avoid: [], levelMax: 20 } satisfies Person]]);
    const over = { people: all, defaultPerson: 'owner' };
    const kidSelected = { ...over, selection: { ...selection, person: 'kid' } };
    expect(planned({ person: 'owner' }, kidSelected).person).toBe('owner');
    expect(planned({}, kidSelected).person).toBe('kid');
    expect(planned({}, over).person).toBe('owner');
  });

  it('who is not configured is refused by name', () => {
    expect(refusal({ person: 'stranger' }, { people })).toBe('invalid_command');
    expect(refusal({ person: 'stranger' })).toBe('invalid_command');
  });

  it('is nobody in particular where the start says so, whoever is selected', () => {
    const kid: Person = { avoid: [], levelMax: 20 };
    const over = { people: new Map([['kid', kid]]), selection: { ...selection, person: 'kid' } };
    expect(planned({}, over).person).toBe('kid');
    expect(planned({ person: null }, over).person).toBeNull();
    expect(planned({ person: null }, over).caps.legs).toBe(20);
    expect(planned({ person: null }, { ...over, defaultPerson: 'kid' }).person).toBe('kid');
  });

  it('who must be spared what the program does is refused', () => {
    expect(refusal({ person: 'guest' }, { people })).toBe('contraindicated');
    expect(refusal({ person: 'owner' }, { people })).toBe('taken');
  });

  it('who is not known is spared everything that anybody must be spared', () => {
    expect(refusal({}, { people })).toBe('contraindicated');
    const calm: ReadonlyMap<string, Person> = new Map([
      ['one', { avoid: [], levelMax: 70 }],
      ['two', { avoid: ['osteoporosis'], levelMax: 50 }],
    ]);
    expect(planned({}, { people: calm }).caps).toEqual({ back: 30, seat: 50, legs: 50 });
    expect(planned({}, { people: calm }).person).toBeNull();
  });

  it('has the smallest cap of all: the chair’s, the person’s, 30 on the back with osteoporosis [S10]', () => {
    expect(planned({ person: 'owner' }, { people }).caps).toEqual({ back: 30, seat: 80, legs: 80 });
    expect(planned({ person: 'owner' }, { people, levelMax: 25 }).caps).toEqual({ back: 25, seat: 25, legs: 25 });
    expect(planned().caps).toEqual({ back: 100, seat: 100, legs: 100 });
  });

  it('is not refused for osteoporosis, which caps instead', () => {
    const avoiding = { ...sampleProgram, avoid: ['osteoporosis' as const] };
    const programs = new Map([['sample', { program: avoiding }]]);
    expect(planned({ person: 'owner' }, { people, programs }).caps.back).toBe(30);
  });
});

describe('the length of a session [S9]', () => {
  it('is refused over what the chair allows, and taken where it is shortened', () => {
    expect(refusal({}, { sessionMsMax: 10 * minuteMs })).toBe('taken');
    expect(refusal({}, { sessionMsMax: 10 * minuteMs - 1 })).toBe('program_rejected');
    expect(refusal({ duration: 5 * minuteMs }, { sessionMsMax: 5 * minuteMs })).toBe('taken');
    expect(refusal({ duration: 30 * minuteMs }, { sessionMsMax: 60 * minuteMs })).toBe('taken');
    expect(refusal({ duration: 30 * minuteMs + 1 }, { sessionMsMax: 60 * minuteMs })).toBe('program_rejected');
  });

  it('is refused over what is left of the day', () => {
    expect(refusal({}, { dailyLeftMs: 10 * minuteMs })).toBe('taken');
    expect(refusal({}, { dailyLeftMs: 10 * minuteMs - 1 })).toBe('daily_limit');
    expect(refusal({ duration: minuteMs }, { dailyLeftMs: minuteMs })).toBe('taken');
    expect(refusal({}, { dailyLeftMs: 0 })).toBe('daily_limit');
  });

  it('is bound by the configuration while it runs, whatever is adjusted', () => {
    expect(planned({}, { sessionMsMax: 12 * minuteMs }).runningMsMax).toBe(12 * minuteMs);
  });
});

describe('a chair that lacks what a program needs', () => {
  it.each([
    [{ back: { knead: { min: 5, max: 60 } } }, 'cannot roll'],
    [{ legs: { compress: { min: 1, max: 12 } } }, "no zone 'back'"],
  ])('is said: %j', (capabilities, words) => {
    const plan = planSession(
      { command: 'start' },
      { source: 'mqtt' },
      factsOf({ unfit: (timeline) => unfit(timeline, capabilities) }),
    );
    expect(plan).toMatchObject({ verdict: { code: 'program_rejected', message: expect.stringContaining(words) } });
  });
});

describe('an adjustment of a running session', () => {
  const session = sampleSession({ elapsedMs: 4 * minuteMs, positionMs: 4 * minuteMs });
  const running = { state: 'running', session } as const;
  const adjusted = (command: { intensity?: number; duration?: number }, of = session) =>
    stretch(of, { command: 'adjust', ...command });

  it('of the duration stretches what remains in proportion', () => {
    const change = adjusted({ duration: 16 * minuteMs });
    expect(change?.timeline.totalMs).toBe(20 * minuteMs);
    expect(change?.positionMs).toBe(8 * minuteMs);
    expect(change?.intensity).toBe(100);
    expect(change && phaseAt(change.timeline, change.positionMs)).toMatchObject({ name: 'Two', endMs: 14 * minuteMs });
  });

  it('of the intensity leaves the times alone', () => {
    const change = adjusted({ intensity: 50 });
    expect(change).toMatchObject({ positionMs: 4 * minuteMs, intensity: 50, timeline: { totalMs: 10 * minuteMs } });
    expect(change && driveAt(change.timeline, 5 * minuteMs).back.level).toBe(20);
  });

  it('keeps an intensity and a stretch that were adjusted before', () => {
    const first = adjusted({ duration: 16 * minuteMs, intensity: 50 });
    if (first === null) throw new Error('refused');
    const second = adjusted({ intensity: 80 }, { ...session, ...first });
    expect(second).toMatchObject({ positionMs: 8 * minuteMs, timeline: { totalMs: 20 * minuteMs } });
    expect(adjusted({ duration: 10 * minuteMs }, { ...session, ...first })?.intensity).toBe(50);
  });

  it('lasts from then on exactly what was asked, and stays in its phase, for any skip before it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9 * minuteMs }),
        fc.integer({ min: 0, max: 9 * minuteMs }),
        fc.integer({ min: 2000, max: 21 * minuteMs }),
        (elapsedMs, positionMs, moreMs) => {
          const of = sampleSession({ elapsedMs, positionMs });
          const change = adjusted({ duration: elapsedMs + moreMs }, of);
          if (change === null) throw new Error('refused');
          expect(change.timeline.totalMs - change.positionMs).toBe(moreMs);
          const share = change.positionMs / change.timeline.totalMs;
          expect(Math.abs(share - positionMs / (10 * minuteMs))).toBeLessThan(0.001);
        },
      ),
    );
  });

  it('cannot draw the last moment of a program out over hours', () => {
    const over = sampleSession({ elapsedMs: minuteMs, positionMs: 10 * minuteMs - 1 });
    expect(adjusted({ duration: 30 * minuteMs }, over)).toBeNull();
    expect(outcome({ command: 'adjust', duration: 30 * minuteMs }, { state: 'running', session: over })).toBe(
      'invalid_command',
    );
  });

  it('cannot make so many steps of a busy program that the chair would wait for them [S14]', () => {
    const busy = [
      { knead: 30, for: '200ms' },
      { roll: 30, for: '200ms' },
    ];
    const phases = [{ name: 'Busy', for: '20m', back: busy, seat: busy, legs: busy }];
    const program = programOf({ id: 'busy', name: 'Busy', summary: 'Many steps.', goal: 'break', phases });
    const of = (shareDone: number) =>
      sampleSession({ program, timeline: compile(program), positionMs: 20 * minuteMs * shareDone });
    expect(adjusted({ duration: 30 * minuteMs }, of(0))?.timeline.setpoints).toHaveLength(27_000);
    expect(adjusted({ duration: 30 * minuteMs }, of(0.5))).toBeNull();
  });

  it.each([
    ['at what has elapsed', 4 * minuteMs, {}, 'invalid_command'],
    ['just over it', 4 * minuteMs + 1, {}, 'event'],
    ['at what the chair allows', 20 * minuteMs, { sessionMsMax: 20 * minuteMs }, 'event'],
    ['over it', 20 * minuteMs + 1, { sessionMsMax: 20 * minuteMs }, 'invalid_command'],
    ['at what is left of the day', 9 * minuteMs, { dailyLeftMs: 5 * minuteMs }, 'event'],
    ['over it', 9 * minuteMs + 1, { dailyLeftMs: 5 * minuteMs }, 'daily_limit'],
  ] as const)('%s (%i ms) %j: %s', (_where, duration, over, code) => {
    expect(outcome({ command: 'adjust', duration }, { ...running, ...over })).toBe(code);
  });

  it('is an event of the session', () => {
    expect(judged({ command: 'adjust', intensity: 20 }, running)).toMatchObject({
      kind: 'event',
      event: { type: 'adjust', intensity: 20, positionMs: 4 * minuteMs },
    });
  });
});

describe('the id of a session', () => {
  it('is a ULID: 26 letters, sorted by time', () => {
    const clock = new VirtualTime({ wallMs: 1_469_918_176_385 });
    const first = newUlid(clock);
    expect(first).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
    // The time part of the example in the ULID specification.
    expect(first.slice(0, 10)).toBe('01ARYZ6S41');
    clock.advance(1);
    expect(newUlid(clock) > first).toBe(true);
  });

  it('is another one within the same millisecond', () => {
    const clock = new VirtualTime();
    expect(new Set(Array.from({ length: 1000 }, () => newUlid(clock))).size).toBe(1000);
  });
});
