import { describe, expect, it } from 'vitest';
import type { Hindrance, Result } from '../../src/core/status.js';
import type { CommandPath } from '../../src/ports.js';
import { FakeFleet, intakeOver } from '../adapters/mqtt/fake-fleet.js';
import { MemoryStore } from '../support/memory-store.js';
import { silentLog } from '../support/silent-log.js';
import { VirtualTime } from '../support/virtual-time.js';

const pathOf = (source: CommandPath['source']): CommandPath => ({
  source,
  isSettling: () => false,
  isFenced: () => false,
  unavailable: () => null,
  lateness: () => null,
  prove: (take) => take(null),
});

/** An intake whose disk may refuse. */
class Desk {
  readonly fleet = new FakeFleet({ hall: [] });
  readonly clock = new VirtualTime();
  readonly results: Result[] = [];
  readonly reasons: (Hindrance | null)[] = [];
  readonly intake;

  constructor(readonly store = new MemoryStore()) {
    this.intake = intakeOver(this.fleet, { clock: this.clock, store, log: silentLog });
    const run = this.fleet.run.bind(this.fleet);
    this.fleet.run = (chairId, command, origin, reply) => {
      this.reasons.push(origin.unavailable);
      run(chairId, command, origin, reply);
    };
  }

  take(command: object, source: CommandPath['source'] = 'mqtt'): void {
    const asked = {
      form: { kind: 'json' },
      payload: Buffer.from(JSON.stringify(command)),
      isRetained: false,
      isDuplicate: false,
    } as const;
    this.intake.take('hall', asked, pathOf(source), (result) => this.results.push(result));
  }

  get codes(): readonly string[] {
    return this.results.map(({ code }) => code);
  }
}

const start = { command: 'start', program: 'relaxation', id: 'a1' };

describe('a start with an id [S6]', () => {
  it.each(['mqtt', 'http'] as const)('by %s is run when its id is on the disk, and not before', (source) => {
    const desk = new Desk();
    desk.store.refuse();
    desk.take(start, source);
    desk.clock.advance(900);
    expect([desk.fleet.calls, desk.results]).toEqual([[], []]);
    desk.store.mend();
    expect(desk.fleet.calls).toEqual(['hall start']);
    expect(desk.codes).toEqual(['ok']);
    expect(JSON.parse(desk.store.records.get('hall.starts') ?? '').starts).toMatchObject([
      { id: 'a1', result: { ok: true } },
    ]);
  });

  it('is told after 1 s that the disk does not take it', () => {
    const desk = new Desk();
    desk.store.refuse();
    desk.take(start);
    desk.clock.advance(999);
    expect(desk.results).toEqual([]);
    desk.clock.advance(1);
    expect(desk.reasons).toMatchObject([{ reason: 'disk_silent' }]);
    desk.store.mend();
    desk.clock.advance(5000);
    expect(desk.results).toHaveLength(1);
  });

  it('does not wait where it is known that nothing can be saved', () => {
    const desk = new Desk();
    desk.store.refuse();
    void desk.store.save('hall', { a: 1 });
    desk.store.tellUnsaved();
    desk.take(start);
    expect(desk.reasons).toEqual([{ reason: 'unsaved', message: expect.stringMatching(/hall.*ENOSPC.*free space/) }]);
  });

  it('that comes again meanwhile is a duplicate, and runs once', () => {
    const desk = new Desk();
    desk.store.refuse();
    desk.take(start);
    desk.take(start, 'http');
    expect(desk.codes).toEqual(['duplicate']);
    desk.store.mend();
    expect(desk.fleet.calls).toEqual(['hall start']);
  });

  it('is not run when a stop has come meanwhile', () => {
    const desk = new Desk();
    desk.store.refuse();
    desk.take(start);
    desk.intake.onStop('hall', 'stop');
    expect(desk.codes).toEqual(['stale']);
    desk.store.mend();
    desk.clock.advance(5000);
    expect(desk.fleet.calls).toEqual([]);
    expect(desk.results).toHaveLength(1);
  });

  it('is never run again by a daemon that starts anew, whatever became of it', () => {
    const store = new MemoryStore();
    const desk = new Desk(store);
    desk.fleet.run = () => {
      throw new Error('the daemon dies here');
    };
    expect(() => desk.take(start)).toThrow('dies here');
    const next = new Desk(store);
    next.take(start);
    expect([next.codes, next.fleet.calls]).toEqual([['duplicate'], []]);
  });
});

it('a start without an id, and what is no start, do not wait for the disk', () => {
  const desk = new Desk();
  desk.store.refuse();
  desk.take({ command: 'start', program: 'relaxation' });
  desk.take({ command: 'select', intensity: 50, id: 's1' });
  desk.take({ command: 'stop', id: 'x' });
  expect(desk.fleet.calls).toEqual(['hall start', 'hall select', 'hall stop']);
});

it.each([['null'], ['{"boot":"b1"}']])('ids of starts that cannot be read (%s) put the chair into a fault', (text) => {
  const store = new MemoryStore();
  store.records.set('hall.starts', text);
  expect(new Desk(store).fleet.calls).toEqual(['hall distrusted']);
});
