import { describe, expect, it } from 'vitest';
import { KeyedBench } from '../../support/keyed-bench.js';

const powers = (bench: KeyedBench): number => bench.pressed.filter((key) => key === 'power').length;

describe('[S4] a stop of a chair by profile', () => {
  it('presses the power key once, watches the status, and is done when it shows', () => {
    const bench = KeyedBench.running('quick-break');
    expect(bench.keyed.look().moves).toBe(true);
    bench.bench.run({ command: 'stop' });
    bench.advance(300);
    expect([bench.keyed.look().on, bench.bench.state]).toEqual([false, 'stopping']);
    bench.advance(3000);
    expect(bench.bench.state).toBe('idle');
    expect(bench.bench.status.last_session).toMatchObject({ ended_by: 'stopped' });
    expect(powers(bench)).toBe(2);
  });

  it.each(Array.from({ length: 30 }, (_each, at) => 200 + at))(
    'gets there with lost keys, answers and statuses, seed %i',
    (seed) => {
      const bench = KeyedBench.running('quick-break', { seed });
      for (const fault of ['lost-key:0.4', 'lost-answer:0.5', 'lost-status:0.3']) bench.keyed.inject(fault);
      bench.bench.run({ command: 'stop' });
      bench.untilQuiet(20_000, 60_000);
      expect(bench.keyed.look().on).toBe(false);
      expect(bench.bench.broken).toBeNull();
    },
  );

  it('repeats and alarms where the chair does not obey, and latches that', () => {
    const bench = KeyedBench.running('quick-break');
    bench.keyed.inject('stuck');
    bench.bench.run({ command: 'stop' });
    bench.advance(3600);
    expect(bench.bench.status).toMatchObject({ state: 'fault', fault: { code: 'stop_unverified' } });
    expect(bench.bench.eventTypes).toContain('stop_unverified');
    const before = powers(bench);
    bench.advance(6000);
    expect(powers(bench)).toBeGreaterThan(before);
    bench.keyed.clear('stuck');
    bench.advance(6000);
    expect(bench.keyed.look().on).toBe(false);
    expect(bench.bench.runSlowly({ command: 'reset' })).toMatchObject({ code: 'ok' });
    expect(bench.bench.state).toBe('idle');
  });

  it('is verified where the display goes out with the chair', () => {
    const bench = KeyedBench.running('quick-break');
    bench.keyed.inject('dark');
    bench.bench.run({ command: 'stop' });
    bench.advance(2600);
    expect(bench.bench.status.last_session).toMatchObject({ ended_by: 'stopped' });
    expect(bench.bench.eventTypes).not.toContain('stop_unverified');
    bench.advance(20_000);
    expect(bench.bench.status).toMatchObject({ state: 'idle', zones: { back: { technique: 'off', level: 0 } } });
    bench.bench.daemon.fleet.stop('chair', 'stop', 'mqtt');
    bench.advance(5000);
    expect([bench.bench.state, powers(bench)]).toEqual(['idle', 2]);
  });

  it('leaves a dark chair that was seen to go off ready: one press has to show', () => {
    const bench = KeyedBench.running('quick-break');
    bench.keyed.inject('dark');
    bench.bench.run({ command: 'stop' });
    bench.advance(10_000);
    expect(bench.start('quick-break')).toMatchObject({ code: 'ok' });
    bench.advance(20_000);
    expect([bench.bench.state, bench.keyed.look().moves, powers(bench)]).toEqual(['running', true, 3]);
    bench.bench.run({ command: 'stop' });
    bench.advance(10_000);
    bench.keyed.inject('mute');
    bench.start('quick-break');
    bench.advance(20_000);
    expect(bench.bench.status.last_session?.ended_by).not.toBe('completed');
    expect([bench.bench.state === 'idle', powers(bench)]).toEqual([false, 5]);
  });

  it('is not verified by silence alone: the line counts as lost', () => {
    const bench = KeyedBench.running('quick-break');
    bench.keyed.inject('mute');
    bench.keyed.inject('deaf');
    bench.bench.run({ command: 'stop' });
    bench.advance(10_000);
    expect(bench.bench.state).not.toBe('idle');
    expect(bench.bench.status.last_session?.ended_by).not.toBe('stopped');
  });

  it('ends what was just being switched on', () => {
    const bench = KeyedBench.ready();
    bench.start('quick-break');
    bench.advance(300);
    bench.bench.run({ command: 'stop' });
    bench.advance(8000);
    expect([bench.keyed.look().on, bench.bench.state]).toEqual([false, 'idle']);
  });

  it('[S7] works without a session too, for a chair that its own remote runs', () => {
    const bench = KeyedBench.ready();
    bench.keyed.press('power');
    bench.keyed.press('manual');
    bench.advance(3000);
    expect(bench.bench.state).toBe('idle');
    bench.bench.daemon.fleet.stop('chair', 'stop', 'mqtt');
    bench.advance(4000);
    expect(bench.keyed.look().on).toBe(false);
  });

  it('[S3] latches an emergency stop until it is reset, over a restart of the daemon', () => {
    const bench = KeyedBench.running('quick-break');
    bench.bench.run({ command: 'estop' });
    bench.advance(4000);
    expect([bench.keyed.look().on, bench.bench.state]).toEqual([false, 'emergency_stopped']);
    bench.bench.restart();
    bench.advance(4000);
    expect(bench.bench.state).toBe('emergency_stopped');
    expect(bench.start('quick-break')).toMatchObject({ code: 'fault' });
    expect(bench.bench.runSlowly({ command: 'reset' })).toMatchObject({ code: 'ok' });
    expect(bench.bench.state).toBe('idle');
  });
});

describe('a line that breaks in mid-session', () => {
  it('[S13] is told, and the last word is the power key, once', () => {
    const bench = KeyedBench.running('quick-break');
    bench.keyed.inject('mute');
    bench.advance(3200);
    expect(bench.bench.state).toBe('disconnected');
    expect(bench.bench.status.last_session).toMatchObject({ ended_by: 'link_lost' });
    expect([bench.keyed.look().on, powers(bench)]).toEqual([false, 2]);
    bench.advance(30_000);
    expect(powers(bench)).toBe(2);
  });

  it('[S5] is stopped when it comes back, and nothing resumes', () => {
    const bench = KeyedBench.running('quick-break');
    bench.keyed.setPlugged(false);
    bench.advance(5000);
    expect([bench.bench.state, bench.keyed.look().moves]).toEqual(['disconnected', true]);
    bench.keyed.setPlugged(true);
    bench.advance(12_000);
    expect([bench.bench.state, bench.keyed.look().on]).toEqual(['idle', false]);
  });

  it('[S5] [S15] is ended by the next daemon where the last one was killed', () => {
    const bench = KeyedBench.running('quick-break');
    bench.bench.kill();
    bench.advance(10_000);
    expect(bench.keyed.look().moves).toBe(true);
    bench.bench.restart();
    bench.advance(6000);
    expect([bench.bench.state, bench.keyed.look().on]).toEqual(['idle', false]);
  });

  it('leaves a chair alone that its own remote runs when the daemon starts', () => {
    const bench = KeyedBench.ready();
    bench.keyed.press('power');
    bench.keyed.press('auto-sleep');
    bench.bench.restart();
    bench.advance(10_000);
    expect([bench.bench.state, bench.keyed.look().moves]).toEqual(['idle', true]);
    expect(bench.pressed).toEqual([]);
  });

  it('presses nothing blindly: a chair that shows nothing cannot be started', () => {
    const bench = new KeyedBench();
    bench.keyed.inject('dark');
    bench.advance(15_000);
    expect(bench.start('quick-break')).toMatchObject({ code: 'link_down' });
    bench.bench.daemon.fleet.stop('chair', 'stop', 'mqtt');
    bench.advance(5000);
    expect(bench.pressed).toEqual([]);
  });

  it('[S15] is stopped when the daemon goes down, and that is verified', async () => {
    const bench = KeyedBench.running('quick-break');
    const stopping = bench.bench.stop();
    await bench.bench.clock.advanceAsync(6000);
    expect(await stopping).toEqual({ connected: 1, unseen: 0, isVerified: true });
    expect(bench.keyed.look().on).toBe(false);
  });
});
