import { describe, expect, it } from 'vitest';
import { Hf8Twin } from '../../../hardware-sim/twins/hf8-twin.js';
import { RongtaiTwin } from '../../../hardware-sim/twins/rongtai-twin.js';
import { programOf } from '../../support/sample-session.js';
import { TwinBench } from '../../support/twin-bench.js';

const rongtai = (seed = 1): TwinBench<RongtaiTwin> =>
  new TwinBench('rongtai', (options) => new RongtaiTwin(options), { seed });

const powers = ({ twin }: TwinBench<RongtaiTwin>): number =>
  twin.presses.filter(({ key, by }) => key === 'power' && by === 'host').length;

describe('a chair with binary frames that knows nothing of its profile', () => {
  it('is woken, plays its own program, is stopped by one press, and is idle when it has come home', () => {
    const bench = rongtai().run('auto-1', 60_000);
    expect(bench.twin.look()).toMatchObject({ phase: 'running', massages: true });
    bench.bench.run({ command: 'stop' });
    expect(bench.falselyIdle(40_000, () => bench.twin.look().phase === 'standby')).toBe(0);
    expect([bench.bench.state, powers(bench), bench.twin.forbidden]).toEqual(['idle', 2, 0]);
  });

  it.each([
    'mute@0s+10s',
    'deaf@0s+10s',
    'half-open@0s+10s',
    'unplug@0s+10s',
    'deaf-key:power@0s+10s',
    'runaway@0s+10s',
    'lost-key:0.5',
    'lost-status:0.7',
    'slow:800',
    'cut:0.3',
    'corrupt:0.2:tx',
    'garbage:0.3:tx',
    'split:tx',
    'duplicate:0.5:tx',
  ])('[S4] is never said to be still while it massages, with %s', (fault) => {
    for (const seed of [1, 2]) {
      const bench = rongtai(seed).run('auto-1', 5000);
      bench.twin.inject(fault);
      bench.bench.run({ command: 'stop' });
      expect(bench.falselyIdle(45_000, () => !bench.twin.look().massages)).toBe(0);
      expect([bench.twin.look().massages, bench.twin.forbidden]).toEqual([false, 0]);
    }
  });

  it('[S5] is left alone on its way home, whoever has sent it there: a second press would wake it', () => {
    const bench = rongtai().run('auto-1', 45_000);
    bench.twin.press('power');
    bench.bench.advance(40_000);
    expect([bench.bench.state, powers(bench), bench.twin.look().phase]).toEqual(['idle', 1, 'standby']);
  });
});

describe('a pad that nobody sees', () => {
  const hum = programOf({
    id: 'hum',
    name: 'Hum',
    summary: 'Everything hums.',
    goal: 'break',
    phases: [{ name: 'Hum', for: '5m', back: { vibrate: 30 }, seat: { vibrate: 20 }, legs: { vibrate: 30 } }],
  });
  const programs = new Map([['hum', { program: hum }]]);
  const pad = (): TwinBench<Hf8Twin> =>
    new TwinBench('hf8', (options) => new Hf8Twin(options), { programs, settings: { watchedBy: 'somebody' } });

  it('[S4] is told to stop also while it says nothing, for as long as it was ours', () => {
    const bench = pad().run('hum', 5000);
    bench.twin.inject('lost-answer:1@0s+60s');
    bench.twin.inject('deaf@0s+4s');
    bench.advance(3900);
    expect([bench.bench.state, bench.twin.moves]).toEqual(['disconnected', true]);
    bench.advance(2000);
    expect(bench.twin.moves).toBe(false);
    const before = bench.heard.length;
    bench.bench.run({ command: 'estop' });
    bench.advance(100);
    expect(bench.heard.length).toBeGreaterThan(before);
  });

  it.each([
    'mute@0s+5s',
    'deaf@0s+5s',
    'half-open@0s+5s',
    'unplug@0s+5s',
    'lost-answer:0.5',
    'lost-key:0.1',
    'slow:300',
    'split',
  ])('is not said to be stopped before it has heard so, with %s', (fault) => {
    const bench = pad().run('hum', 5000);
    expect(bench.twin.look()).toMatchObject({ zones: { back: 76, seat: 51, legs: 76 } });
    bench.twin.inject(fault);
    bench.bench.run({ command: 'stop' });
    expect(bench.falselyIdle(20_000, () => !bench.twin.moves)).toBe(0);
    expect(bench.twin.moves).toBe(false);
  });
});
