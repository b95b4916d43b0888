import { programOf } from '../../support/sample-session.js';
import type { ProgramVariants } from '../plant.js';
import { asPrograms, programVariants } from '../setup.js';

/** Programs by the names that the storm's messages call. */
type Phases = Parameters<typeof programOf>[0] extends infer Data ? Data : never;

const named = (id: string, phases: readonly object[]): ReturnType<typeof programOf> =>
  programOf({ id, name: id, summary: `${id}.`, goal: 'relaxation', phases } as Phases);

const kneading = { knead: 55, rate: 12 };
const waves = [{ compress: 60, for: '8s' }, { rest: '8s' }];

/** What a chair with rollers and air can do; `rude` is full levels without a ramp, and changes sooner than keys are followed. */
const rollers = {
  demo: named('demo', [
    { name: 'Knead', for: '40s', back: kneading, legs: { compress: 45, rate: 4 } },
    { name: 'Knock', for: '1m', back: { tap: 70, rate: 200 }, legs: { compress: 100, rate: 4 } },
  ]),
  quickBreak: named('quick-break', [{ name: 'Waves', for: '4m', back: kneading, legs: waves }]),
  relaxation: named('relaxation', [
    { name: 'Knead', for: '6m', back: { knead: 30, rate: 12 } },
    { name: 'Waves', for: '8m', back: kneading, legs: waves },
  ]),
  rude: named('rude', [
    { name: 'Slam', for: '30s', back: { tap: 100, rate: 700, ramp: '0s' }, legs: { compress: 100, ramp: '0s' } },
    {
      name: 'Jump',
      for: '90s',
      back: [
        { knead: 100, rate: 12, for: '2s', ramp: '0s' },
        { tap: 10, rate: 200, for: '2s', ramp: '0s' },
      ],
      legs: [
        { compress: 100, for: '1s', ramp: '0s' },
        { rest: '1s', ramp: '0s' },
      ],
    },
  ]),
};

export const rongtaiPrograms: ProgramVariants = [
  asPrograms(Object.values(rollers)),
  asPrograms([rollers.quickBreak, rollers.rude, { ...rollers.rude, id: 'demo' }]),
  asPrograms([rollers.demo, rollers.quickBreak]),
];

/** The programs that ship are for such a chair too. */
export const remoteBusPrograms: ProgramVariants = programVariants;

const buzz = (back: number, seat: number, legs: number): object => ({
  back: { vibrate: back, rate: 40 },
  seat: { vibrate: seat, rate: 40 },
  legs: { vibrate: legs, rate: 40 },
});

const pad = {
  demo: named('demo', [
    { name: 'Legs', for: '30s', legs: { vibrate: 50, rate: 40 } },
    { name: 'All', for: '1m', ...buzz(40, 30, 30) },
  ]),
  quickBreak: named('quick-break', [{ name: 'All', for: '4m', ...buzz(50, 40, 30) }]),
  relaxation: named('relaxation', [
    { name: 'Low', for: '6m', ...buzz(20, 15, 15) },
    { name: 'High', for: '8m', ...buzz(60, 50, 40) },
  ]),
  rude: named('rude', [
    {
      name: 'Slam',
      for: '2m',
      back: [
        { vibrate: 100, rate: 40, for: '2s', ramp: '0s' },
        { rest: '1s', ramp: '0s' },
      ],
      legs: { vibrate: 100, rate: 40, ramp: '0s' },
    },
  ]),
};

export const padPrograms: ProgramVariants = [
  asPrograms(Object.values(pad)),
  asPrograms([pad.quickBreak, pad.rude, { ...pad.rude, id: 'demo' }]),
  asPrograms([pad.demo, pad.quickBreak]),
];
