import { describe, expect, it } from 'vitest';
import { DaemonBench } from '../support/daemon-bench.js';

const endingOf = (bench: DaemonBench) => bench.status.last_session?.ended_by;

describe('[S10] a chair that does more than it was asked', () => {
  it.each(['back', 'legs'])('ends its session within 1.5 s where %s is over its cap', (zone) => {
    const bench = DaemonBench.running('demo', { settings: { levelMax: 20 } });
    bench.inject(`over:${zone}:100`);
    bench.advance(zone === 'back' ? 2500 : 12_000);
    expect([bench.state, endingOf(bench), bench.status.fault?.code]).toEqual([
      'fault',
      'contradiction',
      'contradiction',
    ]);
    expect(bench.untilZero(2500)).not.toBeNull();
  });

  it('goes on where it is over what was asked and under its cap', () => {
    const bench = DaemonBench.running('quick-break');
    bench.inject('over:back:60');
    bench.advance(5000);
    expect(bench.state).toBe('running');
  });

  it('ends its session where a zone moves that nobody asked for, and can be used again when that is mended', () => {
    const bench = DaemonBench.running('leg-circulation');
    bench.inject('unasked:seat');
    bench.advance(1600);
    expect([bench.state, endingOf(bench)]).toEqual(['fault', 'contradiction']);
    expect(bench.status.fault).toMatchObject({ code: 'contradiction', zone: 'seat' });
    expect(bench.untilZero(2500)).not.toBeNull();
    bench.device.clear('unasked');
    expect(bench.runSlowly({ command: 'reset' })?.code).toBe('ok');
    expect(bench.state).toMatch(/idle|resting/);
  });

  it('becomes an emergency stop where it stays', () => {
    const bench = DaemonBench.running('leg-circulation');
    bench.inject('runaway:legs');
    bench.inject('unasked:seat');
    bench.advance(4500);
    expect([bench.state, endingOf(bench)]).toEqual(['emergency_stopped', 'contradiction']);
    expect(bench.outputNow).toBe(0);
  });

  it('is stopped also where no session runs', () => {
    const bench = DaemonBench.ready();
    bench.inject('unasked:seat');
    bench.advance(100);
    expect(bench.outputNow).toBeGreaterThan(0);
    bench.advance(3000);
    expect([bench.outputNow, bench.state]).toEqual([0, 'idle']);
  });

  it('is believed in its programs, pauses and adjustments', () => {
    const bench = DaemonBench.running('relaxation', { settings: { levelMax: 40 } });
    for (const command of ['pause', 'resume', 'skip', 'pause', 'resume'] as const) {
      bench.run({ command });
      bench.advance(8000);
    }
    bench.run({ command: 'adjust', intensity: 30 });
    bench.advance(60_000);
    bench.run({ command: 'adjust', intensity: 100 });
    bench.advance(60_000);
    expect([bench.state, bench.eventTypes.includes('fault')]).toEqual(['running', false]);
  });
});

describe('[S14] telemetry that stops or repeats itself', () => {
  it('ends the session as a lost link where only telemetry is missing', () => {
    const bench = DaemonBench.running();
    bench.inject('no-telemetry@0s+3s');
    bench.advance(1200);
    expect(endingOf(bench)).toBe('link_lost');
    expect(bench.untilZero(1500)).not.toBeNull();
    bench.advance(15_000);
    expect(bench.state).toMatch(/idle|resting/);
  });

  it('is never believed to show a stop: what repeats a movement is not still', () => {
    const bench = DaemonBench.running();
    bench.inject('frozen');
    bench.run({ command: 'stop' });
    bench.advance(6000);
    expect(bench.state).toBe('emergency_stopped');
    expect(bench.eventTypes).toContain('stop_unverified');
  });

  it('starts nothing where it repeats rest', () => {
    const bench = DaemonBench.ready();
    bench.inject('frozen');
    bench.run({ command: 'start', program: 'demo' });
    bench.advance(5000);
    expect([endingOf(bench), bench.outputNow]).toEqual(['link_lost', 0]);
  });
});

describe('[S16] a chair that chatters', () => {
  it('ends its session, is bounded in what is told of it, and is a fault of its own', () => {
    const bench = DaemonBench.running();
    bench.inject('chatter:450@0s+12s');
    bench.advance(3000);
    expect(endingOf(bench)).toBe('fault');
    expect([bench.state, bench.status.fault?.code]).toEqual(['fault', 'flood']);
    const told = bench.events.length;
    bench.advance(8900);
    expect(bench.events.length - told).toBeLessThan(5);
    expect(told).toBeLessThan(40);
    expect(bench.runSlowly({ command: 'reset' })).toMatchObject({
      code: 'fault',
      message: expect.stringContaining('quiet'),
    });
    bench.advance(12_000);
    expect(bench.runSlowly({ command: 'reset' })?.code).toBe('ok');
    expect(bench.state).toMatch(/idle|resting/);
  });

  it('is stopped at once all the same', () => {
    const bench = DaemonBench.running();
    bench.inject('chatter:5000@0s+12s');
    bench.advance(500);
    bench.run({ command: 'estop' });
    expect(bench.untilZero(200)).not.toBeNull();
    expect(bench.state).toBe('emergency_stopped');
  });
});
