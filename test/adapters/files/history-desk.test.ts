import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { historyAtOnce, historyBeside } from '../../../src/adapters/files/history-desk.js';
import { systemClock } from '../../../src/adapters/system-clock.js';
import type { HistoryQuery } from '../../../src/core/ledger/desk.js';
import type { LedgerLine } from '../../../src/core/ledger/lines.js';
import { LedgerBench } from '../../support/ledger-bench.js';
import { closedLine, openedLine } from '../../support/ledger-lines.js';
import { temporaryFolder } from '../../support/program.js';

const built = new URL('../../../dist/src/adapters/files/history-desk-worker.js', import.meta.url);
const calendarSince = '2026-09-14';

let folder: ReturnType<typeof temporaryFolder>;
let bench: LedgerBench;

beforeEach(() => {
  folder = temporaryFolder();
  bench = new LedgerBench(join(folder.path, 'ledger'));
});
afterEach(() => folder.remove());

const sessionAt = (id: string, at: string, over: Parameters<typeof openedLine>[0] = {}): LedgerLine[] => [
  openedLine({ id, at, ...over }),
  closedLine({ id, at }),
];
const ask = async (query: Partial<HistoryQuery> = {}) => {
  const answer = await historyAtOnce(folder.path).sessions('me', { calendarSince, ...query });
  if (answer === null) throw new Error('nothing could be read');
  return answer;
};
const idsOf = ({ sessions }: Awaited<ReturnType<typeof ask>>) => sessions.map(({ id }) => id);

describe('the sessions that were there', () => {
  it('are listed from the newest to the oldest, over months, whatever order they ended in', async () => {
    await bench.write(
      openedLine({ id: 'long', at: '2026-10-31T22:00:00Z' }),
      ...sessionAt('october', '2026-10-31T22:05:00Z'),
      ...sessionAt('november', '2026-11-02T08:00:00Z'),
      closedLine({ id: 'long', at: '2026-11-02T09:00:00Z' }),
      openedLine({ id: 'under-way', at: '2026-11-30T08:00:00Z' }),
    );
    const answer = await ask();
    expect(idsOf(answer)).toEqual(['under-way', 'november', 'october', 'long']);
    expect(answer.sessions.map(({ end }) => end?.by ?? null)).toEqual([null, 'completed', 'completed', 'completed']);
    expect(answer.cursor).toBeNull();
  });

  it('come 200 at a time, each once, also where many began in the same second', async () => {
    const ids = Array.from({ length: 450 }, (_, index) => `s${String(index).padStart(3, '0')}`);
    await bench.write(
      ...ids.flatMap((id) => sessionAt(id, id < 's300' ? '2026-10-22T10:00:00Z' : '2026-11-22T10:00:00Z')),
    );
    const seen: string[] = [];
    let cursor: string | undefined;
    for (const length of [200, 200, 50]) {
      const answer = await ask({ cursor });
      expect(answer.sessions).toHaveLength(length);
      seen.push(...idsOf(answer));
      cursor = answer.cursor ?? undefined;
    }
    expect(cursor).toBeUndefined();
    expect(seen).toEqual([...ids].reverse());
  });

  it('are those of a chair, a person, a program and of days, by the clock on the wall where they were', async () => {
    await bench.write(
      ...sessionAt('a', '2026-11-21T23:30:00Z', { tz: 'Europe/Berlin' }),
      ...sessionAt('b', '2026-11-22T12:00:00Z', { chair: 'attic', person: 'ben', program: 'posture' }),
      ...sessionAt('c', '2026-11-23T23:30:00Z', { tz: 'Europe/Berlin' }),
    );
    expect(idsOf(await ask({ since: '2026-11-22', until: '2026-11-23' }))).toEqual(['b', 'a']);
    expect(idsOf(await ask({ chair: 'attic' }))).toEqual(['b']);
    expect(idsOf(await ask({ person: 'anna' }))).toEqual(['c', 'a']);
    expect(idsOf(await ask({ program: 'posture', person: 'anna' }))).toEqual([]);
  });

  it('come to minutes a day in twelve weeks that end with this one, and to what was played most', async () => {
    await bench.write(
      ...sessionAt('too-old', '2026-09-13T12:00:00Z'),
      ...sessionAt('monday', '2026-09-14T12:00:00Z'),
      ...sessionAt('one', '2026-11-22T12:00:00Z', { program: 'posture', name: 'Posture', chair: 'attic' }),
      ...sessionAt('two', '2026-11-22T18:00:00Z', { program: 'posture', name: 'Posture 2' }),
      ...sessionAt('no-clock', '2026-11-23T12:00:00Z', { wall_ok: false }),
    );
    const { calendar, favourites } = await ask({ since: '2026-11-30' });
    expect(calendar).toEqual({
      since: '2026-09-14',
      days: [
        { day: '2026-09-14', sessions: 1, minutes: 20 },
        { day: '2026-11-22', sessions: 2, minutes: 40 },
      ],
    });
    expect(favourites).toEqual([
      { program: 'posture', name: 'Posture 2', chair: 'hall', sessions: 2, minutes: 40 },
      { program: 'relaxation', name: 'Relaxation', chair: 'hall', sessions: 1, minutes: 20 },
    ]);
    const following = await ask({ cursor: '2026-11-22T18:00:00Z~two' });
    expect([following.calendar, following.favourites]).toEqual([null, null]);
  });

  it('are none where there is no ledger', async () => {
    expect(await ask()).toEqual({
      calendar: { since: '2026-09-14', days: [] },
      favourites: [],
      sessions: [],
      cursor: null,
    });
  });

  it('are a table up to 20,000 rows, and none beyond', async () => {
    const desk = historyAtOnce(folder.path);
    const many = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => sessionAt(`s${from + index}`, '2026-11-22T10:00:00Z')).flat();
    for (let from = 0; from < 20_000; from += 1000) await bench.write(...many(from, 1000));
    const full = await desk.table('me', {});
    expect(full?.kind === 'table' ? full.text.split('\r\n') : []).toHaveLength(20_002);
    await bench.write(...many(20_000, 1));
    expect(await desk.table('me', {})).toEqual({ kind: 'too-long', rowsMax: 20_000 });
    const none = await desk.table('me', { until: '2026-11-21' });
    expect(none?.kind === 'table' ? none.text.split('\r\n') : []).toHaveLength(2);
  });
});

describe('the marks of a program', () => {
  it('are what one person marked, turned down and skipped in it, the newest first', async () => {
    const moments = [
      { at_s: 100, what: 'intensity 50' },
      { at_s: 120, what: 'intensity 90' },
      { at_s: 300, what: 'skipped' },
      { at_s: 310, what: 'paused' },
    ];
    const mark = {
      kind: 'mark',
      id: 'a',
      at_s: 600,
      zone: 'legs',
      what: 'softer',
      at: '2026-11-01T10:10:00Z',
    } as const;
    await bench.write(
      openedLine({ id: 'a', at: '2026-11-01T10:00:00Z' }),
      mark,
      closedLine({ id: 'a', moments }),
      openedLine({ id: 'b', at: '2026-11-22T10:00:00Z' }),
      { ...mark, id: 'b', what: 'nice', at_s: 1300, at: '2026-11-22T10:20:00Z' },
      openedLine({ id: 'c', person: 'ben' }),
      { ...mark, id: 'c' },
      openedLine({ id: 'd', program: 'posture' }),
      { ...mark, id: 'd' },
    );
    const marks = await historyAtOnce(folder.path).marks('me', { program: 'relaxation', person: 'anna' });
    const old = '2026-11-01T10:00:00Z';
    expect(marks).toEqual([
      { share: 1, what: 'nice', zone: 'legs', at: '2026-11-22T10:00:00Z' },
      { share: 0.5, what: 'softer', zone: 'legs', at: old },
      { share: 100 / 1200, what: 'turned_down', zone: null, at: old },
      { share: 0.25, what: 'skipped', zone: null, at: old },
    ]);
    const { sessions } = await ask({ chair: 'hall', until: '2026-11-01' });
    expect(sessions[0]?.end?.marks).toEqual([{ at_s: 600, zone: 'legs', what: 'softer' }]);
  });
});

describe('many marks of a program', () => {
  it('are the newest 500', async () => {
    const months = ['2026-09', '2026-10', '2026-11'];
    const moments = Array.from({ length: 40 }, (_, at) => ({ at_s: at, what: 'skipped' }));
    for (const month of months) {
      for (let day = 1; day <= 20; day += 1) {
        const at = `${month}-${String(day).padStart(2, '0')}T10:00:00Z`;
        await bench.write(openedLine({ id: at, at }), closedLine({ id: at, at, moments }));
      }
    }
    const marks = await historyAtOnce(folder.path).marks('me', { program: 'relaxation' });
    expect(marks).toHaveLength(500);
    expect([marks?.[0]?.at, marks?.at(-1)?.at]).toEqual(['2026-11-20T10:00:00Z', '2026-11-08T10:00:00Z']);
  });
});

describe('flight records that are watched', () => {
  const name = 'hall-20261122T210400.123Z-stall.jsonl';

  beforeEach(() => {
    mkdirSync(join(folder.path, 'flights'));
    copyFileSync(new URL('../../fixtures/flights/stall.jsonl', import.meta.url), join(folder.path, 'flights', name));
  });

  it('are listed with what their names say', async () => {
    copyFileSync(join(folder.path, 'flights', name), join(folder.path, 'flights', 'not a record.jsonl'));
    expect(await historyAtOnce(folder.path).flights('me')).toEqual([
      { name, chair: 'hall', at: '2026-11-22T21:04:00.123Z', code: 'stall' },
    ]);
  });

  it('show what each zone did, on a clock that begins with the record', async () => {
    const opened = await historyAtOnce(folder.path).flight('me', name, false);
    if (opened?.kind !== 'flight') throw new Error(opened?.kind);
    const { flight } = opened;
    expect(flight.damage).toBeNull();
    expect(flight.frames.length).toBeGreaterThan(100);
    const times = flight.frames.map(({ ms }) => ms);
    expect(times).toEqual([...times].sort((one, other) => one - other));
    expect(times[0]).toBeGreaterThanOrEqual(0);
    expect(flight.total_ms).toBeGreaterThan(flight.fault_ms);
    expect(Math.max(...flight.frames.map(({ zones }) => zones.back?.level ?? 0))).toBeGreaterThan(0);
    expect(flight.marks.map(({ what }) => what)).toContain('fault');
    expect(flight.states.map(({ state }) => state)).toContain('fault');
  });

  it.each(['../ledger/2026-11.jsonl', 'hall-20261122T210400.123Z-other.jsonl', '', '/etc/passwd'])(
    'are not found under the name "%s"',
    async (other) => {
      expect(await historyAtOnce(folder.path).flight('me', other, true)).toEqual({ kind: 'absent' });
    },
  );

  it.each(['', 'no record', '{"flightRecord":9}\n'])('cannot be watched where the text is "%s"', async (text) => {
    expect(await historyAtOnce(folder.path).read('me', text)).toMatchObject({ kind: 'problem' });
  });
});

describe('a history desk beside the daemon [S14]', () => {
  it('answers all that a page asks of it at once, and of two wishes of a kind the newer one', async () => {
    await bench.write(...sessionAt('a', '2026-11-22T12:00:00Z'));
    const beside = historyBeside(built, systemClock())(folder.path);
    const [sessions, flights, marks, before, table] = await Promise.all([
      beside.sessions('me', { calendarSince }),
      beside.flights('me'),
      beside.marks('me', { program: 'relaxation' }),
      beside.table('me', { person: 'ben' }),
      beside.table('me', { person: 'anna' }),
    ]);
    expect([sessions?.sessions.length, flights, marks, before]).toEqual([1, [], [], null]);
    expect(table?.kind === 'table' ? table.text.split('\r\n') : []).toHaveLength(3);
  });

  it('says the same as one that works at once, and nothing of what cannot be read', async () => {
    await bench.write(...sessionAt('a', '2026-11-22T12:00:00Z'));
    const beside = historyBeside(built, systemClock())(folder.path);
    const atOnce = historyAtOnce(folder.path);
    expect(await beside.sessions('me', { calendarSince })).toEqual(await atOnce.sessions('me', { calendarSince }));
    expect(await beside.table('me', {})).toEqual(await atOnce.table('me', {}));
    expect(await beside.flights('me')).toEqual([]);
    rmSync(join(folder.path, 'ledger'), { recursive: true });
    mkdirSync(join(folder.path, 'ledger', '2026-11.jsonl'), { recursive: true });
    expect(await beside.sessions('me', { calendarSince })).toBeNull();
  });
});
