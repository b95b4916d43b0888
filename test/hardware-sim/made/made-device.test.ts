import { describe, expect, it } from 'vitest';
import { MadeDevice } from '../../../hardware-sim/made/made-device.js';
import type { Profile } from '../../../src/core/profile/schema.js';
import { ownProfile } from '../../support/own-profile.js';
import { programOf } from '../../support/sample-session.js';
import { shippedProfile } from '../../support/shipped-profiles.js';
import { TwinBench } from '../../support/twin-bench.js';
import { TwinHost } from '../twins/twin-host.js';

/** A profile, what a program asks of its chair, and what the chair then really does. */
interface Case {
  readonly profile: Profile;
  readonly phase: object;
  readonly plays: Readonly<Record<string, string>>;
}

const cases: readonly Case[] = [
  {
    profile: shippedProfile('hf8'),
    phase: { back: { vibrate: 50 }, seat: { vibrate: 20 } },
    plays: { back: 'vibrate 50', seat: 'vibrate 20', legs: 'none' },
  },
  {
    profile: shippedProfile('rongtai'),
    phase: { back: { knead: 50 }, legs: { compress: 45 } },
    plays: { back: 'knead 50', legs: 'compress 40' },
  },
  {
    profile: shippedProfile('remote-bus'),
    phase: { back: { roll: 25 }, legs: { compress: 70 } },
    plays: { back: 'roll 20', legs: 'compress 60' },
  },
  {
    profile: ownProfile('kneader'),
    phase: { back: { knead: 55 }, legs: { compress: 65 } },
    plays: { back: 'knead 55', legs: 'compress 60' },
  },
  {
    profile: ownProfile('talker'),
    phase: { back: { knead: 40 }, seat: { vibrate: 80 } },
    plays: { back: 'knead 40', seat: 'vibrate 60' },
  },
  {
    profile: ownProfile('mute-pad'),
    phase: { back: { vibrate: 45 }, seat: { vibrate: 30 } },
    plays: { back: 'vibrate 45', seat: 'vibrate 30' },
  },
];

function houseOf({ profile, phase }: Case, seed = 1): TwinBench<MadeDevice> {
  const phases = [{ name: 'Play', for: '10m', ...phase }];
  const program = programOf({ id: 'play', name: 'Play', summary: 'Plays.', goal: 'break', phases });
  return new TwinBench(profile, (options) => new MadeDevice({ ...options, profile }), {
    seed,
    programs: new Map([['play', { program }]]),
    settings: { watchedBy: 'somebody' },
  });
}

describe.each(cases.map((each) => [each.profile.name, each] as const))(
  'a chair that is made from the profile %s',
  (_name, each) => {
    const { profile, plays } = each;

    it('is brought to what a program asks, shows it where it shows anything, and is idle after a stop', () => {
      const house = houseOf(each).run('play', 40_000);
      expect(house.twin.outputs).toMatchObject(plays);
      const shown = Object.fromEntries(
        Object.entries(house.bench.status.zones).flatMap(([zone, { technique, level }]) =>
          plays[zone] === undefined ? [] : [[zone, level === 0 ? 'none' : `${technique} ${level}`]],
        ),
      );
      if (profile.sight === 'status') expect(shown).toEqual(plays);
      house.bench.run({ command: 'stop' });
      house.until(() => house.bench.state === 'idle', 30_000);
      expect(house.twin.moves).toBe(false);
    });

    it.each([
      'mute@0s+5s',
      'deaf@0s+5s',
      'lost-key:0.3',
      'lost-status:0.5',
      'corrupt:0.2',
      'garbage:0.3',
      'split',
      'duplicate:0.3',
    ])('[S4] is brought to rest with %s', (fault) => {
      const house = houseOf(each).run('play', 12_000);
      expect(house.twin.look().massages).toBe(true);
      house.twin.inject(fault);
      house.bench.run({ command: 'stop' });
      const falsely = house.falselyIdle(20_000, () => !house.twin.look().massages);
      if (profile.sight === 'status') expect(falsely).toBe(0);
      expect(house.twin.look().massages).toBe(false);
    });
  },
);

describe('the habits of a chair that is made from its profile', () => {
  const hostOf = (name: string): TwinHost<MadeDevice> =>
    new TwinHost((options) => new MadeDevice({ ...options, profile: ownProfile(name) }));

  it('waits, runs, and drives home after a stop for some seconds, in which it hears its power key alone', () => {
    const { twin, clock } = hostOf('kneader');
    const phase = () => twin.look().phase;
    expect([phase(), twin.look().values['state']]).toEqual(['off', 'off']);
    twin.press('power');
    expect([phase(), twin.look().values['state']]).toEqual(['waiting', 'ready']);
    twin.press('air-up');
    expect([phase(), twin.look().values['state'], twin.outputs['legs']]).toEqual(['running', 'massage', 'compress 30']);
    twin.press('stop');
    expect([phase(), twin.look().values['state'], twin.outputs['home']]).toEqual(['settling', 'homing', 'driven']);
    twin.press('air-up');
    expect(twin.look().massages).toBe(false);
    clock.advance(5000);
    expect([phase(), twin.moves]).toEqual(['waiting', false]);
  });

  it('obeys no command with a wrong check, and none that stands in noise of the same line', () => {
    const binary = hostOf('mute-pad');
    binary.hex('A0 01 64 9A 0F');
    expect(binary.twin.outputs['back']).toBe('none');
    binary.hex('FF A0 01 64 9B 0F');
    expect(binary.twin.outputs['back']).toBe('vibrate 50');
    const text = hostOf('talker');
    text.write('xBACK 500\n');
    expect(text.twin.outputs['back']).toBe('none');
    text.write('BACK 5');
    text.write('00\n');
    expect(text.twin.outputs['back']).toBe('knead 50');
  });

  it('answers a question, and only that', () => {
    const host = hostOf('talker');
    expect(host.hear(2000)).toBe('');
    host.write('BACK 250\n?\n');
    expect(host.hear(100)).toBe('S back=250 hum=0 err=0\n');
  });

  it('shows the fault of its profile while it has one, and rests', () => {
    const host = hostOf('kneader');
    host.twin.press('power');
    host.twin.press('air-up');
    host.twin.inject('error:1@0s+5s');
    host.advance(1000);
    expect([host.twin.look().phase, host.twin.look().massages]).toEqual(['trouble', false]);
    expect(host.twin.look().values['state']).toBe('broken');
    host.advance(5000);
    expect(host.twin.look().phase).toBe('waiting');
  });

  it('plays its own programs, holds them in a pause, and ends them by its timer', () => {
    const host = new TwinHost((options) => new MadeDevice({ ...options, profile: shippedProfile('remote-bus') }));
    host.twin.press('power');
    host.twin.press('auto-sleep');
    expect(host.twin.outputs).toMatchObject({ native: 'auto-sleep' });
    expect(host.twin.look()).toMatchObject({ minutes: 15, values: { mode: 'automatic', program: 'sleep' } });
    host.twin.press('pause');
    host.advance(10 * 60_000);
    expect(host.twin.look()).toMatchObject({ massages: false, minutes: 15 });
    host.twin.press('pause');
    host.advance(10 * 60_000 + 1000);
    expect(host.twin.look()).toMatchObject({ massages: true, minutes: 5 });
    host.twin.press('timer');
    host.advance(11 * 60_000);
    expect(host.twin.look()).toMatchObject({ on: false, massages: false, minutes: null });
  });
});
