import { describe, expect, it } from 'vitest';
import { statusSchema } from '../../src/core/status.js';
import { DaemonBench } from '../support/daemon-bench.js';

describe('a chair that was just connected', () => {
  it('becomes idle once it was seen still', () => {
    const bench = new DaemonBench();
    expect(bench.state).toBe('disconnected');
    bench.advance(1000);
    expect(bench.state).toBe('idle');
    expect(bench.outputNow).toBe(0);
  });

  it('publishes states that keep the contract', () => {
    const bench = DaemonBench.running();
    bench.run({ command: 'stop' });
    bench.advance(3000);
    for (const status of bench.statuses) expect(statusSchema.safeParse(status).success).toBe(true);
    expect(bench.statuses.map((status) => status.seq)).toEqual(bench.statuses.map((_, index) => index + 1));
  });
});

describe('a running session', () => {
  it('moves the zones and says what it does', () => {
    const bench = DaemonBench.running();
    expect(bench.state).toBe('running');
    expect(bench.outputNow).toBeGreaterThan(20);
    expect(bench.status).toMatchObject({ program: 'quick-break', intensity: 100, elapsed_s: 15, duration_s: 480 });
    expect(bench.eventTypes).toContain('session_started');
    expect(bench.eventTypes).toContain('phase_started');
  });

  it('stops within its ramp, and is done when the chair was seen still', () => {
    const bench = DaemonBench.running();
    bench.run({ command: 'stop' });
    expect(bench.state).toBe('stopping');
    expect(bench.untilZero(2000)).toBeLessThanOrEqual(1050);
    bench.advance(500);
    expect(bench.state).toBe('idle');
    expect(bench.status.last_session?.ended_by).toBe('stopped');
  });

  it('tells of a stop what was seen of it, until the next start [S4]', () => {
    const bench = DaemonBench.running();
    expect(bench.status.stop).toBeNull();
    bench.run({ command: 'stop' });
    const { at = '' } = bench.status.stop ?? {};
    expect(bench.status.stop).toEqual({ asked: 'stop', at, still: null, after_ms: null });
    bench.advance(300);
    expect(bench.status.stop).toMatchObject({ at, still: false });
    bench.untilZero(2000);
    expect(bench.status.stop?.still).toBe(false);
    bench.advance(500);
    expect(bench.status.stop).toMatchObject({ at, still: true });
    expect(bench.status.stop?.after_ms).toBeGreaterThan(300);
    bench.run({ command: 'estop' });
    expect(bench.status.stop).toMatchObject({ asked: 'estop', still: null, after_ms: null });
    bench.advance(1000);
    expect(bench.status.stop).toMatchObject({ asked: 'estop', still: true });
    expect(bench.run({ command: 'reset' })?.code ?? 'ok').toBe('ok');
    bench.advance(3000);
    expect(bench.status.stop?.still).toBe(true);
    expect(bench.run({ command: 'start', program: 'quick-break' })?.code).toBe('ok');
    expect(bench.status.stop).toBeNull();
  });

  it('pauses at once, stays still, and goes on where it was', () => {
    const bench = DaemonBench.running();
    expect(bench.run({ command: 'pause' })?.code).toBe('ok');
    expect(bench.state).toBe('paused');
    expect(bench.untilZero(3000)).toBeLessThanOrEqual(2050);
    bench.advance(60_000);
    expect(bench.state).toBe('paused');
    expect(bench.outputNow).toBe(0);
    expect(bench.run({ command: 'resume' })?.code).toBe('ok');
    bench.advance(5000);
    expect(bench.state).toBe('running');
    expect(bench.outputNow).toBeGreaterThan(10);
    expect(bench.status.elapsed_s).toBeLessThan(22);
    expect(bench.eventTypes).toContain('resumed');
  });

  it('resumes also while the pause still ramps down', () => {
    const bench = DaemonBench.running();
    bench.run({ command: 'pause' });
    bench.advance(300);
    bench.run({ command: 'resume' });
    bench.advance(6000);
    expect(bench.state).toBe('running');
    expect(bench.outputNow).toBeGreaterThan(10);
  });

  it('skips to the next phase, and completes in the last', () => {
    const bench = DaemonBench.running();
    const phases = bench.status.phases ?? 0;
    for (let phase = 1; phase < phases; phase += 1) {
      bench.run({ command: 'skip' });
      expect(bench.status.phase_index).toBe(phase);
    }
    bench.run({ command: 'skip' });
    bench.advance(3000);
    expect(bench.status.last_session?.ended_by).toBe('completed');
  });

  it('stretches what remains when the duration is adjusted', () => {
    const bench = DaemonBench.running();
    expect(bench.run({ command: 'adjust', duration: 15 * 60_000 })?.code).toBe('ok');
    expect(bench.status).toMatchObject({ duration_s: 900, elapsed_s: 15, remaining_s: 885 });
    bench.advance(880_000);
    expect(bench.state).toBe('running');
    bench.advance(10_000);
    expect(bench.status.last_session).toMatchObject({ ended_by: 'completed', elapsed_s: 900 });
  });

  it('gets gentler when the intensity is adjusted', () => {
    const bench = DaemonBench.running('quick-break');
    const before = bench.outputNow;
    bench.run({ command: 'adjust', intensity: 40 });
    bench.advance(4000);
    expect(bench.status.intensity).toBe(40);
    expect(bench.status.zones.legs?.level ?? 0).toBeLessThanOrEqual(Math.ceil(45 * 0.4));
    expect(before).toBeGreaterThan(0);
  });
});

describe('the chair and the person', () => {
  it('pauses when the person leaves, and ends within a minute', () => {
    const bench = DaemonBench.running();
    bench.inject('leave');
    bench.advance(2000);
    expect(bench.state).toBe('paused');
    bench.advance(59_000);
    expect(bench.status.last_session?.ended_by).toBe('occupant_left');
  });

  it('stays paused when the person sits down again, until resume', () => {
    const bench = DaemonBench.running();
    bench.inject('leave');
    bench.advance(10_000);
    bench.inject('sit');
    bench.advance(30_000);
    expect(bench.state).toBe('paused');
    expect(bench.run({ command: 'resume' })?.code).toBe('ok');
    bench.advance(3000);
    expect(bench.state).toBe('running');
  });

  it('takes the buttons of the chair as commands', () => {
    const bench = DaemonBench.ready();
    bench.inject('button:start');
    bench.advance(3000);
    expect(bench.state).toBe('running');
    expect(bench.status.session?.source).toBe('button');
    bench.inject('button:pause');
    bench.advance(500);
    expect(bench.state).toBe('paused');
    bench.advance(3000);
    bench.inject('button:start');
    bench.advance(3000);
    expect(bench.state).toBe('running');
    bench.inject('button:stop');
    bench.advance(3000);
    expect(bench.state).toBe('idle');
    bench.inject('button:estop');
    bench.advance(1000);
    expect(bench.state).toBe('emergency_stopped');
  });
});
