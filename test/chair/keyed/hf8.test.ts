import { describe, expect, it } from 'vitest';
import { Hf8Twin } from '../../../hardware-sim/twins/hf8-twin.js';
import type { BenchOptions } from '../../support/daemon-bench.js';
import { programOf } from '../../support/sample-session.js';
import { TwinBench } from '../../support/twin-bench.js';

const hum = programOf({
  id: 'hum',
  name: 'Hum',
  summary: 'Hums from the legs to the back.',
  goal: 'relaxation',
  phases: [
    { name: 'Legs', for: '1m', legs: { vibrate: 50, rate: 40 } },
    {
      name: 'All',
      for: '1m',
      back: { vibrate: 25, rate: 40 },
      seat: { vibrate: 20, rate: 40 },
      legs: { vibrate: 15, rate: 40 },
    },
  ],
});
const programs = new Map([['hum', { program: hum }]]);

const opened = (options: BenchOptions = {}) => {
  const settings = { watchedBy: 'somebody in the room', ...options.settings };
  return new TwinBench('hf8', (parts) => new Hf8Twin(parts), { programs, ...options, settings });
};

const running = (options: BenchOptions = {}) => {
  const house = opened(options);
  expect(house.start('hum')).toMatchObject({ code: 'ok' });
  house.until(() => house.bench.state === 'running', 10_000);
  return house;
};

const none = [0, 0, 0, 0, 0, 0, 0, 0];
const levels = (house: ReturnType<typeof opened>): unknown => house.twin.look()['levels'];

describe('a pad that shows nothing of what it does', () => {
  it('is told levels, never more than its program asks, and rises gently', () => {
    const house = running();
    house.advance(200);
    expect(Math.max(...(levels(house) as number[]))).toBeLessThan(60);
    house.advance(10_000);
    expect(levels(house)).toEqual([127, 127, 0, 0, 0, 0, 0, 0]);
    house.advance(60_000);
    expect(levels(house)).toEqual([38, 38, 51, 51, 63, 63, 63, 63]);
  });

  it('publishes nothing as measured that nobody has measured', () => {
    const house = running();
    house.advance(10_000);
    expect(house.bench.status.zones.legs).toEqual({ technique: null, level: null, rate: null });
  });

  it('[S4] is never said to be still: that it took the stop is all that is known', async () => {
    const house = running();
    house.advance(10_000);
    house.bench.run({ command: 'stop' });
    house.until(() => house.bench.state !== 'stopping', 5000);
    house.advance(3000);
    expect(house.bench.status.stop).toMatchObject({ asked: 'stop', still: null, after_ms: null });
    const report = house.bench.stop();
    house.advance(3000);
    await house.bench.clock.advanceAsync(3000);
    expect(await report).toEqual({ connected: 1, unseen: 1, isVerified: true });
  });

  it('[S4] has ended its session when it has answered behind the zeros, and not before', () => {
    const house = running();
    house.advance(10_000);
    house.twin.inject('slow:700');
    house.bench.run({ command: 'stop' });
    house.advance(300);
    expect(house.bench.state).toBe('stopping');
    house.until(() => house.bench.state !== 'stopping', 5000);
    expect(levels(house)).toEqual(none);
    expect(house.bench.status.fault).toBeNull();
  });

  it('is told to rest for as long as it is to: before a session, in a pause and after it', () => {
    const house = opened();
    const saysZeros = (): boolean => {
      const before = house.heard.length;
      house.advance(1500);
      return house.heard.slice(before).filter((command) => command === 'M00').length >= 2;
    };
    expect(saysZeros()).toBe(true);
    house.run('hum', 5000);
    expect(saysZeros()).toBe(false);
    house.bench.run({ command: 'pause' });
    house.advance(3000);
    expect([house.bench.state, saysZeros()]).toEqual(['paused', true]);
    house.bench.run({ command: 'resume' });
    house.advance(8000);
    expect(levels(house)).toEqual([127, 127, 0, 0, 0, 0, 0, 0]);
    house.bench.run({ command: 'stop' });
    house.advance(3000);
    expect([house.bench.state, saysZeros()]).toEqual(['idle', true]);
  });

  it('[S4] says that a stop was not confirmed where nothing is answered, and sends zeros on', () => {
    const house = running();
    house.advance(10_000);
    house.twin.inject('mute');
    house.bench.run({ command: 'stop' });
    house.advance(1000);
    expect(levels(house)).toEqual(none);
    const before = house.heard.length;
    house.advance(200);
    expect(house.heard.length).toBeGreaterThan(before);
  });

  it('[S5] ends the session when it answers no more, and its last words are zeros', () => {
    const house = running();
    house.advance(10_000);
    house.twin.inject('mute');
    house.advance(3000);
    expect(house.bench.state).toBe('disconnected');
    expect(levels(house)).toEqual(none);
    expect(house.bench.status.last_session).toMatchObject({ ended_by: 'link_lost' });
  });

  it('refuses to start while its music drives it, and ends a session when somebody switches that on', () => {
    const house = opened();
    house.twin.press('audio');
    house.advance(1500);
    expect(house.start('hum')).toMatchObject({ code: 'fault' });
    expect(house.bench.runSlowly({ command: 'reset' })?.message).toContain('audio on');
    expect(house.start('hum')).toMatchObject({ code: 'fault' });
    house.twin.press('audio');
    house.advance(1500);
    expect(house.bench.state).toBe('idle');
    expect(house.start('hum')).toMatchObject({ code: 'ok' });
    house.advance(5000);
    house.twin.press('audio');
    house.advance(1500);
    expect(house.bench.state).toBe('fault');
  });

  it.each(['lost-key:0.3', 'lost-key:0.5', 'split', 'lost-answer:0.1', 'duplicate:0.1', 'slow:100', 'garbage:0.02'])(
    'comes to what it was told beside %s, and to nothing at a stop',
    (fault) => {
      const house = opened({ seed: 5 });
      house.twin.inject(fault);
      expect(house.start('hum')).toMatchObject({ code: 'ok' });
      house.until(() => house.bench.state === 'running', 10_000);
      house.advance(30_000);
      expect(levels(house)).toEqual([127, 127, 0, 0, 0, 0, 0, 0]);
      house.bench.run({ command: 'stop' });
      house.until(() => house.bench.state !== 'stopping', 10_000);
      house.advance(2000);
    },
  );
});
