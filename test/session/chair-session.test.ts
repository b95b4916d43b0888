import { describe, expect, it } from 'vitest';
import type { ChairSignal } from '../../src/ports.js';
import { ChairSession, plainEvent, RunningTime, tickPeriodMs } from '../../src/session/chair-session.js';
import { sampleSession } from '../support/sample-session.js';
import { FakeChair } from '../support/session-bench.js';
import { VirtualTime } from '../support/virtual-time.js';

/** Counts how often its line is moved; may be told to break in the middle of a tick. */
class TickedFake extends FakeChair {
  readonly supervisionPeriodMs = 200;
  polls = 0;
  isBroken = false;
  onStop: () => unknown = () => undefined;

  poll(): void {
    this.polls += 1;
  }

  override stop(rampMs: number): void {
    this.onStop();
    super.stop(rampMs);
  }

  override supervise(): void {
    if (this.isBroken) throw new Error('a bug of ours');
    super.supervise();
  }
}

function newSession() {
  const clock = new VirtualTime();
  const chair = new TickedFake();
  const errors: unknown[] = [];
  const running = new RunningTime({ runs: [] }, { restMs: 1_800_000, dailyMs: 3_600_000 }, clock);
  const session = new ChairSession({
    chair,
    clock,
    memory: {
      faults: [],
      lastSession: null,
      get restLeftMs() {
        return running.restLeftMs;
      },
      ran: (fromMs, toMs) => running.ran(fromMs, toMs),
    },
    tell: () => undefined,
    onChange: () => undefined,
    onError: (error) => errors.push(error),
  });
  const greeting: readonly ChairSignal[] = [{ type: 'chair.up' }, { type: 'chair.still' }];
  for (const signal of greeting) session.send(signal);
  session.send({ type: 'start', session: sampleSession({ startedMs: clock.nowMs() }) });
  session.send({ type: 'chair.driving' });
  const ticks = (count: number): readonly boolean[] =>
    Array.from({ length: count }, () => {
      clock.advance(tickPeriodMs);
      return session.tick();
    });
  return { chair, session, running, errors, ticks };
}

describe('a chair and its session', () => {
  it('move the line with every tick, and supervise at the pace of the chair [S14]', () => {
    const { chair, session, ticks } = newSession();
    expect(session.state).toBe('running');
    expect(ticks(9)).toEqual([true, false, false, false, true, false, false, false, true]);
    expect([chair.polls, chair.supervisions]).toEqual([9, 3]);
  });

  it('count what ran [S9]', () => {
    const { running, ticks } = newSession();
    ticks(1 + 4 * 5);
    expect(running.dailyLeftMs).toBe(3_600_000 - 1000 - tickPeriodMs);
    expect(running.restLeftMs).toBe(0);
  });

  it('are halted and stopped all the same once the machine broke [S7] [S15]', () => {
    const { chair, session, errors, ticks } = newSession();
    chair.isBroken = true;
    ticks(1);
    expect(errors).toHaveLength(1);
    session.halt();
    session.send(plainEvent('stop', 'mqtt'));
    session.send(plainEvent('estop', 'mqtt'));
    expect(chair.orders).toEqual(['stop 0', 'stop 1000', 'emergency stop']);
  });

  it('are stopped before the machine has made anything of it [S7]', () => {
    const { chair, session } = newSession();
    const states: string[] = [];
    chair.onStop = () => states.push(session.state);
    session.send(plainEvent('stop', 'mqtt'));
    expect(states[0]).toBe('running');
    expect(session.state).toBe('stopping');
  });

  it('end in fault where another daemon claims the chair [S16]', () => {
    const { session } = newSession();
    session.claimed('another daemon drives it');
    session.send({ type: 'chair.still' });
    expect(session.state).toBe('fault');
    expect(session.context.faults).toMatchObject([{ code: 'foreign_owner', message: 'another daemon drives it' }]);
  });

  it('are stopped by an emergency that says where it came from [S3]', () => {
    const { chair, session } = newSession();
    session.send(plainEvent('estop', 'http'));
    expect([...new Set(chair.orders)]).toEqual(['emergency stop']);
    expect(session.context.faults).toMatchObject([{ code: 'estop', message: 'emergency stop requested by http' }]);
  });
});

describe('running time', () => {
  it('owes a rest after a quarter of an hour, and is bounded for a day [S9]', () => {
    const clock = new VirtualTime();
    const running = new RunningTime({ runs: [] }, { restMs: 600_000, dailyMs: 3_600_000 }, clock);
    const startMs = clock.nowMs();
    clock.advance(900_000);
    running.ran(startMs, clock.nowMs());
    expect([running.restLeftMs, running.dailyLeftMs]).toEqual([600_000, 2_700_000]);
    clock.advance(600_000);
    expect(running.restLeftMs).toBe(0);
  });
});
