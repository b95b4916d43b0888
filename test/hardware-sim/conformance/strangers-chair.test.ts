import { describe, expect, it } from 'vitest';
import type { StrangersHabits } from '../../support/strangers-chair.js';
import { runStranger } from './kit-bench.js';

const unusual: readonly (readonly [string, Partial<StrangersHabits>])[] = [
  ['has no habits of its own', {}],
  ['moves its outputs every 20 ms', { loopMs: 20 }],
  ['answers 95 ms after the end of a line', { answerAfterMs: 95 }],
  ['has a lease of 2000 ms', { leaseMs: 2000 }],
  ['has a lease of 200 ms', { leaseMs: 200 }],
  ['takes no TTL over 1 s', { ttlMs: 1000 }],
  ['has a lease as long as its longest TTL', { leaseMs: 1000, ttlMs: 1000 }],
  ['has both at 2000 ms', { leaseMs: 2000, ttlMs: 2000 }],
  ['is on a line of 38,400 baud', { baud: 38_400 }],
  ['takes 250 ms more for a rise from 0', { kickMs: 250 }],
  ['shows level 1 meanwhile', { kickMs: 250, kickLevel: 1 }],
  ['is busy in the ramp of a STOP', { isBusyInStop: true }],
  ['counts its lease down at rest too', { isLeaseCountedAtRest: true }],
  ['tells T 20 ms early and late in turn', { jitterMs: 20 }],
  ['takes half a second for its vent', { ventMs: 500 }],
  ['debounces a sensor', { blinkEvery: 7 }],
  ['has one zone with one technique', { caps: { seat: { vibrate: [20, 90] } } }],
  ['has air alone', { caps: { legs: { compress: [1, 12] } } }],
  [
    'answers a renewal behind the emergency byte',
    { answerAfterMs: 58, leaseMs: 200, ttlMs: 1000, kickMs: 250, ventMs: 500 },
  ],
  [
    'does all that at once',
    {
      baud: 38_400,
      loopMs: 20,
      answerAfterMs: 60,
      kickMs: 250,
      leaseMs: 2000,
      ttlMs: 2000,
      isBusyInStop: true,
      ventMs: 400,
    },
  ],
];

const wrong: readonly (readonly [string, Partial<StrangersHabits>, readonly string[]])[] = [
  ['takes 700 ms more for a rise from 0', { kickMs: 700 }, ['set.ramp-up']],
  ['holds air for 21 s', { holdMs: 21_000 }, ['air.hold']],
  ['takes 1.5 s for its vent', { ventMs: 1500 }, ['air.hold']],
  ['answers after 240 ms', { answerAfterMs: 240 }, ['answers.time', 'stop.default']],
  ['tells T 150 ms early and late in turn', { jitterMs: 150 }, ['telemetry.after-hello', 'telemetry.armed']],
  ['moves its outputs every 200 ms', { loopMs: 200 }, ['lease.expires', 'ttl.expires']],
  ['has a longest TTL under its lease', { leaseMs: 1500, ttlMs: 1000 }, ['lease.figures']],
];

describe('a chair that was written from the page alone passes the kit where it', () => {
  it.each(unusual)('%s', async (_name, habits) => {
    const run = await runStranger(habits);
    expect(run.verdicts.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    expect(run.ending).toBe('still');
  });
});

describe('and is failed where it', () => {
  it.each(wrong)('%s', async (_name, habits, clauses) => {
    const run = await runStranger(habits, clauses);
    expect([...run.failed].sort()).toEqual([...clauses].sort());
  });
});
