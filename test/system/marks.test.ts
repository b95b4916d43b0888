import { beforeEach, describe, expect, it } from 'vitest';
import { DaemonBench } from '../support/daemon-bench.js';

const mark = { zone: 'legs', what: 'softer' } as const;

describe('a place in a session that somebody marks', () => {
  let bench: DaemonBench;
  beforeEach(() => {
    bench = DaemonBench.ready();
  });

  it('is written with the running time at which it was, and changes nothing', () => {
    bench.run({ command: 'start', program: 'quick-break' });
    bench.advance(60_000);
    const { intensity } = bench.status;
    expect(bench.daemon.fleet.mark('chair', mark)).toBe(true);
    const [line] = bench.ledger.all('mark');
    expect(line).toMatchObject({ ...mark, id: bench.ledger.all('opened')[0]?.id });
    expect(line?.at_s).toBeGreaterThan(50);
    expect(line?.at_s).toBeLessThan(61);
    expect(bench.status).toMatchObject({ state: 'running', intensity });
  });

  it('is none without a session', () => {
    expect(bench.daemon.fleet.mark('chair', mark)).toBe(false);
    expect(bench.ledger.all('mark')).toEqual([]);
  });

  it('is kept fifty times a session, and again in the next', () => {
    bench.run({ command: 'start', program: 'quick-break' });
    bench.advance(10_000);
    const kept = Array.from({ length: 60 }, () => bench.daemon.fleet.mark('chair', mark));
    expect(kept.filter((isKept) => isKept)).toHaveLength(50);
    bench.run({ command: 'stop' });
    bench.advance(10_000);
    bench.run({ command: 'start', program: 'quick-break' });
    bench.advance(10_000);
    expect(bench.status.state).toBe('running');
    expect(bench.daemon.fleet.mark('chair', mark)).toBe(true);
  });
});
