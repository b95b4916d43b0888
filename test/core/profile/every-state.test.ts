import { describe, expect, it } from 'vitest';
import { type Aims, aimsOf } from '../../../src/core/profile/aims.js';
import { allCommands, isForbidden } from '../../../src/core/profile/commands.js';
import { newReconciling, type Reconciling, reconcile } from '../../../src/core/profile/reconcile.js';
import { noSight, takeFrame } from '../../../src/core/profile/sight.js';
import { profileView } from '../../../src/core/profile/view.js';
import { type Drive, stillDrive } from '../../../src/core/zones.js';
import { shippedProfile } from '../../support/shipped-profiles.js';

const rongtai = shippedProfile('rongtai');

/** What a running chair of the family does, as its makers' sources say it; not what the profile says. */
interface Chair {
  readonly technique: number;
  readonly speed: number;
  readonly isAirOn: boolean;
  readonly strength: number;
}

const techniqueKeys: Readonly<Record<string, number>> = { knead: 1, knock: 2 };
const usualStrength = 3;

function press(chair: Chair, key: string): Chair {
  const number = Number(/-(\d)$/.exec(key)?.[1]);
  if (key in techniqueKeys) return { ...chair, technique: techniqueKeys[key] ?? 0 };
  if (key.startsWith('speed-')) return { ...chair, speed: number };
  if (key === 'air-legs') return { ...chair, isAirOn: true, strength: chair.strength || usualStrength };
  if (key === 'air-off') return { ...chair, isAirOn: false, strength: 0 };
  if (key.startsWith('air-')) return { ...chair, strength: number };
  throw new Error(`a session presses ${key}`);
}

const running = 3;
const manual = 7;

function status({ technique, speed, isAirOn, strength }: Chair): readonly number[] {
  const bytes = new Array<number>(18).fill(0);
  bytes[0] = 0xf0;
  bytes[1] = 0x40 | (technique << 3);
  bytes[2] = speed << 2;
  bytes[3] = strength;
  bytes[5] = 100;
  bytes[7] = running;
  bytes[12] = isAirOn ? 4 : 0;
  bytes[13] = manual << 2;
  bytes[17] = 0xf1;
  return bytes;
}

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);

const everyChair: readonly Chair[] = range(8).flatMap((technique) =>
  range(7).flatMap((speed) =>
    [false, true].flatMap((isAirOn) => range(6).map((strength) => ({ technique, speed, isAirOn, strength }))),
  ),
);

const caps = { back: 100, seat: 100, legs: 100 };
const everyDrive: readonly Drive[] = (['knead', 'tap'] as const).flatMap((technique) =>
  [15, 30, 50, 65, 80, 100].flatMap((level) =>
    [0, 20, 40, 60, 80, 100].map((air) => ({
      ...stillDrive,
      back: { technique, level, rate: 0, rampMs: 0 },
      legs: { technique: air === 0 ? ('off' as const) : ('compress' as const), level: air, rate: 0, rampMs: 0 },
    })),
  ),
);

const stepMs = 1500;
const pressesMax = 6;

/** How many presses bring the chair to what is wanted; what it becomes. */
function bring(from: Chair, aims: Aims): { readonly chair: Chair; readonly presses: readonly string[] } {
  let chair = from;
  let state: Reconciling = newReconciling;
  const presses: string[] = [];
  for (let nowMs = 0; presses.length <= pressesMax; nowMs += stepMs) {
    const seen = takeFrame(rongtai, noSight, status(chair), nowMs);
    if (seen.kind !== 'status') throw new Error('the status is not understood');
    const [next, effect] = reconcile(rongtai, state, aims, profileView(rongtai, seen.sight, nowMs), nowMs);
    state = next;
    if (effect === null) return { chair, presses };
    if (effect.kind !== 'press') throw new Error(JSON.stringify({ from, aims: [...aims], effect }));
    chair = press(chair, effect.key);
    presses.push(effect.key);
  }
  throw new Error(`it does not come to rest: ${JSON.stringify({ from, aims: [...aims], presses })}`);
}

const speedLevels = [15, 30, 50, 65, 80, 100];

/** The chair as the drive wants it; its strength is `free` while no air is asked for. */
const isAsWanted = ({ technique, speed, isAirOn, strength }: Chair, { back, legs }: Drive): boolean =>
  technique === (back.technique === 'knead' ? 1 : 2) &&
  speed === speedLevels.indexOf(back.level) + 1 &&
  isAirOn === legs.level > 0 &&
  (!isAirOn || strength === legs.level / 20);

/** The greatest strength at which its legs were blown on the way. */
function strongest(from: Chair, presses: readonly string[]): number {
  let chair = from;
  let most = 0;
  for (const key of presses) {
    chair = press(chair, key);
    if (chair.isAirOn) most = Math.max(most, chair.strength);
  }
  return most;
}

describe('a chair with a key for each value', () => {
  const ways = everyDrive.flatMap((drive) => {
    const aims = aimsOf(rongtai, drive, caps);
    return everyChair.map((from) => ({ drive, from, ...bring(from, aims) }));
  });

  it('is brought from every state to every aim, by at most one key for each thing that differs', () => {
    expect(ways.length).toBe(everyDrive.length * everyChair.length);
    expect(ways.filter(({ drive, chair, presses }) => !isAsWanted(chair, drive) || presses.length > 4)).toEqual([]);
  });

  it('is never stronger in the legs on its way than it was, or than it is to be', () => {
    const over = ways.filter(({ drive, from, presses }) => {
      const before = from.isAirOn ? from.strength : 0;
      return strongest(from, presses) > Math.max(before, drive.legs.level / 20);
    });
    expect(over.slice(0, 5)).toEqual([]);
  });
});

describe('codes that must never be sent', () => {
  it.each(['rongtai', 'hf8', 'remote-bus'])('are in no command that %s can ever give', (name) => {
    const profile = shippedProfile(name);
    const commands = allCommands(profile);
    expect(commands.length).toBeGreaterThan(20);
    expect(commands.filter(({ command }) => command === null || isForbidden(profile, command))).toEqual([]);
  });

  it('are known of the binary chair: writing of programs and the service mode', () => {
    expect(rongtai.forbidden).toEqual(['A5', 'BD']);
    for (const { command } of allCommands(rongtai)) expect(command?.wire.slice(0, 2)).toEqual([0xf0, 0x82]);
  });
});
