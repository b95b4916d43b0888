import { describe, expect, it } from 'vitest';
import type { Result, StatusEvent } from '../../src/core/status.js';
import type { CommandPath } from '../../src/ports.js';
import { FakeFleet, intakeOver } from '../adapters/mqtt/fake-fleet.js';
import { MemoryStore } from '../support/memory-store.js';
import { silentLog } from '../support/silent-log.js';
import { VirtualTime } from '../support/virtual-time.js';

const pathOf = (source: CommandPath['source']): CommandPath => ({
  source,
  isSettling: () => false,
  lateness: () => null,
  isFenced: () => false,
  unavailable: () => null,
  prove: (take) => take(null),
});
const [mqtt, http] = [pathOf('mqtt'), pathOf('http')];

const ended = (ended_by: StatusEvent['ended_by']): StatusEvent => ({
  event_type: 'session_ended',
  session_id: null,
  program: 'relaxation',
  phase: null,
  ended_by,
  fault: null,
  reason: null,
  late: null,
  source: null,
  schedule: null,
  code: null,
  ts: '2026-01-01T12:00:00Z',
});

interface Taken {
  readonly result: Result;
  readonly isQuiet: boolean;
}

/** An intake over two chairs that do what they are told. */
class Desk {
  readonly fleet = new FakeFleet({ hall: [], attic: [] });
  readonly clock = new VirtualTime();
  readonly intake = intakeOver(this.fleet, { clock: this.clock, store: new MemoryStore(), log: silentLog });

  take(command: object, path: CommandPath, chairId = 'hall', begunAtMs?: number): Taken {
    const taken: Taken[] = [];
    const payload = Buffer.from(JSON.stringify(command));
    const plain = { form: { kind: 'json' }, payload, isRetained: false, isDuplicate: false } as const;
    const asked = begunAtMs === undefined ? plain : { ...plain, begunAtMs };
    this.intake.take(chairId, asked, path, (result, isQuiet) => taken.push({ result, isQuiet }));
    const [only, ...more] = taken;
    if (only === undefined || more.length > 0) throw new Error(`answered ${taken.length} times`);
    return only;
  }
}

const start = { command: 'start', program: 'relaxation', id: 'a1' };

describe('a command that comes again with its id [S6]', () => {
  it('is run once, and answered as before, whichever face it comes by', () => {
    const desk = new Desk();
    const first = desk.take(start, mqtt).result;
    desk.clock.advance(2000);
    expect(desk.take(start, http).result).toEqual(first);
    expect(desk.take(start, mqtt).result).toEqual(first);
    expect(desk.fleet.commands).toHaveLength(1);
  });

  it('is answered as before also when its session has come to its own end', () => {
    const desk = new Desk();
    const first = desk.take(start, mqtt).result;
    desk.intake.onEvent('hall', ended('completed'));
    expect(desk.take(start, http).result).toEqual(first);
    expect(desk.take(start, mqtt).result).toEqual(first);
  });

  it.each(['stopped', 'fault', 'link_lost'] as const)(
    'is a duplicate on every face when that ended by %s',
    (endedBy) => {
      const desk = new Desk();
      desk.take(start, http);
      desk.intake.onEvent('hall', ended(endedBy));
      expect([mqtt, http].map((path) => desk.take(start, path).result.code)).toEqual(['duplicate', 'duplicate']);
    },
  );

  it('is another command at another chair', () => {
    const desk = new Desk();
    desk.take(start, mqtt);
    desk.take({ command: 'stop' }, http, 'attic');
    desk.clock.advance(1000);
    expect(desk.take(start, mqtt).result.code).toBe('ok');
    expect(desk.take(start, mqtt, 'attic').result.code).toBe('ok');
    expect(desk.fleet.calls).toEqual(['hall start', 'attic stop', 'attic start']);
  });
});

describe('what has begun before a stop, by whichever face [S6]', () => {
  const code = (desk: Desk, command: string, path: CommandPath, begunAtMs?: number) =>
    desk.take(command === 'adjust' ? { command, intensity: 5 } : { command }, path, 'hall', begunAtMs).result.code;

  it.each([
    ['mqtt', 'http'],
    ['http', 'mqtt'],
  ] as const)('a stop by %s holds back for 1 s what comes by %s', (one, other) => {
    const desk = new Desk();
    desk.take({ command: 'stop' }, pathOf(one));
    expect(['start', 'resume', 'adjust'].map((command) => code(desk, command, pathOf(other)))).toEqual(
      Array(3).fill('stale'),
    );
    expect(desk.intake.isFenced('attic')).toBe(false);
    desk.clock.advance(999);
    expect([desk.intake.isFenced('hall'), code(desk, 'start', pathOf(other))]).toEqual([true, 'stale']);
    desk.clock.advance(1);
    expect([desk.intake.isFenced('hall'), code(desk, 'start', pathOf(other))]).toEqual([false, 'ok']);
  });

  it.each(['stop', 'estop', 'pause'])('never takes effect after a %s, however late it is whole', (halt) => {
    const desk = new Desk();
    desk.clock.advance(5000);
    const begunAtMs = desk.clock.nowMs();
    desk.clock.advance(10);
    desk.take({ command: halt }, mqtt);
    desk.clock.advance(8000);
    expect(code(desk, 'start', http, begunAtMs)).toBe('stale');
    expect(code(desk, 'resume', http, begunAtMs)).toBe('stale');
    expect(code(desk, 'select', http, begunAtMs)).toBe('ok');
    expect(code(desk, 'start', http, desk.clock.nowMs())).toBe('ok');
  });

  it.each(['fault', 'link_lost', 'emergency_stopped', 'chair_restarted'] as const)('nor after a %s', (event_type) => {
    const desk = new Desk();
    const begunAtMs = desk.clock.nowMs();
    desk.clock.advance(10);
    desk.intake.onEvent('hall', { ...ended(null), event_type });
    desk.clock.advance(8000);
    expect(code(desk, 'start', http, begunAtMs)).toBe('stale');
    expect(code(desk, 'start', mqtt)).toBe('ok');
  });

  it('a pause holds back nothing that began after it', () => {
    const desk = new Desk();
    desk.take({ command: 'pause' }, http);
    expect(code(desk, 'resume', mqtt)).toBe('ok');
  });
});

it('a way that is unavailable for one moment takes no start without its proof [S7]', () => {
  const desk = new Desk();
  const answers = ['the connection for stops is not proven yet'];
  const opening: CommandPath = { ...mqtt, unavailable: () => answers.shift() ?? null };
  expect(desk.take({ command: 'start', program: 'relaxation' }, opening).result.code).toBe('unavailable');
  expect(desk.take({ command: 'start', program: 'relaxation' }, opening).result.code).toBe('ok');
});

describe('a flood over every face at once', () => {
  it('is refused behind ten commands in a second, told once a face, and never holds up a stop [S7]', () => {
    const desk = new Desk();
    const select = { command: 'select', intensity: 50 };
    const taken = Array.from({ length: 14 }, (_, index) => desk.take(select, index % 2 === 0 ? mqtt : http));
    expect(taken.map(({ result }) => result.code).slice(9)).toEqual(['ok', ...Array(4).fill('rate_limited')]);
    expect(taken.map(({ isQuiet }) => isQuiet).slice(9)).toEqual([false, false, false, true, true]);
    expect(desk.take({ command: 'stop' }, http).result.code).toBe('ok');
  });
});

it('a command makes no whole status: one word of it is enough to judge and to answer', () => {
  const desk = new Desk();
  desk.fleet.status = () => {
    throw new Error('a status was made');
  };
  expect(desk.take(start, mqtt).result).toMatchObject({ ok: true, state: 'idle' });
  expect(desk.take({ command: 'stop' }, http).result).toMatchObject({ ok: true, state: 'idle' });
});
