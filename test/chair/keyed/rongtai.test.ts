import { describe, expect, it } from 'vitest';
import { RongtaiTwin } from '../../../hardware-sim/twins/rongtai-twin.js';
import type { BenchOptions } from '../../support/daemon-bench.js';
import { programOf } from '../../support/sample-session.js';
import { TwinBench } from '../../support/twin-bench.js';
import { firm } from './rongtai-programs.js';

const legs = programOf({
  id: 'legs',
  name: 'Legs',
  summary: 'Squeezes the legs alone.',
  goal: 'relaxation',
  phases: [{ name: 'Squeeze', for: '5m', legs: { compress: 45, rate: 4 } }],
});
const programs = new Map([firm, legs].map((program) => [program.id, { program }]));

const opened = (options: BenchOptions = {}) =>
  new TwinBench('rongtai', (parts) => new RongtaiTwin(parts), { programs, ...options });

const running = (options: BenchOptions = {}) => {
  const house = opened(options);
  expect(house.start('firm')).toMatchObject({ code: 'ok' });
  house.until(() => house.bench.state === 'running', 10_000);
  return house;
};

describe('a chair with binary frames that drives home', () => {
  it('is idle and pressed by nobody while it stands by', () => {
    const house = opened();
    house.advance(60_000);
    expect(house.bench.state).toBe('idle');
    expect(house.heard).toEqual([]);
  });

  it('is switched on, waits for the scan of the body, and does what the program asks', () => {
    const house = running();
    house.advance(60_000);
    expect(house.twin.look()).toMatchObject({ phase: 'running', massages: true });
    expect(house.bench.status.zones).toMatchObject({
      back: { technique: 'knead', level: 50 },
      legs: { technique: 'compress', level: 40 },
    });
    house.advance(180_000);
    expect(house.bench.status.zones).toMatchObject({
      back: { technique: 'tap', level: 65 },
      legs: { technique: 'compress', level: 100 },
    });
    expect(house.twin.forbidden).toBe(0);
  });

  it('says that it cannot do what the chair does not do from its wait state', () => {
    const house = opened();
    expect(house.start('legs')).toMatchObject({ code: 'ok' });
    house.advance(75_000);
    expect(house.bench.status.fault?.message).toContain('air');
    expect(house.twin.look().massages).toBe(false);
  });

  it('[S4] ends the massage at once, says so when the chair has come home, and presses its power key once', () => {
    const house = running();
    house.advance(60_000);
    house.bench.run({ command: 'stop' });
    house.advance(3000);
    expect(house.twin.look()).toMatchObject({ massages: false, drives: true });
    expect(house.bench.state).toBe('stopping');
    house.until(() => house.bench.state !== 'stopping', 90_000);
    expect(house.twin.look()).toMatchObject({ phase: 'standby', moves: false });
    expect(house.bench.status.fault).toBeNull();
    const ends = house.heard.slice(house.heard.lastIndexOf('power'));
    expect(house.heard.filter((key) => key === 'power')).toHaveLength(2);
    expect(ends).toEqual(['power']);
  });

  it('[S4] says that a stop was not seen where the massage goes on, and presses on', () => {
    const house = running();
    house.advance(60_000);
    house.twin.inject('runaway');
    house.bench.run({ command: 'stop' });
    house.advance(4000);
    expect(house.bench.events.map(({ event_type }) => event_type)).toContain('stop_unverified');
    house.advance(5000);
    expect(house.heard.slice(-20).filter((key) => key === 'power').length).toBeGreaterThan(2);
    expect(house.twin.look().massages).toBe(true);
  });

  it('ends the session where the person switches it off, and does not wake it again', () => {
    const house = running();
    house.advance(60_000);
    house.twin.press('power');
    house.until(() => house.bench.state !== 'running', 3000);
    house.advance(90_000);
    expect(house.twin.look()).toMatchObject({ phase: 'standby' });
    expect(house.bench.status.last_session).toMatchObject({ ended_by: 'stopped' });
  });

  it('[S5] presses no power key while the chair is on its way home: that would wake it', () => {
    const house = opened();
    for (const key of ['power', 'knead']) {
      house.twin.press(key);
      house.advance(2000);
    }
    house.advance(40_000);
    house.twin.press('power');
    house.advance(1000);
    expect(house.twin.look().phase).toBe('settling');
    house.start('firm');
    house.until(() => house.twin.look().phase !== 'settling' || house.heard.includes('power'), 60_000);
    expect(house.heard).not.toContain('power');
    expect(house.twin.look().phase).toBe('standby');
  });

  it('keeps its timer from ending the massage, and lets it end what it plays by itself', () => {
    const house = opened({ programs: new Map(), settings: { sessionMsMax: 1_800_000 } });
    expect(house.start('auto-2')).toMatchObject({ code: 'ok' });
    house.advance(60_000);
    expect(house.twin.outputs['program'] ?? house.twin.look()).toBeDefined();
    expect(house.bench.state).toBe('running');
    house.advance(20 * 60_000);
    expect(house.bench.status.last_session).toMatchObject({ ended_by: 'completed' });
    expect(house.twin.look()).toMatchObject({ massages: false });
  });

  it('[S4] is at its end in a fault of its own with all outputs off: its power key is left alone', () => {
    const house = running();
    house.advance(45_000);
    const before = house.heard.length;
    house.twin.inject('error:7');
    house.advance(30_000);
    expect(house.heard.slice(before)).toEqual([]);
    expect(house.bench.status).toMatchObject({ state: 'fault', fault: { code: 'contradiction' } });
    expect(house.bench.events.map(({ event_type }) => event_type)).not.toContain('stop_unverified');
  });

  it('tells no rate of what moves: its status has none', () => {
    const house = running();
    house.advance(60_000);
    const { back, legs } = house.bench.status.zones;
    expect([back, legs]).toMatchObject([
      { level: 50, rate: null },
      { level: 40, rate: null },
    ]);
  });

  it('[S4] keeps what was seen of a stop when somebody switches it on later at its own remote', () => {
    const house = running();
    house.advance(45_000);
    house.bench.run({ command: 'stop' });
    house.until(() => house.bench.state !== 'stopping', 60_000);
    const after = house.bench.status.stop?.after_ms;
    expect(after).toEqual(expect.any(Number));
    for (const key of ['power', 'automatic-1']) house.twin.press(key);
    house.advance(10_000);
    expect(house.bench.status.stop).toMatchObject({ still: false, after_ms: after });
  });

  it('says that it shows a fault of its own, and starts nothing until that is over', () => {
    const house = opened();
    house.twin.inject('error:7');
    house.advance(1000);
    expect(house.bench.status.fault?.message).toContain('state fault');
    expect(house.start('firm')).toMatchObject({ code: 'fault' });
    house.twin.clear('error');
    house.advance(1000);
    house.bench.run({ command: 'reset' });
    house.advance(4000);
    expect(house.bench.state).toBe('idle');
  });

  it.each(['garbage:0.05', 'corrupt:0.05', 'split', 'duplicate:0.05', 'lost-status:0.3', 'lost-key:0.3', 'slow:200'])(
    'plays and is stopped beside %s',
    (fault) => {
      const house = opened({ seed: 7 });
      house.twin.inject(fault);
      expect(house.start('firm')).toMatchObject({ code: 'ok' });
      house.until(() => house.bench.state === 'running', 15_000);
      house.advance(90_000);
      expect(house.bench.status.zones).toMatchObject({ back: { technique: 'knead' } });
      house.bench.run({ command: 'stop' });
      house.until(() => house.bench.state !== 'stopping' && !house.twin.look().moves, 120_000);
      expect(house.twin.forbidden).toBe(0);
    },
  );
});
