import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { historyAtOnce } from '../../../src/adapters/files/history-desk.js';
import { historySchema, type ShownCost, watchedFlightSchema } from '../../../src/core/web/history.js';
import { closeHttpBenches, gateWith, httpBench } from '../../support/http-bench.js';
import { LedgerBench } from '../../support/ledger-bench.js';
import { closedLine, openedLine } from '../../support/ledger-lines.js';
import { temporaryFolder } from '../../support/program.js';

const stall = new URL('../../fixtures/flights/stall.jsonl', import.meta.url);
const name = 'hall-20261122T210400.123Z-stall.jsonl';
const bearer = { authorization: 'Bearer a token of some length' };

let folder: ReturnType<typeof temporaryFolder>;

beforeEach(async () => {
  folder = temporaryFolder();
  await new LedgerBench(join(folder.path, 'ledger')).write(
    openedLine({ name: '=SUM(A1)', program: 'unwind' }),
    closedLine(),
  );
  mkdirSync(join(folder.path, 'flights'));
  copyFileSync(stall, join(folder.path, 'flights', name));
});
afterEach(async () => {
  costDays.length = 0;
  await closeHttpBenches();
  folder.remove();
});

const cost: ShownCost = {
  sessions: 41,
  per_session: 58.54,
  appointment: 60,
  currency: 'EUR',
  paid_for_on: '2026-11-29',
  paid_for_by: null,
};
const costDays: string[] = [];

const bench = (token: string | null = null, own: Parameters<typeof httpBench>[0] = {}) => {
  const known = (today: string): ShownCost => {
    costDays.push(today);
    return cost;
  };
  const history = { desk: historyAtOnce(folder.path), timeZone: 'Europe/Berlin', cost: known };
  return httpBench({ token, history, ...own });
};

describe('the history over HTTP', () => {
  it.each(['api/history', 'api/history.csv', 'api/flights', `api/flights/${name}`, `api/flights/${name}/text`])(
    'needs the right own: %s',
    async (path) => {
      const { send } = await bench('a token of some length');
      expect((await send('GET', `/${path}`)).status).toBe(401);
      expect((await send('GET', `/${path}`, '', bearer)).status).toBe(200);
    },
  );

  it('says that it may not be readable where nothing of it can be read', async () => {
    rmSync(join(folder.path, 'ledger'), { recursive: true });
    writeFileSync(join(folder.path, 'ledger'), '');
    const { send } = await bench();
    expect(await send('GET', '/api/history')).toMatchObject({
      status: 503,
      body: { code: 'unavailable', message: expect.stringContaining('could not be read') },
    });
  });

  it('tells sessions as it promises, with the day that it is there', async () => {
    const { send } = await bench();
    const { status, body } = await send('GET', '/api/history?person=anna');
    expect(status).toBe(200);
    const history = historySchema.parse(body);
    expect(history.sessions).toMatchObject([{ program: 'unwind', person: 'anna', local: '2026-11-22 21:04:00' }]);
    expect(history.today).toMatch(/^\d{4}-\d\d-\d\d$/);
    const since = Date.parse(history.calendar?.since ?? '');
    expect(new Date(since).getUTCDay()).toBe(1);
    const weeks = (Date.parse(history.today) - since) / (7 * 86_400_000);
    expect([weeks >= 11, weeks < 12]).toEqual([true, true]);
    expect(historySchema.parse((await send('GET', '/api/history?person=ben')).body).sessions).toEqual([]);
  });

  it('tells what sessions have cost as of today, of all of them whichever were chosen, and once for all pages', async () => {
    const { send } = await bench();
    const first = historySchema.parse((await send('GET', '/api/history?person=ben')).body);
    expect(first.cost).toEqual(cost);
    expect(costDays).toEqual([first.today]);
    expect(historySchema.parse((await send('GET', '/api/history?cursor=x~a')).body).cost).toBeNull();
    expect(costDays).toHaveLength(1);
  });

  it.each([
    ['a guest', ['stop', 'control'], 'guest', 403],
    ['a stop pass', ['stop'], 'pass', 401],
  ] as const)('tells nothing of it to %s', async (_who, rights, kind, refused) => {
    const { send } = await bench(null, { gate: gateWith(rights, kind) });
    const { status, bytes } = await send('GET', '/api/history');
    expect([status, costDays]).toEqual([refused, []]);
    expect(bytes.toString()).not.toMatch(/58\.54|sessions/);
  });

  it.each(['since=yesterday', 'until=2026-13-01', 'cursor=x', `chair=${'x'.repeat(65)}`])(
    'says what is wrong with "%s"',
    async (query) => {
      const { send } = await bench();
      const { status, body } = await send('GET', `/api/history?${query}`);
      expect([status, body]).toMatchObject([400, { code: 'invalid_command' }]);
    },
  );

  it('gives a table whose texts are no formulas', async () => {
    const { send } = await bench();
    const { headers, bytes } = await send('GET', '/api/history.csv');
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(headers['content-disposition']).toContain('attachment');
    expect(bytes.toString()).toContain(`"'=SUM(A1)"`);
  });

  it('gives a flight record to be watched, and as it was written', async () => {
    const { send } = await bench();
    expect((await send('GET', '/api/flights')).body).toMatchObject([{ name, chair: 'hall', code: 'stall' }]);
    const watched = watchedFlightSchema.parse((await send('GET', `/api/flights/${name}`)).body);
    expect(watched.reasons[0]?.code).toBe('stall');
    expect((await send('GET', `/api/flights/${name}/text`)).bytes).toEqual(readFileSync(stall));
    expect((await send('GET', '/api/flights/..%2fledger%2f2026-11.jsonl/text')).status).toBe(404);
  });

  it('lets a record of elsewhere be watched, and keeps nothing of it', async () => {
    const { send } = await bench();
    const sent = await send('POST', '/api/flights/read', readFileSync(stall, 'utf8'));
    expect(sent.body).toEqual((await send('GET', `/api/flights/${name}`)).body);
    const wrong = await send('POST', '/api/flights/read', 'a shopping list');
    expect([wrong.status, wrong.body]).toMatchObject([422, { message: expect.stringContaining('flight record') }]);
    expect((await send('POST', '/api/flights/read', 'x'.repeat(4 * 1024 * 1024 + 1))).status).toBe(413);
  });

  it('keeps a mark of a session, and says what is wrong with one', async () => {
    const { send, fleet } = await bench();
    expect((await send('POST', '/api/chairs/hall/marks', '{"zone":"back","what":"nice"}')).body).toEqual({ ok: true });
    expect(fleet.marks).toEqual([{ zone: 'back', what: 'nice' }]);
    for (const wrong of ['{"zone":"arms","what":"nice"}', '{"zone":"back","what":"harder"}', 'nice']) {
      expect((await send('POST', '/api/chairs/hall/marks', wrong)).status).toBe(400);
    }
    expect((await send('POST', '/api/chairs/nowhere/marks', '{}')).status).toBe(404);
    expect((await send('POST', '/api/chairs/hall/marks', 'x'.repeat(2000))).status).toBe(413);
    fleet.isMarkable = false;
    expect((await send('POST', '/api/chairs/hall/marks', '{"zone":"back","what":"nice"}')).status).toBe(409);
    expect((await send('GET', '/api/programs/unwind/marks?person=anna')).body).toEqual([]);
  });

  it('is not there where nothing is kept', async () => {
    const { send } = await httpBench();
    expect((await send('GET', '/api/history')).status).toBe(404);
  });
});
