import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/core/command/schema.js';
import { zones } from '../../src/core/zones.js';
import { yieldedHolding } from '../support/chair-settings.js';
import { DaemonBench } from '../support/daemon-bench.js';

const minuteMs = 60_000;

describe('[S9] time limits', () => {
  it('owe a rest after 15 minutes of running, however the sessions ended', () => {
    const bench = DaemonBench.ready();
    for (const minutes of [8, 8]) {
      expect(bench.run({ command: 'start', program: 'relaxation' })?.code).toBe('ok');
      bench.advance(minutes * minuteMs);
      bench.run({ command: 'stop' });
      bench.advance(3000);
    }
    expect(bench.state).toBe('resting');
    expect(bench.run({ command: 'start' })?.code).toBe('resting');
    bench.advance(29 * minuteMs);
    expect(bench.state).toBe('resting');
    bench.advance(minuteMs);
    expect(bench.state).toBe('idle');
  });

  it('hold over a restart and a jump of the time of day', () => {
    const bench = DaemonBench.ready();
    bench.run({ command: 'start', program: 'relaxation' });
    bench.advance(21 * minuteMs);
    expect(bench.state).toBe('resting');
    bench.clock.jumpWall(10 * 3_600_000);
    bench.restart();
    bench.advance(3000);
    expect(bench.state).toBe('resting');
    expect(bench.status.rest_s).toBeGreaterThan(25 * 60);
    bench.clock.jumpWall(-20 * 3_600_000);
    bench.advance(minuteMs);
    expect(bench.state).toBe('resting');
  });

  it('count the minutes of a daemon that was killed', () => {
    const bench = DaemonBench.ready();
    bench.run({ command: 'start', program: 'relaxation' });
    bench.advance(16 * minuteMs);
    bench.restart();
    bench.advance(3000);
    expect(bench.state).toBe('resting');
  });

  it('refuse what is over the minutes of the day', () => {
    const bench = DaemonBench.ready({ settings: { restMs: 0, dailyMs: 25 * minuteMs } });
    bench.run({ command: 'start', program: 'leg-circulation' });
    bench.advance(21 * minuteMs);
    expect(bench.run({ command: 'start', program: 'quick-break' })?.code).toBe('daily_limit');
    expect(bench.run({ command: 'start', program: 'quick-break', duration: 4 * minuteMs })?.code).toBe('ok');
    bench.run({ command: 'stop' });
  });

  it('end a pause after five minutes', () => {
    const bench = DaemonBench.running();
    bench.run({ command: 'pause' });
    bench.advance(5 * minuteMs + 2000);
    expect(bench.status.last_session?.ended_by).toBe('pause_timeout');
  });

  it('end a session after 45 minutes of wall time', () => {
    const bench = DaemonBench.running('restless-legs');
    for (let count = 0; count < 12 && bench.status.session !== null; count += 1) {
      bench.run({ command: 'pause' });
      bench.advance(4 * minuteMs);
      bench.run({ command: 'resume' });
      bench.advance(10_000);
    }
    expect(bench.status.last_session?.ended_by).toBe('limit');
  });

  it('refuse a program that is longer than the chair allows', () => {
    const bench = DaemonBench.ready({ settings: { sessionMsMax: 10 * minuteMs } });
    expect(bench.run({ command: 'start', program: 'relaxation' })?.code).toBe('program_rejected');
    expect(bench.run({ command: 'start', program: 'relaxation', duration: 10 * minuteMs })?.code).toBe('ok');
  });
});

describe('[S10] levels', () => {
  it('never exceed the smallest cap', () => {
    const people = { light: { avoid: [], levelMax: 30 } };
    const bench = DaemonBench.ready({ people, settings: { levelMax: 40, person: 'light' } });
    bench.run({ command: 'start', program: 'post-workout' });
    let highest = 0;
    for (let second = 0; second < 600; second += 1) {
      bench.advance(1000);
      highest = Math.max(highest, ...zones.map((zone) => bench.device.state[zone].driven));
    }
    expect(highest).toBeGreaterThan(20);
    expect(highest).toBeLessThanOrEqual(30);
  });

  it('never rise faster than 40 % a second', () => {
    const bench = DaemonBench.running('post-workout');
    const levels = () => zones.map((zone) => bench.device.state[zone].driven);
    const commands: Readonly<Record<number, Command>> = {
      100: { command: 'pause' },
      150: { command: 'resume' },
      300: { command: 'adjust', intensity: 30 },
      400: { command: 'adjust', intensity: 100 },
    };
    let before = levels();
    for (let step = 0; step < 2000; step += 1) {
      const command = commands[step % 500];
      if (command !== undefined) bench.run(command);
      bench.advance(100);
      const now = levels();
      expect(Math.max(...now.map((level, at) => level - (before[at] ?? 0)))).toBeLessThanOrEqual(4.01);
      before = now;
    }
  });
});

describe('[S17] heat', () => {
  it('derates a zone before it is stopped, and stops it before its limit', () => {
    const bench = DaemonBench.running('leg-circulation', { settings: { temperatureMaxC: 60 } });
    bench.inject('hot:back:52');
    bench.advance(3000);
    expect(bench.device.state.back.driven).toBeGreaterThan(0);
    expect(bench.device.state.back.driven).toBeLessThan(15);
    bench.inject('hot:back:59');
    bench.advance(3000);
    expect(bench.device.state.back.driven).toBe(0);
    expect(bench.state).toBe('running');
  });
});

describe('[S11] a sensor that reads nonsense', () => {
  it('is a fault, and its readings start nothing', () => {
    const bench = DaemonBench.running();
    bench.inject('sensor-open:legs');
    bench.advance(2000);
    expect(bench.state).toBe('fault');
    expect(bench.status.fault?.code).toBe('sensor');
    expect(bench.outputNow).toBe(0);
    expect(bench.run({ command: 'start' })?.code).toBe('fault');
    expect(bench.runSlowly({ command: 'reset' })?.code).toBe('fault');
    bench.device.clear('sensor-open:legs');
    bench.advance(2000);
    expect(bench.runSlowly({ command: 'reset' })?.code).toBe('ok');
  });
});

describe('[S16] one owner', () => {
  it('puts the chair in a fault when answers come that nobody asked for', () => {
    const bench = DaemonBench.running();
    bench.inject('wrong-seq');
    bench.advance(9000);
    expect(bench.events.map((event) => event.fault?.code)).toContain('contradiction');
    // Its answers to STOP are not answers either, so the stop is never verified and becomes an emergency stop.
    expect(bench.state).toBe('emergency_stopped');
    expect(bench.outputNow).toBe(0);
  });

  it('stops and refuses while another daemon owns the chair', () => {
    const bench = DaemonBench.running();
    bench.daemon.fleet.settle('chair', yieldedHolding(false));
    bench.advance(3000);
    expect(bench.state).toBe('fault');
    expect(bench.status.fault?.code).toBe('foreign_owner');
    expect(bench.outputNow).toBe(0);
    expect(bench.runSlowly({ command: 'reset' })?.code).toBe('foreign_owner');
    bench.daemon.fleet.settle('chair', yieldedHolding(true));
    expect(bench.runSlowly({ command: 'reset' })?.code).toBe('ok');
  });
});
