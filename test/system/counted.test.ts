import { describe, expect, it } from 'vitest';
import { DaemonBench } from '../support/daemon-bench.js';

const counted = (bench: DaemonBench) => bench.daemon.fleet.counted('chair');

describe('what a daemon counts of its chairs', () => {
  it('is a stop: asked for, taken, verified, and how long after it the chair was still', () => {
    const bench = DaemonBench.running();
    const before = { ...counted(bench).tally, stillMs: counted(bench).tally.stillMs.count };
    bench.run({ command: 'stop' });
    bench.advance(5000);
    const { tally } = counted(bench);
    expect([tally.stopsAsked, tally.stopsTaken, tally.stopsVerified]).toEqual([{ stop: 1, estop: 0 }, 1, 1]);
    expect([before.stopsTaken, before.stillMs]).toEqual([0, 0]);
    expect(tally.stillMs.sum).toBe(bench.status.stop?.after_ms);
    expect(bench.daemon.fleet.sessions).toMatchObject({ stopped: 1, completed: 0 });
  });

  it('is a stop by a lane of its own too, and one that is asked for again is verified once', () => {
    const bench = DaemonBench.running();
    bench.daemon.fleet.stop('chair', 'stop', 'mqtt');
    bench.daemon.fleet.stop('chair', 'estop', 'http');
    bench.advance(5000);
    const { tally } = counted(bench);
    expect([tally.stopsAsked, tally.stopsTaken, tally.stopsVerified]).toEqual([{ stop: 1, estop: 1 }, 2, 1]);
  });

  it('is a stop that became an emergency stop and stayed unverified', () => {
    const bench = DaemonBench.running();
    bench.inject('runaway:back:hard');
    bench.run({ command: 'stop' });
    bench.advance(6000);
    const { tally } = counted(bench);
    expect([tally.stopsEscalated, tally.stopsUnverified, tally.stopsVerified]).toEqual([1, 1, 0]);
  });

  it('is each KEEP of a session: its gap, and how much of the lease was left', () => {
    const bench = DaemonBench.running();
    const { keep } = counted(bench);
    if (keep === null) throw new Error('the chair has a lease');
    expect(keep.gapsMs.count).toBeGreaterThan(60);
    expect(keep.longestGapMs.at(bench.clock.nowMs())).toBeLessThanOrEqual(250);
    expect(keep.leastMargin.at(bench.clock.nowMs())).toBeGreaterThan(0.5);
    bench.run({ command: 'stop' });
    bench.advance(5000);
    const { count } = keep.gapsMs;
    bench.advance(60_000);
    expect(keep.gapsMs.count).toBe(count);
  });

  it('is how long each zone moved, and a line that was lost, once', () => {
    const bench = DaemonBench.running();
    const { back } = counted(bench).zoneMs;
    expect(back).toBeGreaterThan(5000);
    bench.inject('mute');
    bench.advance(20_000);
    expect(counted(bench).tally.linkLosses).toBe(1);
    expect(bench.daemon.fleet.sessions.link_lost).toBe(1);
  });
});
