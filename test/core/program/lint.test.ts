import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/core/program/compile.js';
import { lint } from '../../../src/core/program/lint.js';
import { defaultLimits } from '../../../src/core/program/lint-limits.js';
import { compiled, programOf } from './sample.js';

const quiet = { name: 'One', for: '1m', back: { roll: 20 } };
const findingsOf = (phases: unknown, limits = defaultLimits, more: object = {}): string[] =>
  lint(compile(programOf(phases, more)), limits).map(
    ({ rule, severity, at, message }) => `${severity} ${rule} at ${at}: ${message}`,
  );

describe('the linter', () => {
  it('has nothing to say about a gentle program', () => {
    expect(findingsOf([quiet])).toEqual([]);
  });

  it('warns of a phase in which nothing moves, and says it once where nothing moves at all', () => {
    const empty = { name: 'Two', for: '1m' };
    const inPhase = 'nothing moves in this phase: add a zone, such as back: { knead: 40 }';
    const inAll = 'nothing moves in this program: add a zone to a phase, such as back: { knead: 40 }';
    expect(findingsOf([quiet, empty, quiet])).toEqual([`warning still at 60000: ${inPhase}`]);
    expect(findingsOf([quiet, { ...quiet, fade: '0..0' }])).toEqual([`warning still at 60000: ${inPhase}`]);
    expect(findingsOf([empty, { ...quiet, back: [{ rest: '2s' }] }])).toEqual([`warning still at 0: ${inAll}`]);
    expect(findingsOf([quiet, quiet])).toEqual([]);
  });

  it('asks of a step in a loop for the ramp that is enough each time that it comes', () => {
    const loop = [{ knead: 60, for: '4s', ramp: '500ms' }, { rest: '4s' }];
    const warm = { name: 'One', for: '10s', back: { knead: 40 } };
    const [slope] = findingsOf([warm, { name: 'Two', for: '1m', back: loop }, { ...quiet, for: '9s' }]);
    expect(slope).toContain('back rises by 60 in 500 ms, over 40 %/s; ramp it over at least 1s500ms');
  });

  it.each([
    [
      'a technique that the chair does not have',
      [{ name: 'One', for: '1m', legs: { knead: 20 } }],
      "error capability at 0: the chair cannot knead in zone 'legs' (it has compress, roll, vibrate)",
    ],
    [
      'a rate that the chair does not have',
      [{ name: 'One', for: '1m', legs: { compress: 20, rate: 13 } }],
      "error rate at 0: compress in zone 'legs' takes 1 to 12 cycles/min, not 13",
    ],
    [
      'a slope that startles',
      [{ name: 'One', for: '9s', back: { knead: 25, ramp: '500ms' } }],
      'error slope at 0: back rises by 25 in 500 ms, over 40 %/s; ramp it over at least 700ms',
    ],
    [
      'a jump after another technique, from 0',
      [
        {
          name: 'One',
          for: '9s',
          back: [{ knead: 60, for: '4s' }, { tap: 61, for: '2s', ramp: '1s' }, { rest: '2s' }],
        },
      ],
      'error slope at 4000: back rises by 61 in 1000 ms, over 40 %/s; ramp it over at least 1s600ms',
    ],
    [
      'air that holds too long',
      [{ name: 'One', for: '30s', legs: [{ compress: 30, for: '21s' }, { rest: '9s' }] }],
      'error steady at 0: compress holds legs for 21s; at most 20s: add a rest of 2s or more, or a rate',
    ],
    [
      'air that holds at changing levels',
      [
        {
          name: 'One',
          for: '30s',
          back: [
            { press: 30, for: '3s' },
            { press: 15, for: '1s' },
          ],
        },
      ],
      'error steady at 0: press holds back for 30s; at most 20s: add a rest of 2s or more, or a rate',
    ],
    [
      'an end that lets nobody go',
      [{ name: 'One', for: '1m', back: { knead: 31 } }],
      'error end at 0: ends with back at level 31; nobody should be let go from above 30',
    ],
    [
      'more than 30 minutes',
      [{ ...quiet, for: '31m' }],
      'error length at 1800000: lasts 31 min; a session may last 30',
    ],
  ])('refuses %s', (_name, phases, finding) => {
    expect(findingsOf(phases)).toEqual([finding]);
  });

  it('allows 20 s of steady air, and more with a rate', () => {
    const legs = [{ compress: 30, for: '20s' }, { rest: '10s' }];
    expect(findingsOf([{ name: 'One', for: '1m', legs }])).toEqual([]);
    expect(findingsOf([{ name: 'One', for: '5m', legs: { compress: 30, rate: 2 } }])).toEqual([]);
  });

  it('counts a rest only if the air can leave in it', () => {
    const back = (rest: string) => [{ press: 30, for: '15s' }, { rest }];
    expect(findingsOf([{ name: 'One', for: '2m16s', back: back('2s') }])).toEqual([]);
    expect(findingsOf([{ name: 'One', for: '32s', back: back('1s') }])).toEqual([
      'error steady at 0: press holds back for 31s; at most 20s: add a rest of 2s or more, or a rate',
    ]);
  });

  it('refuses levels over a cap that is lower than 100', () => {
    expect(findingsOf([quiet], { ...defaultLimits, levelMax: 15 })).toEqual([
      'error level at 0: level 20 of back is over the cap of 15',
    ]);
  });

  it('warns before a motor gets warm, and refuses what would stop it', () => {
    const long = (level: number) => [
      { name: 'One', for: '28m', back: { roll: level } },
      { name: 'Two', for: '1m', fade: '1..0', back: { roll: level } },
    ];
    expect(findingsOf(long(40))).toEqual([]);
    expect(findingsOf(long(60))).toEqual([
      'warning temperature at 660000: the back motor would reach 45 degC after 11 min',
    ]);
    const limits = { ...defaultLimits, temperatureMaxC: 60 };
    expect(findingsOf(long(90), limits)).toEqual([
      'error temperature at 904000: the back motor would reach 60 degC after 15.1 min; lower levels or add rests',
    ]);
  });

  it('knows the words of avoid', () => {
    expect(findingsOf([quiet], defaultLimits, { avoid: ['clot-risk', 'pregnant', 'flu'] })).toEqual([
      "error avoid at 0: unknown avoid word 'pregnant'; did you mean 'pregnancy'?",
      "error avoid at 0: unknown avoid word 'flu'; known: clot-risk, heart-failure, arterial-disease, open-wound, pregnancy, pacemaker, osteoporosis, neuropathy, recent-surgery",
    ]);
  });

  it.each(['Cures your back', 'Back therapy', 'Pain relief', 'Treats sore legs', 'A medical massage', 'Heals'])(
    'refuses texts that claim treatment, such as "%s"',
    (text) => {
      for (const more of [{ name: text }, { summary: text }]) {
        expect(findingsOf([quiet], defaultLimits, more)).toEqual([
          expect.stringMatching(/^error claim at 0: '.+' claims treatment/),
        ]);
      }
      expect(findingsOf([{ ...quiet, name: text }])).toEqual([expect.stringMatching(/^error claim at 0/)]);
    },
  );

  it('reads whole words', () => {
    const summary = 'A painted, secure and healthy hour of patience.';
    expect(findingsOf([quiet], defaultLimits, { summary })).toEqual([]);
  });

  it('speaks once about a step that loops, and says where it stands', () => {
    const back = [{ knead: 30, for: '2s', ramp: '200ms' }, { rest: '2s' }];
    const findings = lint(compiled([quiet, { name: 'Two', for: '20s', back }]), defaultLimits, {
      file: 'sample.yaml',
      locate: (path) => ({ line: path.length, column: path.join('').length }),
    });
    expect(findings).toEqual([
      expect.objectContaining({
        rule: 'slope',
        file: 'sample.yaml',
        line: 4,
        column: 'phases1back0'.length,
        at: 60_000,
      }),
    ]);
  });

  it('leaves the chair open where none is known', () => {
    const phases = [{ name: 'One', for: '1m', legs: { knead: 20 } }];
    expect(findingsOf(phases, { ...defaultLimits, capabilities: null })).toEqual([]);
  });
});
