import { beforeEach, describe, expect, it } from 'vitest';
import type { LineOf } from '../../src/core/ledger/lines.js';
import type { CommandPath, Intake } from '../../src/ports.js';
import { DaemonBench } from '../support/daemon-bench.js';

const minuteMs = 60_000;
const opened = (bench: DaemonBench): LineOf<'opened'> | undefined => bench.ledger.all('opened').at(-1);
const closed = (bench: DaemonBench): LineOf<'closed'> | undefined => bench.ledger.all('closed').at(-1);

describe('the ledger of a daemon', () => {
  let bench: DaemonBench;
  beforeEach(() => {
    bench = DaemonBench.ready({ people: { anna: { avoid: [], levelMax: 80 } } });
  });

  it('says of a session what was played, for whom, and what each zone did', () => {
    bench.run({ command: 'start', program: 'quick-break', person: 'anna', intensity: 80 });
    bench.advance(9 * minuteMs);
    expect(opened(bench)).toMatchObject({
      chair: 'chair',
      serial: 'SIM0001',
      program: 'quick-break',
      source: 'mqtt',
      person: 'anna',
      planned_s: 480,
      intensity: 80,
      wall_ok: true,
    });
    const end = closed(bench);
    expect(end).toMatchObject({ id: opened(bench)?.id, ended_by: 'completed', elapsed_s: 480, skips: 0, paused_s: 0 });
    expect(end?.phases_done).toBe(bench.statuses.find(({ phases }) => phases !== null)?.phases);
    expect(end?.intensity_mean).toBe(80);
    expect(end?.zones.back).toMatchObject({ starts: expect.any(Number), peak_c: expect.any(Number) });
    const back = end?.zones.back;
    expect(back?.on_s).toBeGreaterThan(200);
    expect(back?.level_mean).toBeGreaterThan(10);
    expect(back?.ma_mean).toBeGreaterThan(100);
    expect(end?.motor_s).toBeGreaterThanOrEqual(back?.on_s ?? 0);
  });

  it('says what happened in it', () => {
    bench.run({ command: 'start', program: 'relaxation' });
    bench.advance(minuteMs);
    bench.run({ command: 'adjust', intensity: 50 });
    bench.advance(10_000);
    bench.run({ command: 'pause' });
    bench.advance(30_000);
    bench.run({ command: 'resume' });
    bench.advance(10_000);
    bench.run({ command: 'skip' });
    bench.advance(10_000);
    bench.run({ command: 'stop' });
    bench.advance(5000);
    const end = closed(bench);
    expect(end).toMatchObject({ ended_by: 'stopped', skips: 1 });
    expect(end?.moments.map(({ what }) => what)).toEqual(['intensity 50', 'paused', 'resumed', 'skipped']);
    expect(end?.paused_s).toBeGreaterThan(28);
    expect(end?.paused_s).toBeLessThan(33);
    expect(end?.intensity_mean).toBeGreaterThan(50);
    expect(end?.intensity_mean).toBeLessThan(100);
  });

  it('says of faults where they came, and that they are over', () => {
    bench.run({ command: 'start', program: 'relaxation' });
    bench.advance(minuteMs);
    bench.inject('stall:back@0s+5s');
    bench.advance(10_000);
    expect(bench.ledger.all('fault').at(0)).toMatchObject({ chair: 'chair', zone: 'back', session: opened(bench)?.id });
    expect(closed(bench)).toMatchObject({ ended_by: 'fault' });
    bench.runSlowly({ command: 'reset' });
    expect(bench.ledger.all('cleared').length).toBe(bench.ledger.all('fault').length);
  });

  it('ends a session as lost that ran when the daemon was killed, with its last minutes', () => {
    bench.run({ command: 'start', program: 'relaxation' });
    bench.advance(5.5 * minuteMs);
    bench.restart();
    bench.advance(3000);
    expect(closed(bench)).toMatchObject({ id: opened(bench)?.id, ended_by: 'daemon_lost' });
    expect(closed(bench)?.elapsed_s).toBeGreaterThan(4 * 60);
    expect(bench.ledger.all('closed')).toHaveLength(1);
  });

  it('says that a session ended with the daemon', async () => {
    bench.run({ command: 'start', program: 'relaxation' });
    bench.advance(minuteMs);
    const stopping = bench.stop();
    bench.advance(5000);
    await stopping;
    expect(closed(bench)).toMatchObject({ ended_by: 'shutdown' });
  });

  it('agrees with the hours that are published, also over restarts', () => {
    for (let count = 0; count < 3; count++) {
      bench.run({ command: 'start', program: 'quick-break' });
      bench.advance(40 * minuteMs);
    }
    bench.restart();
    const told = bench.daemon.fleet.book('chair');
    const ledger = bench.ledger.hoursOf('SIM0001');
    expect(bench.ledger.all('opened')).toHaveLength(3);
    expect(ledger.motor_h).toBeGreaterThan(0.3);
    expect(ledger.motor_h).toBeCloseTo((told?.motorMs ?? 0) / 3_600_000, 3);
    expect(ledger.zones.back).toBeCloseTo((told?.zoneMs.back ?? 0) / 3_600_000, 3);
  });

  it('keeps nothing of a running session once none runs', () => {
    bench.run({ command: 'start', program: 'quick-break' });
    bench.advance(3 * minuteMs);
    expect(bench.ledger.running).toHaveLength(1);
    bench.advance(10 * minuteMs);
    expect(bench.ledger.running).toEqual([]);
  });

  it('says once a minute what is refused, and how often it was held back', () => {
    let intake: Intake | null = null;
    bench = DaemonBench.ready({
      isOccupied: false,
      face: (_fleet, given) => {
        intake = given;
        return { start: () => {}, close: async () => {} };
      },
    });
    const path: CommandPath = {
      source: 'http',
      isSettling: () => false,
      lateness: () => null,
      isFenced: () => false,
      unavailable: () => null,
      prove: (take) => take(null),
    };
    const ask = (): void => {
      const payload = Buffer.from('{"command":"start","program":"relaxation"}');
      intake?.take('chair', { form: { kind: 'json' }, payload, isRetained: false, isDuplicate: false }, path, () => {});
      bench.advance(20_000);
    };
    for (let count = 0; count < 4; count++) ask();
    const refusal = { kind: 'refused', chair: 'chair', code: 'unoccupied', command: 'start' };
    expect(bench.ledger.all('refused')).toEqual([
      expect.objectContaining({ ...refusal, more: 0 }),
      expect.objectContaining({ ...refusal, more: 2 }),
    ]);
  });

  it('holds a fault that comes again and again to a line a minute', () => {
    for (let count = 0; count < 20; count++) {
      bench.inject('unplug@0s+1s');
      bench.advance(10_000);
    }
    expect(bench.eventTypes.filter((type) => type === 'link_lost').length).toBeGreaterThan(10);
    expect(bench.ledger.all('fault').filter(({ code }) => code === 'link_lost').length).toBeLessThan(6);
  });

  it('says that the clock was not set, and the session counts for hours and for no day', () => {
    bench = DaemonBench.ready({ buildWallMs: Number.MAX_SAFE_INTEGER });
    bench.run({ command: 'start', program: 'quick-break' });
    bench.advance(9 * minuteMs);
    expect(opened(bench)?.wall_ok).toBe(false);
    expect(closed(bench)?.ended_by).toBe('completed');
    expect(bench.ledger.hoursOf('SIM0001').motor_h).toBeGreaterThan(0.1);
  });
});
