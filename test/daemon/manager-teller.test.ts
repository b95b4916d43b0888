import { describe, expect, it } from 'vitest';
import type { ManagerWords, NotifyProgram } from '../../src/adapters/systemd/notify-program.js';
import type { SupervisedChair } from '../../src/core/systemd/watchdog.js';
import { ManagerTeller, managerTellerOf } from '../../src/daemon/manager-teller.js';
import type { Log } from '../../src/ports.js';
import { DaemonBench } from '../support/daemon-bench.js';
import { silentLog } from '../support/silent-log.js';
import { VirtualTime } from '../support/virtual-time.js';

/** A service manager that hears everything at once, until it is deaf. */
class FakeProgram implements NotifyProgram {
  readonly told: { readonly atMs: number; readonly words: ManagerWords }[] = [];
  isFree = true;
  isDeaf = false;

  constructor(private readonly clock: VirtualTime) {}

  tell(words: ManagerWords, onArrived?: () => void): void {
    this.told.push({ atMs: this.clock.nowMs(), words });
    if (!this.isDeaf) onArrived?.();
  }

  /** When this was told, ms. */
  times(name: string): readonly number[] {
    return this.told.filter(({ words }) => words[name] !== undefined).map(({ atMs }) => atMs);
  }
}

function setUp(parts: { readonly hasWeb?: boolean; readonly watchdogEveryMs?: number | null } = {}) {
  const clock = new VirtualTime();
  const beganMs = clock.nowMs();
  const program = new FakeProgram(clock);
  const logged: string[] = [];
  const note = (event: string): void => void logged.push(event);
  const log: Log = { ...silentLog, warn: note, error: note };
  const fleet = { chairIds: ['hall'], isAvailable: () => true, drainUntil: null };
  const teller = new ManagerTeller({ hasWeb: false, watchdogEveryMs: 10_000, ...parts, fleet, program, clock, log });
  const chair = { isArmed: true, isLookedAfter: true, atMs: beganMs };
  clock.every(50, () => {
    if (chair.isLookedAfter) chair.atMs = clock.nowMs();
  });
  const watched = (): readonly SupervisedChair[] => [{ id: 'hall', isArmed: chair.isArmed, lookedAfterMs: chair.atMs }];
  teller.watch(watched);
  teller.start();
  const since = (name: string): readonly number[] => program.times(name).map((atMs) => atMs - beganMs);
  return { clock, program, teller, chair, logged, since };
}

describe('a service manager', () => {
  it('is told that the daemon is up once, when the loop has come to every chair, and how it stands', () => {
    const { clock, program, since } = setUp();
    clock.advance(999);
    expect(program.told).toEqual([]);
    clock.advance(60_000);
    expect(since('READY')).toEqual([1000]);
    expect(program.told[0]?.words).toEqual({ READY: '1', STATUS: 'the chair answers, 1 in use; no broker' });
  });

  it('is told so when the page answers, or when 10 s have shown that it does not', () => {
    const quick = setUp({ hasWeb: true });
    quick.clock.advance(3500);
    expect(quick.since('READY')).toEqual([]);
    quick.teller.onWeb();
    quick.clock.advance(1000);
    expect(quick.since('READY')).toEqual([4000]);
    const never = setUp({ hasWeb: true });
    never.clock.advance(30_000);
    expect(never.since('READY')).toEqual([10_000]);
  });

  it('is told so again until it has heard it, and not while the daemon goes', () => {
    const { clock, program, since } = setUp();
    program.isDeaf = true;
    clock.advance(3000);
    program.isDeaf = false;
    clock.advance(30_000);
    expect(since('READY')).toEqual([1000, 2000, 3000, 4000]);
    const going = setUp();
    going.teller.stopping();
    going.clock.advance(5000);
    expect(going.since('READY')).toEqual([]);
  });

  it('feels its watchdog fed at half of its time, from the moment that the daemon is up', () => {
    const { clock, since } = setUp();
    clock.advance(45_000);
    expect(since('WATCHDOG')).toEqual([2000, 12_000, 22_000, 32_000, 42_000]);
  });

  it('looks often enough for a watchdog with little patience', () => {
    const { clock, since } = setUp({ watchdogEveryMs: 1000 });
    clock.advance(4000);
    expect(since('WATCHDOG')).toEqual([500, 1500, 2500, 3500]);
  });

  it('has no watchdog fed that it does not name', () => {
    const { clock, since } = setUp({ watchdogEveryMs: null });
    clock.advance(45_000);
    expect(since('WATCHDOG')).toEqual([]);
  });

  it('hears of a meal that did not arrive again after a second', () => {
    const { clock, program, since } = setUp();
    clock.advance(5000);
    program.isDeaf = true;
    clock.advance(10_000);
    program.isDeaf = false;
    clock.advance(10_000);
    expect(since('WATCHDOG')).toEqual([2000, 12_000, 13_000, 14_000, 15_000, 16_000]);
  });

  it('is fed by nothing that waits behind something else', () => {
    const { clock, program, since } = setUp();
    clock.advance(5000);
    program.isFree = false;
    clock.advance(20_000);
    expect(since('WATCHDOG')).toEqual([2000]);
    program.isFree = true;
    clock.advance(1000);
    expect(since('WATCHDOG')).toEqual([2000, 26_000]);
  });

  it('is not fed for a chair that is armed and looked after no longer, and the log says so on its edges [S14]', () => {
    const { clock, program, chair, logged, since } = setUp();
    clock.advance(5000);
    chair.isLookedAfter = false;
    clock.advance(40_000);
    expect(since('WATCHDOG')).toEqual([2000]);
    expect(program.told.at(-1)?.words).toEqual({ STATUS: 'NOT looked after: hall' });
    expect(logged).toEqual(['watchdog_withheld']);
    chair.isLookedAfter = true;
    clock.advance(1000);
    expect(since('WATCHDOG')).toEqual([2000, 46_000]);
    expect(logged).toEqual(['watchdog_withheld', 'watchdog_fed_again']);
  });

  it('is fed for a chair that was seen still, whoever looks after it', () => {
    const { clock, chair, since } = setUp();
    clock.advance(5000);
    chair.isArmed = false;
    chair.isLookedAfter = false;
    clock.advance(10_000);
    expect(since('WATCHDOG')).toEqual([2000, 12_000]);
  });

  it('is not fed after the event loop stood still, until the chair was looked after again [S14]', () => {
    const { clock, since } = setUp();
    clock.advance(5000);
    clock.stall(30_000);
    clock.advance(2000);
    expect(since('WATCHDOG').filter((atMs) => atMs > 5000 && atMs < 35_000)).toEqual([]);
    expect(since('WATCHDOG')).toHaveLength(2);
  });

  it('is told of a change in words at most every 10 s', () => {
    const { clock, program, teller, since } = setUp({ watchdogEveryMs: null });
    clock.advance(2000);
    for (let times = 0; times < 10; times += 1) {
      teller.brokerIs(times % 2 === 0);
      clock.advance(1500);
    }
    teller.brokerIs(true);
    clock.advance(60_000);
    expect(since('STATUS')).toEqual([1000, 12_000]);
    expect(program.told.at(-1)?.words).toEqual({ STATUS: 'the chair answers, 1 in use; the broker answers' });
  });

  it('is told once that the daemon goes, and nothing after it has gone', async () => {
    const { clock, program, teller, since } = setUp();
    clock.advance(5000);
    teller.stopping();
    teller.stopping();
    clock.advance(1000);
    await teller.close();
    clock.advance(60_000);
    expect(since('STOPPING')).toEqual([5000]);
    expect(program.told.at(-1)?.words).toEqual({ STOPPING: '1', STATUS: 'stopping every chair' });
  });

  it('is nobody where the environment names no socket', () => {
    const daemon = { config: { http: null }, pid: 1, clock: new VirtualTime(), log: silentLog };
    const fleet = { chairIds: [], isAvailable: () => true, drainUntil: null };
    expect(managerTellerOf({ ...daemon, environment: {} }, fleet)).toBeNull();
    expect(managerTellerOf({ ...daemon, environment: { NOTIFY_SOCKET: '' } }, fleet)).toBeNull();
    expect(managerTellerOf({ ...daemon, environment: { NOTIFY_SOCKET: '/run/x' } }, fleet)).not.toBeNull();
  });
});

describe('a daemon with a chair in a session', () => {
  /** The teller has a clock of its own: only the daemon's loop is to die. */
  function watched() {
    let program: FakeProgram | null = null;
    const tell = (bench: () => DaemonBench): ManagerTeller => {
      const { clock, daemon } = bench();
      program = new FakeProgram(clock);
      const parts = { hasWeb: false, watchdogEveryMs: 2000, clock, log: silentLog };
      return new ManagerTeller({ ...parts, program, fleet: daemon.fleet });
    };
    let watch: (() => readonly SupervisedChair[]) | null = null;
    const face = () => ({
      start: () => {},
      close: async () => {},
      watch: (chairs: () => readonly SupervisedChair[]) => {
        watch = chairs;
      },
    });
    const bench = DaemonBench.running('quick-break', { face });
    const teller = tell(() => bench);
    teller.watch(() => watch?.() ?? []);
    teller.start();
    return { bench, teller, meals: () => program?.times('WATCHDOG').length ?? 0, chairs: () => watch?.() ?? [] };
  }

  it('feeds the watchdog while it supervises it, and not when its loop is dead [S14]', () => {
    const { bench, meals, chairs } = watched();
    expect(chairs()).toEqual([{ id: 'chair', isArmed: true, lookedAfterMs: expect.any(Number) }]);
    bench.advance(20_000);
    const before = meals();
    expect(before).toBeGreaterThan(8);
    bench.kill();
    bench.clock.advance(20_000);
    expect(meals() - before).toBeLessThanOrEqual(1);
  });

  it('has it armed until it was seen still', () => {
    const { bench, chairs } = watched();
    bench.run({ command: 'stop' });
    bench.advance(200);
    expect(chairs()[0]?.isArmed).toBe(true);
    bench.advance(3000);
    expect(chairs()[0]?.isArmed).toBe(false);
  });
});
