import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readProgram } from '../../../src/core/program/read-program.js';
import { programJsonSchema } from '../../../src/core/program/schema.js';
import { programData, programOf } from './sample.js';

const problemsOf = (value: unknown): string[] => {
  const read = readProgram(value);
  return read.kind === 'program' ? [] : read.problems.map(({ path, message }) => `${path.join('.')}: ${message}`);
};
const notOneLine = "name: 'name' must be one line of plain text";
const problemsOfBack = (back: unknown): string[] => problemsOf(programData([{ name: 'One', for: '1m', back }]));

describe('the format of programs', () => {
  it('reads durations, levels, ranges, fades, lists and repeats', () => {
    const program = programOf([
      {
        name: 'One',
        for: '1m30s',
        fade: '1..0.5',
        back: { knead: '20..40', rate: 6, ramp: '500ms' },
        legs: [{ repeat: 2, do: [{ compress: 40, for: '12s' }, { rest: '48s' }] }],
      },
    ]);
    expect(program.avoid).toEqual([]);
    expect(program.phases).toEqual([
      {
        name: 'One',
        durationMs: 90_000,
        fade: { from: 1, to: 0.5 },
        plans: {
          back: { kind: 'run', technique: 'knead', level: { from: 20, to: 40 }, rate: 6, forMs: null, rampMs: 500 },
          legs: [
            {
              kind: 'repeat',
              times: 2,
              steps: [
                {
                  kind: 'run',
                  technique: 'compress',
                  level: { from: 40, to: 40 },
                  rate: 0,
                  forMs: 12_000,
                  rampMs: null,
                },
                { kind: 'rest', forMs: 48_000, rampMs: null },
              ],
            },
          ],
        },
      },
    ]);
  });

  it.each([
    ['a misspelt technique', { kneed: 40 }, "phases.0.back.kneed: unknown technique 'kneed'; did you mean 'knead'?"],
    [
      'a technique like no other',
      { xylophone: 40 },
      "phases.0.back.xylophone: unknown technique 'xylophone'; known: knead, tap, roll, press, compress, vibrate",
    ],
    ['a misspelt key', { knead: 40, rmap: '2s' }, "phases.0.back.rmap: unknown key 'rmap'; did you mean 'ramp'?"],
    [
      'a level over 100',
      { knead: 140 },
      "phases.0.back.knead: 'knead' must be a level from 0 to 100, or a range such as 20..40",
    ],
    [
      'a broken range',
      { knead: '20...40' },
      "phases.0.back.knead: 'knead' must be a level from 0 to 100, or a range such as 20..40; write 20..40",
    ],
    [
      'a level in halves',
      { knead: 2.5 },
      "phases.0.back.knead: 'knead' must be a level from 0 to 100, or a range such as 20..40",
    ],
    [
      'a duration without a unit',
      { knead: 40, for: 12 },
      "phases.0.back.for: 'for' must be a duration such as 500ms, 12s, 2m or 1m30s; write 12s",
    ],
    ['a step too short to be felt', { knead: 40, for: '1ms' }, "phases.0.back.for: 'for' must be at least 200 ms"],
    ['a negative rate', { knead: 40, rate: -1 }, "phases.0.back.rate: 'rate' must be a whole number from 0 to 65535"],
    [
      'two techniques at once',
      { knead: 40, tap: 20 },
      'phases.0.back: does knead and tap at once; a zone does one thing at a time: write a list, one after the other',
    ],
    [
      'a step that does nothing',
      {},
      'phases.0.back: needs one of knead, tap, roll, press, compress, vibrate, rest or repeat',
    ],
    ['a rest with a length twice', { rest: '2s', for: '3s' }, 'phases.0.back: rest has its own length; leave out for'],
    ['a rest with a rate', { rest: '2s', rate: 3 }, 'phases.0.back: rest takes no rate'],
    ['a repeat without steps', { repeat: 3 }, 'phases.0.back: repeat and do belong together'],
    ['a repeat with a length', { repeat: 3, do: [{ rest: '2s' }], for: '2s' }, 'phases.0.back: repeat takes no for'],
    [
      'a step of a list without a length, where more follows',
      [{ knead: 20 }, { rest: '2s' }],
      'phases.0.back.0: needs for, such as for: 12s, because more follows',
    ],
    [
      'a step of a repeat without a length',
      { repeat: 2, do: [{ knead: 20 }] },
      'phases.0.back.do.0: needs for, such as for: 12s, because more follows',
    ],
    ['an empty list', [], "phases.0.back: 'back' must have at least one step"],
    ['a number', 4, "phases.0.back: 'back' must be a step such as { knead: 40 }, or a list of steps"],
  ])('refuses %s', (_name, back, problem) => {
    expect(problemsOfBack(back)).toEqual([problem]);
  });

  it.each([
    ['nothing at all', null, ': the file must be a program: id, name, summary, goal, avoid and phases'],
    [
      'an unknown key',
      programData([{ name: 'a', for: '2s' }], { golas: 1 }),
      "golas: unknown key 'golas'; did you mean 'goal'?",
    ],
    [
      'a misspelt zone',
      programData([{ name: 'a', for: '2s', bakc: { tap: 1 } }]),
      "phases.0.bakc: unknown key 'bakc'; did you mean 'back'?",
    ],
    ['no phases', programData([]), "phases: 'phases' must have at least one phase"],
    ['a phase without a name', programData([{ for: '2s' }]), "phases.0: 'name' is missing"],
    ['a phase that is no map', programData([7]), 'phases.0: must be a phase with name, for and zones'],
    [
      'an unknown goal',
      programData([{ name: 'a', for: '2s' }], { goal: 'sleep' }),
      "goal: 'goal' must be one of relaxation, flexibility, posture, circulation, lymphatic, restless-legs, break, recovery",
    ],
    ['a missing goal', programData([{ name: 'a', for: '2s' }], { goal: undefined }), ": 'goal' is missing"],
    [
      'an id with spaces',
      programData([{ name: 'a', for: '2s' }], { id: 'My id' }),
      "id: 'id' must be small letters, digits, - and _, such as leg-circulation; write my-id",
    ],
    [
      'control characters',
      programData([{ name: 'a\u001b[2J', for: '2s' }]),
      "phases.0.name: 'name' must be one line of plain text",
    ],
    ['half a pair of surrogates', programData([{ name: 'a', for: '2s' }], { name: 'half \ud800' }), notOneLine],
    ['what turns the text around it', programData([{ name: 'a', for: '2s' }], { name: 'turned \u202e' }), notOneLine],
    ['another break of a line', programData([{ name: 'a', for: '2s' }], { name: 'a line\u2028break' }), notOneLine],
    [
      'a fade over 1',
      programData([{ name: 'a', for: '2s', fade: '2..0' }]),
      "phases.0.fade: 'fade' must be a range of factors from 0 to 1, such as 1..0",
    ],
    [
      'hours',
      programData([
        { name: 'a', for: '40m' },
        { name: 'b', for: '40m' },
      ]),
      'phases: the phases add up to over 60 minutes; a session may last 30',
    ],
  ])('refuses %s', (_name, value, problem) => {
    expect(problemsOf(value)).toEqual([problem]);
  });

  it('lets the last step of a list run until the phase ends', () => {
    expect(problemsOfBack([{ knead: 20, for: '2s' }, { roll: 20 }])).toEqual([]);
  });

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(['program', 'invalid']).toContain(readProgram(value).kind);
        expect(problemsOfBack(value).length).toBeLessThanOrEqual(20);
      }),
    );
  });

  it('gives editors a JSON Schema of what files may hold', () => {
    const text = JSON.stringify(programJsonSchema());
    expect(text).toContain('"additionalProperties":false');
    expect(text).toContain('"knead"');
    expect(text).toContain('"required":["id","name","summary","goal","phases"]');
    expect(programJsonSchema()).toMatchObject({ title: 'Massage program', type: 'object' });
  });
});
