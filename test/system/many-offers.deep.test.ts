import process from 'node:process';
import { expect, it } from 'vitest';
import type { Clock } from '../../src/ports.js';
import { ChairGroup } from '../support/chair-group.js';
import { evening } from '../support/schedule-bench.js';

const chairs = 500;
const stepMs = 10;
/** No chair is left alone for so long. */
const gapMsMax = 500;

const busyMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** In virtual time nothing takes time. Here a turn takes what it takes the processor, so that what is bounded by the clock is bounded. */
class LivelyClock implements Clock {
  private movedAtMs = 0;
  private busyAtMs = busyMs();
  readonly bootId: string;

  constructor(private readonly time: Clock) {
    this.bootId = time.bootId;
  }

  nowMs(): number {
    const nowMs = this.time.nowMs();
    if (nowMs !== this.movedAtMs) {
      this.movedAtMs = nowMs;
      this.busyAtMs = busyMs();
    }
    return nowMs + Math.min(stepMs, busyMs() - this.busyAtMs);
  }

  wallMs = (): number => this.time.wallMs();
  after: Clock['after'] = (delayMs, run) => this.time.after(delayMs, run);
  every: Clock['every'] = (periodMs, run) => this.time.every(periodMs, run);
  clear: Clock['clear'] = (timer) => this.time.clear(timer);
  random = (): number => this.time.random();
}

it(`${chairs} chairs on each of which a schedule offers something are looked after meanwhile [S14]`, () => {
  const written = new Map<string, number[]>();
  const ids = Array.from({ length: chairs }, (_, index) => `c${index}`);
  const room = new ChairGroup(
    ids,
    (id, atMs) => written.set(id, [...(written.get(id) ?? []).slice(-100), atMs]),
    (clock) => ({
      clock: new LivelyClock(clock),
      schedules: [{ ...evening, chairs: ids, when: '1 12 * * *' }],
      people: new Map([['anna', { avoid: [], levelMax: 80 }]]),
    }),
  );
  /** The busiest step, ms of the processor. */
  const advance = (durationMs: number): number => {
    let most = 0;
    for (let passedMs = 0; passedMs < durationMs; passedMs += stepMs) {
      const before = busyMs();
      room.clock.advance(stepMs);
      most = Math.max(most, busyMs() - before);
    }
    return most;
  };
  const offered = (): number => ids.filter((id) => room.daemon.fleet.schedule(id)?.offer?.ready === true).length;

  room.clock.advance(20_000);
  room.clock.advance(60_000 - (room.clock.wallMs() % 60_000));
  expect(offered()).toBe(0);
  expect(advance(10_000)).toBeLessThan(gapMsMax);
  expect(offered()).toBe(chairs);
  written.clear();
  expect(advance(10_000)).toBeLessThan(gapMsMax);
  for (const id of ids) {
    const times = written.get(id) ?? [];
    const gaps = times.slice(1).map((atMs, at) => atMs - (times[at] ?? 0));
    expect(Math.max(...gaps), id).toBeLessThan(gapMsMax);
  }
  for (const id of ids) room.run(id, { command: 'offer' }, 'http');
  advance(6000);
  expect(ids.filter((id) => room.stateOf(id) === 'running')).toHaveLength(chairs);
}, 170_000);
