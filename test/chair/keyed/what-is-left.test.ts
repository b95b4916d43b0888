import { describe, expect, it } from 'vitest';
import { KeyedDevice } from '../../../hardware-sim/keyed/keyed-device.js';
import { RongtaiTwin } from '../../../hardware-sim/twins/rongtai-twin.js';
import { remoteBus } from '../../support/shipped-profiles.js';
import { TwinBench } from '../../support/twin-bench.js';
import { firm } from './rongtai-programs.js';

const rongtai = () =>
  new TwinBench('rongtai', (parts) => new RongtaiTwin(parts), { programs: new Map([['firm', { program: firm }]]) });

/** In the middle of a massage. */
const running = () => {
  const house = rongtai().run('firm', 60_000);
  expect(house.twin.look().massages).toBe(true);
  return house;
};

describe('a chair whose line was lost while a session drove it', () => {
  it('[S5] is stopped by the next daemon too, although the session had ended before', () => {
    const house = running();
    house.twin.setPlugged(false);
    house.advance(3000);
    expect(house.bench.state).toBe('disconnected');
    house.bench.kill();
    house.bench.restart();
    house.advance(2000);
    house.twin.setPlugged(true);
    house.until(() => !house.twin.look().massages, 15_000);
    expect(house.falselyIdle(100_000, () => !house.twin.look().massages)).toBe(0);
    expect(house.bench.state).toBe('idle');
  });

  it('[S5] is the person’s again once it was seen at rest', () => {
    const house = running();
    house.twin.setPlugged(false);
    house.advance(3000);
    house.twin.setPlugged(true);
    house.until(() => house.bench.state === 'idle', 120_000);
    house.bench.kill();
    if (!house.twin.look().on) house.twin.press('power');
    house.advance(3000);
    house.twin.press('knead');
    house.until(() => house.twin.look().massages, 60_000);
    house.bench.restart();
    house.advance(20_000);
    expect(house.twin.look().massages).toBe(true);
  });

  it('[S15] is no verified stop of a daemon that goes down meanwhile', async () => {
    const house = running();
    house.twin.setPlugged(false);
    house.advance(3000);
    const report = house.bench.daemon.stop();
    house.advance(6000);
    expect(await report).toEqual({ connected: 1, unseen: 0, isVerified: false });
  });
});

describe('a pause of a chair that drives home', () => {
  it('lets nobody resume until it has come there, and says why', () => {
    const house = running();
    expect(house.bench.run({ command: 'pause' })).toMatchObject({ code: 'ok' });
    house.advance(2500);
    expect(house.bench.run({ command: 'resume' })).toEqual({
      code: 'not_in_state',
      message: 'the chair is still driving home: resume when it has come to rest there',
      values: { state: 'paused' },
    });
    house.until(() => !house.twin.look().drives, 95_000);
    house.advance(1000);
    expect(house.bench.run({ command: 'resume' })).toMatchObject({ code: 'ok' });
    house.until(() => house.twin.look().massages, 60_000);
    expect(house.bench.state).toBe('running');
  });
});

// Some of these moments lie between a key of ours and what it shows.
it.each([500, 1500, 2500, 3500, 4500, 5500, 6500])(
  'a person who holds a chair %i ms after a phase began pauses it, and is no fault of the chair',
  (afterMs) => {
    const house = new TwinBench('remote-bus', (parts) => new KeyedDevice({ ...parts, profile: remoteBus })).run(
      'quick-break',
      40_000,
    );
    expect(house.bench.run({ command: 'skip' })).toMatchObject({ code: 'ok' });
    house.advance(afterMs);
    house.twin.press('pause');
    house.advance(40_000);
    expect(house.bench.status).toMatchObject({ state: 'paused', fault: null });
  },
);

it('a pause that did not show is no pause of the next session: its key is not pressed in it', () => {
  const house = new TwinBench('remote-bus', (parts) => new KeyedDevice({ ...parts, profile: remoteBus })).run(
    'quick-break',
    40_000,
  );
  house.twin.inject('stuck@0s+20s');
  house.bench.run({ command: 'pause' });
  house.until(() => house.bench.status.fault?.code === 'stop_unverified', 10_000);
  house.until(() => !house.twin.moves, 40_000);
  house.bench.runSlowly({ command: 'reset' });
  house.until(() => house.bench.state === 'idle', 10_000);
  const before = house.heard.length;
  house.run('quick-break', 40_000);
  expect(house.heard.slice(before)).not.toContain('pause');
  expect(house.bench.status).toMatchObject({ state: 'running', fault: null });
});
