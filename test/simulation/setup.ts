import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { shippedProgramsDirectory } from '../../src/adapters/files/package-folder.js';
import { openProgramFile } from '../../src/adapters/files/program-file.js';
import type { Schedule } from '../../src/core/ledger/schedules/schedule.js';
import { defaultLimits } from '../../src/core/program/lint-limits.js';
import { readProgram } from '../../src/core/program/read-program.js';
import type { Program, ZonePlan } from '../../src/core/program/schema.js';
import type { Person } from '../../src/core/safety/people.js';
import type { Zone } from '../../src/core/zones.js';
import type { ChairSettings } from '../../src/daemon/chair-settings.js';
import { Chance } from './chance.js';

export type Programs = ReadonlyMap<string, { readonly program: Program }>;

/** What a storm can go over: a chair that speaks CLP/1, or a device by the profile of this name. */
export const chairNames = ['clp', 'rongtai', 'hf8', 'remote-bus'] as const;
export type ChairName = (typeof chairNames)[number];

/** How one world is configured. */
export interface Setup {
  readonly seed: number;
  readonly chair: ChairName;
  readonly settings: ChairSettings;
  readonly people: ReadonlyMap<string, Person>;
  readonly protocolVersion: 4 | 5;
  readonly requireTs: boolean;
  /** Somebody is offered something every few minutes. */
  readonly schedules: readonly Schedule[];
}

const minuteMs = 60_000;

const plan: Schedule = {
  id: 'often',
  chairs: ['chair'],
  program: 'quick-break',
  person: 'guest',
  when: '*/3 * * * *',
  timeZone: 'Europe/Berlin',
  skip: [],
  withinMs: 2 * minuteMs,
};

/** The configuration of this seed. A chair without a seat sensor moves from afar only where its owner has allowed it, and one that
 *  shows nothing only where somebody watches. */
export function drawSetup(seed: number, chair: ChairName): Setup {
  const chance = new Chance(seed, 'setup');
  const people: [string, Person][] = [
    ['guest', { avoid: ['pacemaker'], levelMax: 40 }],
    ['owner', { avoid: ['osteoporosis'], levelMax: 70 }],
  ];
  const isPlanned = new Chance(seed, 'planned').is(0.15);
  const isByProfile = chair !== 'clp';
  const remoteStart = chance.pick([undefined, undefined, undefined, true, false]);
  const occupancy = chance.pick(['auto', 'auto', 'required', 'ignore'] as const);
  return {
    seed,
    chair,
    settings: {
      id: 'chair',
      name: 'Chair',
      groups: ['floor'],
      person: null,
      remoteStart: isByProfile ? remoteStart !== false : remoteStart,
      occupancy: isByProfile ? 'auto' : occupancy,
      mustBeCommissioned: false,
      watchedBy: isByProfile ? 'somebody in the room' : null,
      levelMax: chance.pick([100, 100, 60, 30]),
      sessionMsMax: chance.pick([30, 30, 15, 5]) * minuteMs,
      restMs: chance.pick([30, 10, 5]) * minuteMs,
      dailyMs: chance.pick([60, 60, 20, 10]) * minuteMs,
      temperatureMaxC: chance.pick([70, 70, 60, 50]),
      emergencySwitch: null,
      serviceHours: null,
      isPortShared: false,
    },
    people: new Map(chance.is(0.3) || isPlanned ? people : []),
    protocolVersion: chance.is(0.85) ? 5 : 4,
    requireTs: chance.is(0.2),
    schedules: isPlanned ? [plan] : [],
  };
}

function programOf(data: unknown): Program {
  const read = readProgram(data);
  if (read.kind === 'invalid') throw new Error(JSON.stringify(read.problems));
  return read.program;
}

/** What no linter would let pass: full levels, no ramps, air that is held for minutes, rates that no chair has. */
const rude = programOf({
  id: 'rude',
  name: 'Rude',
  summary: 'Everything that a program must not do.',
  goal: 'break',
  phases: [
    { name: 'Slam', for: '20s', back: { tap: 100, rate: 700, ramp: '0s' }, legs: { compress: 100, ramp: '0s' } },
    { name: 'Hold', for: '90s', seat: { compress: 100, ramp: '0s' }, legs: { compress: 90 }, back: { knead: 100 } },
    {
      name: 'Jump',
      for: '60s',
      back: [
        { knead: 100, for: '300ms', ramp: '0s' },
        { tap: 10, for: '300ms', ramp: '0s' },
        { vibrate: 100, for: '2s', ramp: '0s' },
        { rest: '1s', ramp: '0s' },
      ],
    },
  ],
});

const shipped: readonly Program[] = readdirSync(shippedProgramsDirectory())
  .filter((file) => file.endsWith('.yaml'))
  .sort()
  .flatMap((file) => {
    const read = openProgramFile(join(shippedProgramsDirectory(), file), file, defaultLimits);
    return read.kind === 'loaded' ? [read.loaded.program] : [];
  });

export const asPrograms = (programs: readonly Program[]): Programs =>
  new Map(programs.map((program) => [program.id, { program }]));

/** The folder as somebody leaves it: as it ships and with the rude one, with that one under another's name, nearly empty. */
export const programVariants: readonly [Programs, ...Programs[]] = [
  asPrograms([...shipped, rude]),
  asPrograms([...shipped.filter(({ id }) => id !== 'demo'), { ...rude, id: 'demo' }, rude]),
  asPrograms(shipped.slice(0, 2)),
];

const levelOf = (plan: ZonePlan | undefined): number => {
  if (plan === undefined) return 0;
  if (!('kind' in plan)) return Math.max(0, ...plan.map(levelOf));
  if (plan.kind === 'run') return Math.max(plan.level.from, plan.level.to);
  return plan.kind === 'repeat' ? levelOf(plan.steps) : 0;
};

/** The highest level that a program asks of a zone. */
export const highestLevel = (program: Program, zone: Zone): number =>
  Math.max(
    0,
    ...program.phases.map(({ plans, fade }) => levelOf(plans[zone]) * Math.max(1, fade?.from ?? 1, fade?.to ?? 1)),
  );
