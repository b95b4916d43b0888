import { describe, expect, it } from 'vitest';
import { shapeProblems } from '../../../src/core/configuration/shape-problems.js';
import { aimsOf, followAims, followsNothing, givenLevel } from '../../../src/core/profile/aims.js';
import { misfits, refusal } from '../../../src/core/profile/fit.js';
import { profileSchema } from '../../../src/core/profile/references.js';
import { profileJsonSchema } from '../../../src/core/profile/schema.js';
import { compile } from '../../../src/core/program/compile.js';
import { stillDrive } from '../../../src/core/zones.js';
import { programOf } from '../../support/sample-session.js';
import { remoteBus, shippedProfile } from '../../support/shipped-profiles.js';

const program = (phases: readonly object[]) =>
  compile(programOf({ id: 'own', name: 'Own', summary: 'Mine.', goal: 'break', phases }));

const caps = { back: 100, seat: 100, legs: 100 };

describe('a program for a chair by profile', () => {
  it('is refused where a zone or a technique is missing', () => {
    expect(refusal(remoteBus, program([{ name: 'A', for: '1m', seat: { vibrate: 20 } }]))).toContain("no zone 'seat'");
    expect(refusal(remoteBus, program([{ name: 'A', for: '1m', legs: { vibrate: 20 } }]))).toContain('cannot vibrate');
  });

  it('[S10] is refused where a zone would have to rest that no key rests', () => {
    const phases = [
      { name: 'A', for: '1m', back: { knead: 40 } },
      { name: 'B', for: '1m', legs: { compress: 40, rate: 2 } },
    ];
    expect(refusal(remoteBus, program(phases))).toContain("cannot rest 'back'");
    expect(refusal(remoteBus, program([...phases].reverse()))).toBeNull();
    const faint = [
      { name: 'A', for: '1m', back: { knead: 40 } },
      { name: 'B', for: '1m', back: { knead: 10 } },
    ];
    expect(refusal(remoteBus, program(faint))).toContain("cannot rest 'back'");
  });

  it('is told how it differs: steps, rates, patterns that are too quick, levels that are too low', () => {
    const back = [
      { knead: 45, rate: 30, for: '5s' },
      { tap: 35, for: '3s' },
    ];
    const found = misfits(remoteBus, program([{ name: 'A', for: '1m', back, legs: { compress: 10, rate: 4 } }]));
    expect(found.every(({ severity }) => severity === 'warning')).toBe(true);
    expect(found.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        "knead 45 in 'back' becomes 20: this chair has steps",
        "rates in 'back' have no effect: this chair runs at its own",
        "'back' changes faster than this chair's keys: what lasts less than 6 s is not followed",
        "compress 10 in 'legs' is under this chair's least, 20: it stays off",
      ]),
    );
  });

  it('[S10] never gets a level over the one that it asked for', () => {
    const ability = remoteBus.zones.back?.knead;
    if (ability === undefined) throw new Error('the chair kneads');
    for (let level = 0; level <= 100; level += 1) expect(givenLevel(ability, level)).toBeLessThanOrEqual(level);
    expect([19, 20, 59, 60, 100].map((level) => givenLevel(ability, level))).toEqual([0, 20, 20, 60, 100]);
  });

  it('asks nothing of a zone that no key rests, and rests the others', () => {
    expect(Object.fromEntries(aimsOf(remoteBus, stillDrive, caps))).toEqual({ air: 'off', 'foot-roller': 'off' });
    const knead = { technique: 'knead', level: 70, rate: 0, rampMs: 0 } as const;
    expect(Object.fromEntries(aimsOf(remoteBus, { ...stillDrive, back: knead }, { ...caps, back: 59 }))).toMatchObject({
      mode: 'manual',
      technique: 'knead',
      speed: '1',
    });
  });
});

describe('what a chair by profile follows', () => {
  const aims = (technique: string, speed = '1') =>
    new Map([
      ['technique', technique],
      ['speed', speed],
    ]);
  const aimedAt = (asked: readonly (readonly [number, ReadonlyMap<string, string>])[]) =>
    asked.reduce((state, [atMs, each]) => followAims(remoteBus, state, each, atMs), followsNothing).aims;

  it('is the first at once, and another when that has lasted', () => {
    expect(aimedAt([[0, aims('knead')]]).get('technique')).toBe('knead');
    expect(
      aimedAt([
        [0, aims('knead')],
        [100, aims('roll')],
        [5000, aims('roll')],
      ]).get('technique'),
    ).toBe('knead');
    expect(
      aimedAt([
        [0, aims('knead')],
        [100, aims('roll')],
        [6100, aims('roll')],
      ]).get('technique'),
    ).toBe('roll');
  });

  it('is nothing of a zone that has come to rest, and goes on where no key rests it', () => {
    const rongtai = shippedProfile('rongtai');
    const back = { technique: 'knead', level: 50, rate: 0, rampMs: 0 } as const;
    const legs = { technique: 'compress', level: 60, rate: 0, rampMs: 0 } as const;
    const caps = { back: 100, seat: 100, legs: 100 };
    const working = followAims(rongtai, followsNothing, aimsOf(rongtai, { ...stillDrive, back, legs }, caps), 0);
    expect(Object.fromEntries(working.aims)).toMatchObject({
      technique: 'knead',
      'air-legs': 'on',
      'air-strength': '3',
    });
    const still = aimsOf(rongtai, stillDrive, caps);
    const resting = followAims(rongtai, followAims(rongtai, working, still, 100), still, 10_000);
    expect(Object.fromEntries(resting.aims)).toEqual({ technique: 'knead', speed: '3', 'air-legs': 'off' });
  });

  it('is not a pattern that comes back sooner', () => {
    const pattern = Array.from({ length: 60 }, (_each, at) => [at * 1000, aims(at % 8 < 5 ? 'knead' : 'tap')] as const);
    expect(aimedAt(pattern).get('technique')).toBe('knead');
  });

  it('is what makes most of a pattern that is new', () => {
    const pattern = Array.from(
      { length: 7 },
      (_each, at) => [1000 + at * 1000, aims(at < 5 ? 'knead' : 'tap')] as const,
    );
    expect(aimedAt([[0, aims('roll')], ...pattern]).get('technique')).toBe('knead');
  });

  it('[S10] is less strength at once, and more only when it lasts', () => {
    expect(
      aimedAt([
        [0, aims('knead', '5')],
        [100, aims('knead', '3')],
      ]).get('speed'),
    ).toBe('3');
    expect(
      aimedAt([
        [0, aims('knead', '3')],
        [100, aims('knead', '5')],
      ]).get('speed'),
    ).toBe('3');
  });
});

describe('a profile file', () => {
  const wrong = (change: (data: Record<string, unknown>) => void): string => {
    const data = structuredClone(sound) as Record<string, unknown>;
    change(data);
    const parsed = profileSchema.safeParse(data);
    if (parsed.success) return '';
    return shapeProblems(parsed.error.issues, data, profileJsonSchema())
      .map(({ message, suggestion = '' }) => `${message} ${suggestion}`)
      .join('; ');
  };
  const sound = {
    name: 'small',
    title: 'Small',
    line: { baud_rate: 9600 },
    frame: { start: '~', end: 'cr' },
    silence: '3s',
    keys: {
      power: { press: '01', release: '02' },
      up: { press: '03', release: '02', while_held: true },
    },
    answers: { taken: '11' },
    frames: { answer: { digits: [1, 5] }, long: { digits: [6, 20] } },
    fields: {
      timer: { frame: 'long', seven_segment: ['B1'] },
      motion: { frame: 'long', blinks: { all: 'B2[0]' } },
    },
    power: { key: 'power', field: 'timer' },
    activity: ['motion'],
    follows: '6s',
    controls: { motion: { field: 'motion', key: 'power', steps: 1 } },
    zones: { back: { rest: null, knead: { set: { motion: 'all' }, level: 40 } } },
    guarantees: { dead_man: 'none' },
  };

  it('is refused, and no more than that, where a value that a control goes by is no word', () => {
    const motion = { frame: 'long', bits: 'B2[0]', values: { 0: 'Off', 1: 'all' } };
    const change = (data: Record<string, unknown>) =>
      Object.assign(data, { fields: { timer: { frame: 'long', seven_segment: ['B1'] }, motion }, activity: {} });
    expect(wrong(change)).toContain('must be a value of small letters');
  });

  it('is taken where everything in it fits together', () => {
    expect(wrong(() => {})).toBe('');
  });

  it.each<[string, (data: Record<string, unknown>) => unknown]>([
    ['there is no key', (data) => Object.assign(data, { power: { key: 'on', field: 'timer' } })],
    ['moves as long as it is held', (data) => Object.assign(data, { pause: { key: 'up' } })],
    ['there is no field', (data) => Object.assign(data, { activity: ['wheel'] })],
    ['must be a field of number', (data) => Object.assign(data, { power: { key: 'power', field: 'motion' } })],
    ['must be a field of blinks', (data) => Object.assign(data, { activity: ['timer'] })],
    [
      "fits frames of 'answer' as well",
      (data) => Object.assign(data, { frames: { answer: { digits: [1, 5] }, long: { digits: [5, 9] } } }),
    ],
    ['there is no frame', (data) => Object.assign(data, { fields: { timer: { frame: 'x', seven_segment: ['B1'] } } })],
    ['there is no control', (data) => Object.assign(data, { zones: { legs: { rest: { air: 'off' } } } })],
    ['must be bits', (data) => Object.assign(data, { fields: { timer: { frame: 'long', seven_segment: ['X1'] } } })],
    ['upper-case hex', (data) => Object.assign(data, { answers: { taken: '1g' } })],
    ["unknown key 'code'", (data) => Object.assign(data, { code: 'return 1' })],
  ])('is refused with "%s"', (message, change) => {
    expect(wrong(change)).toContain(message);
  });
});
