import { describe, expect, it } from 'vitest';
import { DaemonBench, shippedPrograms } from '../support/daemon-bench.js';

const minutes: Record<string, number> = {
  relaxation: 20,
  'lower-flexibility': 15,
  posture: 20,
  'leg-circulation': 20,
  'lymphatic-drainage': 30,
  'restless-legs': 30,
  'quick-break': 8,
  'post-workout': 25,
  waves: 15,
  pulse: 6,
  demo: 1,
};

describe('the programs that ship', () => {
  it('are the eleven of the library', () => {
    expect([...shippedPrograms.keys()].sort()).toEqual(Object.keys(minutes).sort());
  });

  it.each(Object.entries(minutes))('%s plays to its end on the simulated chair', (program, length) => {
    const bench = DaemonBench.ready();
    expect(bench.run({ command: 'start', program })?.code).toBe('ok');
    bench.advance(length * 60_000 - 2000);
    expect(bench.state).toBe('running');
    bench.advance(5000);
    expect(bench.status.last_session).toMatchObject({ program, ended_by: 'completed', elapsed_s: length * 60 });
    expect(bench.outputNow).toBe(0);
    expect(bench.status.fault).toBeNull();
    expect(bench.broken).toBeNull();
  });
});
