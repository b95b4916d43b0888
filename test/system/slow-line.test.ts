import { describe, expect, it } from 'vitest';
import { DaemonBench } from '../support/daemon-bench.js';

/** What an overloaded machine, or a serial server far away, makes of answers, ms. */
const delays = [100, 200, 300, 400, 500, 580];

describe('a chair whose answers take their time', () => {
  it.each(delays)('of %d ms comes up, and stays', (delayMs) => {
    const bench = new DaemonBench();
    bench.inject(`slow:${delayMs}`);
    bench.advance(40_000);
    expect([bench.state, bench.eventTypes]).toEqual(['idle', ['occupied']]);
  });

  it.each(delays)('of %d ms is stopped by a fault without an emergency stop that nobody asked for [S4]', (delayMs) => {
    const bench = DaemonBench.running();
    bench.inject(`slow:${delayMs}`);
    bench.daemon.fleet.distrust('chair', 'something is wrong');
    bench.advance(20_000);
    expect(bench.state).toBe('fault');
    expect(bench.eventTypes).not.toContain('emergency_stopped');
    expect(bench.outputNow).toBe(0);
  });
});
