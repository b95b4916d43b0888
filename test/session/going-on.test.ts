import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ActiveFault } from '../../src/core/session.js';
import { ChairSession, tickPeriodMs } from '../../src/session/chair-session.js';
import type { SessionEvent, SessionNotice } from '../../src/session/events.js';
import { sampleSession } from '../support/sample-session.js';
import { FakeChair } from '../support/session-bench.js';
import { VirtualTime } from '../support/virtual-time.js';

/** Writes down everything in its order; may answer from the middle of a tick, and may break there. */
class WritingChair extends FakeChair {
  readonly supervisionPeriodMs = 200;
  onDrive: () => void = () => undefined;
  onPoll: () => void = () => undefined;

  constructor(private readonly record: (what: unknown) => void) {
    super();
  }

  poll(): void {
    this.onPoll();
  }

  override drive(...asked: Parameters<FakeChair['drive']>): void {
    this.record(['drive', ...asked]);
    this.onDrive();
  }

  override supervise(): void {
    this.record('supervise');
  }

  override stop(rampMs: number): void {
    this.record(`stop ${rampMs}`);
  }

  override emergencyStop(): void {
    this.record('emergency stop');
  }

  override reset(codes: readonly string[]): void {
    this.record(`reset ${codes}`);
  }
}

/** As the machine alone does it: every tick passes it. */
class MachineAlone extends ChairSession {
  protected override goOn(): boolean {
    return false;
  }
}

class Bench {
  readonly clock = new VirtualTime();
  readonly written: unknown[] = [];
  readonly chair = new WritingChair((what) => void this.written.push(what));
  readonly session: ChairSession;
  readonly errors: unknown[] = [];

  constructor(Session: typeof ChairSession) {
    const { clock, chair, written } = this;
    this.session = new Session({
      chair,
      clock,
      memory: {
        faults: [],
        lastSession: null,
        restLeftMs: 0,
        ran: (fromMs, toMs) => void written.push(['ran', fromMs, toMs]),
      },
      tell: (notice: SessionNotice) => void written.push(['tell', notice, this.session.context]),
      onChange: (state, context) => void written.push([state, context]),
      onError: (error) => this.errors.push(error),
    });
    for (const event of greeting) this.session.send(event);
  }

  tick(count: number): void {
    for (let done = 0; done < count; done += 1) {
      this.clock.advance(tickPeriodMs);
      this.session.tick();
    }
  }

  /** What was done since it was asked last, and how it stands. */
  take(): readonly unknown[] {
    const { session } = this;
    return [...this.written.splice(0), session.state, session.context, session.moment];
  }
}

const greeting: readonly SessionEvent[] = [
  { type: 'chair.up' },
  { type: 'chair.still' },
  { type: 'chair.occupied', isOccupied: true },
];
const start: SessionEvent = { type: 'start', session: sampleSession({ startedMs: 1000 }) };
const stall: Pick<ActiveFault, 'code' | 'zone'> = { code: 'stall', zone: 'back' };

const asked: readonly SessionEvent[] = [
  ...greeting,
  start,
  { type: 'chair.driving' },
  { type: 'chair.driving' },
  { type: 'chair.occupied', isOccupied: false },
  { type: 'chair.fault', ...stall, message: 'it stands' },
  { type: 'chair.cleared', ...stall },
  { type: 'chair.down', reason: 'its cable is out' },
  { type: 'pause', source: 'mqtt' },
  { type: 'resume', source: 'mqtt' },
  { type: 'skip' },
  { type: 'adjust', timeline: sampleSession().timeline, positionMs: 30_000, intensity: 50 },
  { type: 'stop', ending: 'stopped' },
  { type: 'estop', message: 'somebody asked' },
  { type: 'reset' },
  { type: 'chair.resetDone', missing: null },
];
const running = [start, { type: 'chair.driving' }] as const;

type Step = { readonly ticks: number } | { readonly event: SessionEvent };
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 1, max: 1500 }).map((ticks) => ({ ticks })) },
    { weight: 2, arbitrary: fc.constantFrom(...asked).map((event) => ({ event })) },
  ),
  { maxLength: 25 },
);

function both(): readonly [Bench, Bench] {
  return [new Bench(ChairSession), new Bench(MachineAlone)];
}

function compare(benches: readonly [Bench, Bench], act: (bench: Bench) => void): void {
  const [withBoth, machineAlone] = benches.map((bench) => {
    act(bench);
    return bench.take();
  });
  expect(withBoth).toEqual(machineAlone);
}

describe('a session that goes on without its machine [S9] [S14]', () => {
  it('does, counts, tells and remembers what it does with the machine alone, whatever comes', { timeout: 0 }, () => {
    const property = fc.property(steps, (each) => {
      const benches = both();
      for (const event of running) compare(benches, ({ session }) => session.send(event));
      for (const step of each) {
        compare(benches, (bench) => {
          if ('ticks' in step) bench.tick(step.ticks);
          else if (bench.session.can(step.event)) bench.session.send(step.event);
        });
      }
    });
    fc.assert(property, { numRuns: 80, seed: 20_261_201 });
  });

  it.each([
    ['of its program', {}, 12_001],
    ['of its running time', { runningMsMax: 60_000 }, 1201],
    ['of 45 minutes by the clock', { startedMs: 100_000 - 44 * 60_000 }, 1200],
  ])('ends at the same tick at the end %s', (_, over, ticks) => {
    const benches = both();
    const session = sampleSession({ startedMs: 100_000, ...over });
    for (const event of [{ ...start, session }, { type: 'chair.driving' }] as const) {
      compare(benches, (bench) => bench.session.send(event));
    }
    for (let done = 0; done < ticks; done += 400) compare(benches, (bench) => bench.tick(Math.min(400, ticks - done)));
    for (const bench of benches) expect(bench.session.state).toBe('stopping');
  });

  it('takes what comes in the middle of a tick after it, as the machine does, and a stop at once', () => {
    for (const event of asked) {
      const benches = both();
      for (const each of running) compare(benches, ({ session }) => session.send(each));
      compare(benches, (bench) => {
        let isAsked = false;
        bench.chair.onDrive = () => {
          if (!isAsked) bench.session.send(event);
          isAsked = true;
          bench.written.push(bench.session.isBusy, bench.session.state, bench.session.context);
        };
        bench.tick(20);
      });
    }
  });

  it('begins at the moment at which the chair says so, also where that comes late in a tick', () => {
    const benches = both();
    compare(benches, ({ session }) => session.send(start));
    compare(benches, (bench) => {
      bench.tick(3);
      bench.chair.onPoll = () => {
        bench.clock.advance(30);
        bench.session.send({ type: 'chair.driving' });
      };
      bench.tick(40);
    });
  });

  it('does nothing more once it broke in a tick, and says so once', () => {
    const benches = both();
    for (const bench of benches) {
      for (const event of running) bench.session.send(event);
      bench.tick(4);
      bench.chair.onDrive = () => {
        throw new Error('a bug of ours');
      };
      bench.written.length = 0;
      bench.tick(40);
      bench.session.send({ type: 'skip' });
      expect(bench.errors).toEqual([new Error('a bug of ours')]);
      expect(bench.written.filter((each) => each === 'supervise')).toEqual([]);
      expect(bench.session.can({ type: 'skip' })).toBe(false);
      bench.session.send({ type: 'stop', ending: 'stopped' });
      expect(bench.written.at(-1)).toBe('stop 1000');
    }
  });
});
