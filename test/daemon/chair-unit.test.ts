import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/core/status.js';
import { yieldedHolding } from '../support/chair-settings.js';
import { DaemonBench } from '../support/daemon-bench.js';

describe('a reset', () => {
  it('of a fault that only the daemon knows is taken and told [S16]', () => {
    const bench = DaemonBench.ready();
    const { fleet } = bench.daemon;
    fleet.settle('chair', yieldedHolding(false));
    expect(bench.state).toBe('fault');
    expect(bench.run({ command: 'reset' })?.code).toBe('foreign_owner');
    fleet.settle('chair', yieldedHolding(true));
    expect(bench.runSlowly({ command: 'reset' })?.code).toBe('ok');
    expect(bench.state).toBe('idle');
  });

  it('is refused for an emergency stop that comes while it is under way, and taken after that [S3]', () => {
    const bench = DaemonBench.running();
    bench.run({ command: 'estop' });
    const verdicts: Verdict[] = [];
    const origin = { source: 'mqtt', unavailable: null } as const;
    bench.daemon.fleet.run('chair', { command: 'reset' }, origin, (verdict) => verdicts.push(verdict));
    expect(bench.run({ command: 'reset' })?.code).toBe('not_in_state');
    bench.daemon.fleet.stop('chair', 'estop', 'mqtt');
    bench.advance(4000);
    expect(verdicts.map(({ code }) => code)).toEqual(['fault']);
    expect(bench.state).toBe('emergency_stopped');
    expect(bench.runSlowly({ command: 'reset' })?.code).toBe('ok');
    expect(bench.state).toBe('idle');
  });
});

describe('the buttons of a chair', () => {
  it('pause what is still starting, and nothing goes on by itself [S5]', () => {
    const bench = DaemonBench.ready();
    bench.run({ command: 'start', program: 'quick-break' });
    bench.inject('button:pause');
    bench.advance(5000);
    expect(bench.state).toBe('paused');
    expect(bench.outputNow).toBe(0);
    bench.inject('button:start');
    bench.advance(5000);
    expect(bench.state).toBe('running');
    expect(bench.eventTypes).toContain('resumed');
  });

  it('start nothing while the service goes down [S15]', () => {
    const bench = DaemonBench.running();
    void bench.daemon.stop();
    bench.advance(2500);
    expect(bench.state).toBe('idle');
    bench.inject('button:start');
    bench.advance(500);
    expect(bench.state).toBe('idle');
    expect(bench.outputNow).toBe(0);
  });
});
