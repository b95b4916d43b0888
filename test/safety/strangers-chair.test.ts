import { describe, expect, it } from 'vitest';
import { DaemonBench } from '../support/daemon-bench.js';
import { StrangersChair, type StrangersHabits, usualHabits } from '../support/strangers-chair.js';

const unusual: readonly (readonly [string, Partial<StrangersHabits>])[] = [
  ['has no habits of its own', {}],
  ['is busy in the ramp of a STOP', { isBusyInStop: true }],
  ['has a lease as long as its longest TTL', { leaseMs: 1000, ttlMs: 1000 }],
  ['has a lease of 200 ms', { leaseMs: 200 }],
  [
    'is slow in every way that the page allows',
    { baud: 38_400, loopMs: 20, answerAfterMs: 60, jitterMs: 20, kickMs: 250 },
  ],
  ['counts its lease at rest', { isLeaseCountedAtRest: true }],
];

/** What the program needs. */
const caps = {
  back: { knead: [5, 60], tap: [100, 750], roll: [2, 30], press: [2, 20], vibrate: [20, 90] },
  seat: { compress: [1, 20], vibrate: [20, 90] },
  legs: { compress: [1, 12], roll: [2, 30], vibrate: [20, 90] },
} as const;

describe('a chair that was written from the page alone, and', () => {
  it.each(unusual)('%s, is driven, paused, resumed at once and seen still [S4]', (_name, habits) => {
    let chair: StrangersChair | null = null;
    const bench = DaemonBench.running('quick-break', {
      around: (_direct, clock) => {
        chair ??= new StrangersChair(clock, { ...usualHabits, seat: '1', caps, ...habits });
        return chair.open;
      },
    });
    expect(bench.status.state).toBe('running');
    bench.run({ command: 'pause' });
    bench.advance(500);
    bench.run({ command: 'resume' });
    bench.advance(5000);
    expect(bench.status.state).toBe('running');
    bench.run({ command: 'stop' });
    bench.advance(4000);
    expect(bench.status).toMatchObject({ state: 'idle', fault: null });
    expect(bench.eventTypes).not.toContain('stop_unverified');
  });
});
