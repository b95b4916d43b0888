import { describe, expect, it } from 'vitest';
import { DaemonBench } from '../support/daemon-bench.js';

const dayMs = 86_400_000;
const minuteMs = 60_000;

/** A daemon whose chair may run all day, and that has seen the chair. */
const ready = (serviceHours: number | null = null): DaemonBench =>
  DaemonBench.ready({ settings: { restMs: 0, dailyMs: dayMs, serviceHours } });

/** A session a day. */
function live(bench: DaemonBench, days: number): void {
  for (let day = 0; day < days; day += 1) {
    bench.run({ command: 'start', program: 'quick-break', duration: 2 * minuteMs });
    bench.advance(2 * minuteMs + 10_000);
    expect(bench.status.state).toBe('idle');
    bench.clock.jumpWall(dayMs);
  }
}

const notesOf = (bench: DaemonBench) => bench.daemon.fleet.service('chair').flatMap(({ notes }) => notes);

describe('a daemon whose chair wears', () => {
  it('says which zone draws more, also after a restart, until somebody has looked after it', () => {
    const bench = ready();
    live(bench, 10);
    bench.inject('wear:back:0.7');
    live(bench, 13);
    expect(notesOf(bench)).toEqual([]);
    for (let day = 0; day < 20 && notesOf(bench).length === 0; day += 1) live(bench, 1);
    const [note] = notesOf(bench);
    expect(note).toMatchObject({ zone: 'back', code: 'draws_more' });
    expect(note?.percent).toBeGreaterThan(15);
    expect(bench.status.fault).toBeNull();
    live(bench, 1);
    bench.restart();
    bench.advance(3000);
    expect(notesOf(bench)).toMatchObject([{ zone: 'back' }]);
    expect(bench.daemon.fleet.served('chair', 'back', 'new bearing')).toBe(true);
    expect(bench.ledger.all('service')).toEqual([
      expect.objectContaining({ chair: 'chair', serial: 'SIM0001', zone: 'back', note: 'new bearing' }),
    ]);
    bench.restart();
    bench.advance(3000);
    expect(notesOf(bench)).toEqual([]);
    expect(bench.daemon.fleet.service('chair')[0]).toMatchObject({ zone: 'back', note: 'new bearing' });
  });

  it('says when hours are over, until it is done', () => {
    const bench = ready(0.1);
    expect(bench.daemon.fleet.service('chair').map(({ due_in_h }) => due_in_h)).toEqual([0.1, 0.1, 0.1]);
    bench.run({ command: 'start', program: 'quick-break', duration: 15 * minuteMs });
    bench.advance(16 * minuteMs);
    const due = notesOf(bench);
    expect(due.map(({ code }) => code)).toContain('hours_due');
    for (const { zone } of due) bench.daemon.fleet.served('chair', zone, '');
    expect(notesOf(bench)).toEqual([]);
  });

  it.each<[string, object | null]>([
    ['is lost', null],
    ['cannot be read', { version: 1, serial: 'SIM0001', zones: { back: 'served' } }],
    ['is of another unit', { version: 1, serial: 'SIM0002', movedWallMs: null, zones: {} }],
  ])('knows from the ledger what was looked after when its book %s', (_what, record) => {
    const bench = ready(0.1);
    bench.run({ command: 'start', program: 'quick-break', duration: 15 * minuteMs });
    bench.advance(16 * minuteMs);
    const [due] = notesOf(bench);
    if (due === undefined) throw new Error('nothing is due');
    bench.daemon.fleet.served('chair', due.zone, 'first');
    bench.clock.jumpWall(dayMs);
    bench.daemon.fleet.served('chair', due.zone, 'new hose');
    const before = bench.daemon.fleet.service('chair').find(({ zone }) => zone === due.zone);
    if (record === null) bench.store.records.delete('chair.wear');
    else void bench.store.save('chair.wear', record);
    bench.restart();
    bench.advance(3000);
    expect(notesOf(bench).map(({ zone }) => zone)).not.toContain(due.zone);
    expect(bench.daemon.fleet.service('chair')).toContainEqual(before);
    expect(before).toMatchObject({ note: 'new hose' });
  });

  it('takes no older word of the ledger for what its book knows, whatever the clock said then', () => {
    const bench = ready();
    bench.clock.jumpWall(5000 * dayMs);
    bench.daemon.fleet.served('chair', 'back', 'while the clock was wrong');
    bench.clock.jumpWall(-5000 * dayMs);
    live(bench, 8);
    bench.daemon.fleet.served('chair', 'back', 'new bearing');
    const book = bench.store.load('chair.wear');
    bench.restart();
    bench.advance(3000);
    expect(bench.store.load('chair.wear')).toEqual(book);
  });

  it('learns nothing while the clock is not set, nor of a chair that it has never met', () => {
    const bench = DaemonBench.ready({ settings: { restMs: 0, dailyMs: dayMs }, buildWallMs: 9e12 });
    live(bench, 1);
    expect(bench.store.load('chair.wear')).toBeUndefined();
    const unmet = new DaemonBench();
    expect(unmet.daemon.fleet.service('chair')).toEqual([]);
    expect(unmet.daemon.fleet.served('chair', 'back', '')).toBe(false);
  });
});
