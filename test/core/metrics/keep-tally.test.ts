import { describe, expect, it } from 'vitest';
import { KeepTally } from '../../../src/core/metrics/tallies.js';

describe('how a lease is kept', () => {
  it('is counted from the second KEEP on: the first of a session renews nothing', () => {
    const tally = new KeepTally();
    tally.kept(1000, 5000, 600);
    expect([tally.margins.count, tally.gapsMs.count]).toEqual([0, 0]);
    tally.kept(1200, 150, 600);
    expect([tally.leastMargin.at(1200), tally.longestGapMs.at(1200)]).toEqual([0.75, 200]);
  });

  it('shows the least share of the lease that was left, and the longest gap', () => {
    const tally = new KeepTally();
    for (const [nowMs, quietMs] of [
      [0, 0],
      [200, 200],
      [650, 450],
      [850, 200],
    ] as const)
      tally.kept(nowMs, quietMs, 600);
    expect([tally.leastMargin.at(900), tally.longestGapMs.at(900)]).toEqual([0.25, 450]);
    expect([tally.margins.count, tally.gapsMs.sum]).toEqual([3, 850]);
  });

  it('counts a lease that had run out as one of which nothing was left', () => {
    const tally = new KeepTally();
    tally.kept(0, 0, 600);
    tally.kept(900, 900, 600);
    expect([tally.leastMargin.at(900), tally.margins.counts[0]]).toEqual([0, 1]);
  });

  it('counts no gap between two sessions', () => {
    const tally = new KeepTally();
    tally.kept(0, 0, 600);
    tally.rested();
    tally.kept(60_000, 200, 600);
    expect(tally.gapsMs.count).toBe(0);
  });
});
