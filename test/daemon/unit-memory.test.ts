import { describe, expect, it, vi } from 'vitest';
import { clpDriver } from '../../src/chair/clp/clp-chair.js';
import type { ActiveFault, LastSession } from '../../src/core/session.js';
import { Faces } from '../../src/daemon/fleet.js';
import { Commissioning, recordEveryMs, UnitMemory } from '../../src/daemon/unit-memory.js';
import type { Log } from '../../src/ports.js';
import { sampleSettings } from '../support/chair-settings.js';
import { MemoryLedger } from '../support/memory-ledger.js';
import { MemoryStore } from '../support/memory-store.js';
import { sampleIdentity } from '../support/sample-identity.js';
import { silentLog } from '../support/silent-log.js';
import { VirtualTime } from '../support/virtual-time.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A disk, a clock, and one daemon after the other. */
class Machine {
  readonly store = new MemoryStore();
  readonly saved: string[] = [];
  readonly complaints: string[] = [];
  clock = new VirtualTime();

  memory({ restMs = 30 * minuteMs, dailyMs = hourMs, chairCount = 1 } = {}): UnitMemory {
    const { store, clock } = this;
    const complain = (event: string) => void this.complaints.push(event);
    const log = { ...silentLog, error: complain, warn: complain };
    const settings = { ...sampleSettings, id: 'chair', restMs, dailyMs };
    const onLatchSaved = () => void this.saved.push(String(store.records.get('chair')));
    const ledger = new MemoryLedger();
    const freshness = { buildWallMs: 0 };
    const face = new Faces();
    const around = { ledger, freshness, clock, log, face, onLatchSaved };
    return new UnitMemory({
      ...around,
      settings,
      driver: clpDriver,
      store,
      recordEveryMs: recordEveryMs(chairCount),
    });
  }

  /** The computer restarts: its monotonic clock begins anew, its time of day goes on. */
  reboot(offMs: number): void {
    this.clock = new VirtualTime({ nowMs: 500, wallMs: this.clock.wallMs() + offMs, bootId: 'another-boot' });
  }
}

function run(memory: UnitMemory, clock: VirtualTime, durationMs: number): void {
  for (let doneMs = 0; doneMs < durationMs; doneMs += 1000) {
    clock.advance(1000);
    memory.ran(clock.nowMs() - 1000, clock.nowMs());
  }
}

const ended = (elapsedMs: number): LastSession => ({
  program: 'sample',
  endedBy: 'completed',
  endedWallMs: 1,
  elapsedMs,
});
const fault = (code: ActiveFault['code']): ActiveFault => ({ code, zone: null, message: `it is ${code}`, sinceMs: 1 });

describe('the memory of a chair', () => {
  it('begins empty: nothing selected, nothing latched, all minutes left', () => {
    const memory = new Machine().memory();
    expect(memory.selection).toEqual({ program: null, intensity: 100, durationMs: null, person: null });
    expect(memory).toMatchObject({ faults: [], lastSession: null, isRemoteStartOff: false });
    expect([memory.restLeftMs, memory.dailyLeftMs]).toEqual([0, hourMs]);
  });

  it('keeps the selection, the switch and the last session over a restart', async () => {
    const machine = new Machine();
    const memory = machine.memory();
    memory.selection = { program: 'sample', intensity: 30, durationMs: 90_000, person: 'guest' };
    memory.isRemoteStartOff = true;
    memory.remember([], ended(minuteMs), null);
    await memory.save();
    const again = machine.memory();
    expect(again.selection).toEqual(memory.selection);
    expect(again.isRemoteStartOff).toBe(true);
    expect(again.lastSession).toEqual(ended(minuteMs));
  });

  it('keeps the latches that wait for a person, and no fault that shows itself anew [S3]', () => {
    const machine = new Machine();
    const codes = ['estop', 'stop_unverified', 'contradiction', 'overtemp', 'sensor', 'internal'] as const;
    const passing = ['stall', 'undervolt', 'foreign_owner'] as const;
    machine.memory().remember([...passing, ...codes].map(fault), null, null);
    expect(machine.memory().faults.map(({ code }) => code)).toEqual(codes);
  });

  it('keeps the third stall within a minute, which the chair has latched [S3]', () => {
    const machine = new Machine();
    const memory = machine.memory();
    for (const _each of [1, 2]) {
      memory.remember([fault('stall')], null, null);
      memory.remember([], null, null);
      machine.clock.advance(20_000);
    }
    expect(machine.memory().faults).toEqual([]);
    const third = fault('stall');
    memory.remember([third], null, null);
    memory.remember([third, fault('undervolt')], null, null);
    expect(machine.memory().faults).toEqual([third]);
    memory.remember([], null, null);
    expect(machine.memory().faults).toEqual([]);
  });

  it('keeps no stall that clears by itself: two within a minute, or three within a longer time', () => {
    const machine = new Machine();
    const memory = machine.memory();
    for (const code of ['stall', 'overcurrent', 'stall', 'stall'] as const) {
      memory.remember([fault(code)], null, null);
      expect(machine.memory().faults).toEqual([]);
      memory.remember([], null, null);
      machine.clock.advance(40_000);
    }
  });

  it('forgets a latch only once it was reset [S3]', () => {
    const machine = new Machine();
    machine.memory().remember([fault('estop')], null, null);
    const again = machine.memory();
    again.remember(again.faults, null, null);
    expect(machine.memory().faults).toHaveLength(1);
    again.remember([], null, null);
    expect(machine.memory().faults).toEqual([]);
  });

  it('writes a latch down at once, and nothing where nothing changed', () => {
    const machine = new Machine();
    const memory = machine.memory();
    memory.remember([], null, null);
    expect(machine.store.records.size).toBe(0);
    memory.remember([fault('estop')], null, null);
    expect(machine.store.records.get('chair')).toContain('estop');
  });
});

describe('the minutes of a chair [S9]', () => {
  it('owe a rest from 15 min on, which passes with time', () => {
    const machine = new Machine();
    const { clock } = machine;
    const memory = machine.memory();
    run(memory, clock, 15 * minuteMs - 1000);
    expect(memory.restLeftMs).toBe(0);
    run(memory, clock, 1000);
    expect(memory.restLeftMs).toBe(30 * minuteMs);
    clock.advance(10 * minuteMs);
    expect(memory.restLeftMs).toBe(20 * minuteMs);
    clock.advance(20 * minuteMs);
    expect(memory.restLeftMs).toBe(0);
  });

  it('come back a day later', () => {
    const machine = new Machine();
    const memory = machine.memory();
    run(memory, machine.clock, 20 * minuteMs);
    expect(memory.dailyLeftMs).toBe(40 * minuteMs);
    machine.clock.advance(24 * hourMs - 10 * minuteMs);
    expect(memory.dailyLeftMs).toBe(50 * minuteMs);
    machine.clock.advance(10 * minuteMs);
    expect(memory.dailyLeftMs).toBe(hourMs);
  });

  it.each([
    [1, 5000],
    [100, 5000],
    [500, 25_000],
  ])(
    'of a session of one of %i chairs that was cut off by a crash are not refunded, nor what ran since the last save, at most %i ms before',
    (chairCount, ageMsMax) => {
      for (const moreMs of [0, 4000, 24_000]) {
        const machine = new Machine();
        const saves = vi.spyOn(machine.store, 'save');
        run(machine.memory({ chairCount }), machine.clock, 20 * minuteMs + moreMs);
        const again = machine.memory();
        expect(again.dailyLeftMs).toBeLessThanOrEqual(40 * minuteMs - moreMs);
        expect(again.dailyLeftMs).toBeGreaterThanOrEqual(40 * minuteMs - moreMs - ageMsMax);
        expect(again.restLeftMs).toBeGreaterThanOrEqual(30 * minuteMs);
        expect(saves.mock.calls.length).toBeLessThanOrEqual((20 * minuteMs + moreMs) / ageMsMax + 2);
      }
    },
  );

  it('of a session that ended are counted as they were', () => {
    const machine = new Machine();
    const memory = machine.memory();
    run(memory, machine.clock, 20 * minuteMs);
    memory.remember([], ended(20 * minuteMs), null);
    expect(machine.memory().dailyLeftMs).toBe(40 * minuteMs);
  });

  it.each([-48 * hourMs, 48 * hourMs])('do not change when the time of day jumps by %i ms', (jumpMs) => {
    const machine = new Machine();
    const memory = machine.memory();
    run(memory, machine.clock, 20 * minuteMs);
    memory.remember([], ended(20 * minuteMs), null);
    machine.clock.jumpWall(jumpMs);
    expect(memory.dailyLeftMs).toBe(40 * minuteMs);
    expect(machine.memory().dailyLeftMs).toBe(40 * minuteMs);
    expect(machine.memory().restLeftMs).toBe(30 * minuteMs);
  });

  it('go on over a reboot of the computer by the time of day, and are not refunded by one that went back', () => {
    const rebooted = (offMs: number): number => {
      const machine = new Machine();
      const memory = machine.memory();
      run(memory, machine.clock, 20 * minuteMs);
      memory.remember([], ended(20 * minuteMs), null);
      machine.reboot(offMs);
      return machine.memory().restLeftMs;
    };
    expect(rebooted(12 * minuteMs)).toBe(18 * minuteMs);
    expect(rebooted(-5 * hourMs)).toBe(30 * minuteMs);
  });
});

describe('a record that cannot be read', () => {
  it.each([
    ['of another shape', { version: 1 }],
    ['of another version', { version: 2 }],
    ['of nothing', null],
    ['of text', 'chair'],
  ])('%s is said, and the chair waits for a person [S3]', (_what, record) => {
    const machine = new Machine();
    machine.store.records.set('chair', JSON.stringify(record));
    expect(machine.memory().faults).toMatchObject([{ code: 'internal' }]);
    expect(machine.complaints).toEqual(['record_distrusted']);
    expect(machine.memory().faults).toMatchObject([{ code: 'internal' }]);
    expect(machine.complaints).toEqual(['record_distrusted']);
  });

  it.each([24 * hourMs, -24 * hourMs])(
    'shortens no rest by a clock that was set by %i ms before a restart of the machine [S9]',
    (byMs) => {
      const machine = new Machine();
      const memory = machine.memory();
      run(memory, machine.clock, 16 * minuteMs);
      machine.clock.advance(10 * minuteMs);
      machine.clock.jumpWall(byMs);
      memory.watchClock();
      machine.reboot(minuteMs);
      const left = machine.memory().restLeftMs;
      expect(left).toBeGreaterThan(18 * minuteMs);
      expect(left).toBeLessThanOrEqual(20 * minuteMs);
    },
  );
});

it('a chair that was not commissioned is told once, with the command to run', () => {
  const told: unknown[] = [];
  const log: Log = { ...silentLog, warn: (event, fields) => told.push({ event, ...fields }) };
  const commissioning = new Commissioning('hall', new MemoryStore(), log);
  expect(told).toEqual([]);
  commissioning.greeted(sampleIdentity);
  commissioning.greeted({ ...sampleIdentity, boot: '9F3B' });
  expect(told).toEqual([
    {
      event: 'chair_not_commissioned',
      why: 'its dead-man was never proved',
      hint: 'stop the daemon, then: chair2mqtt commission hall',
    },
  ]);
});

it('a port that leads to another chair than before is said, also after a restart, and once for each change', () => {
  const machine = new Machine();
  const replaced = () => machine.complaints.filter((event) => event === 'chair_replaced').length;
  machine.memory().greeted(sampleIdentity);
  machine.memory().greeted(sampleIdentity);
  expect(replaced()).toBe(0);
  const memory = machine.memory();
  memory.greeted({ ...sampleIdentity, id: 'OTHER' });
  memory.greeted({ ...sampleIdentity, id: 'OTHER' });
  expect(replaced()).toBe(1);
});
