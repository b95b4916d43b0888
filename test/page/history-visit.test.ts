import { beforeEach, describe, expect, it } from 'vitest';
import type { ShownHistory } from '../../src/core/web/history.js';
import { HistoryVisit, recordAddress, tableAddress } from '../../src/page/history/history-visit.js';
import { TestNetwork } from '../support/page-network.js';
import { VirtualTime } from '../support/virtual-time.js';

let clock: VirtualTime;
let network: TestNetwork;
let visit: HistoryVisit;

beforeEach(() => {
  clock = new VirtualTime();
  network = new TestNetwork(() => clock.wallMs());
  visit = new HistoryVisit(clock, network);
});

const history = (ids: readonly string[], cursor: string | null = null): ShownHistory => ({
  today: '2026-11-30',
  calendar: { since: '2026-09-14', days: [] },
  favourites: [],
  cost: null,
  sessions: ids.map((id) => ({ id })) as unknown as ShownHistory['sessions'],
  cursor,
  versions: {},
});
const asked = (): readonly string[] =>
  network.requests.map(({ path }) => path).filter((path) => path.startsWith('history'));
const request = (path: string) => network.requests.find((each) => each.path === path);
const shownIds = () => visit.sessions.value.map(({ id }) => id);

describe('a visit to the history', () => {
  it('shows what comes, and what was before that when it is asked for', async () => {
    visit.open();
    network.to('history')[0]?.answer(history(['b', 'a'], 'x~a'));
    await clock.advanceAsync(1);
    void visit.more();
    expect(asked().at(-1)).toBe('history?cursor=x~a');
    request('history?cursor=x~a')?.answer({ ...history(['0']), calendar: null });
    await clock.advanceAsync(1);
    expect(shownIds()).toEqual(['b', 'a', '0']);
    expect(visit.history.value?.calendar).not.toBeNull();
    void visit.more();
    expect(asked()).toHaveLength(2);
  });

  it('shows of two choices the one that was made last, whichever is answered first', async () => {
    visit.show({ person: 'anna' });
    visit.show({ person: 'ben' });
    request('history?person=ben')?.answer(history(['of ben']));
    await clock.advanceAsync(1);
    request('history?person=anna')?.answer(history(['of anna']));
    await clock.advanceAsync(1);
    expect(shownIds()).toEqual(['of ben']);
    expect(visit.isBusy.value).toBe(false);
  });

  it('says that nothing answered, and keeps what was there', async () => {
    visit.open();
    network.to('history')[0]?.answer(history(['a']));
    await clock.advanceAsync(1);
    visit.show({ since: '2026-11-01' });
    await clock.advanceAsync(20_000);
    expect(visit.trouble.value).toEqual({ kind: 'unanswered' });
    expect(shownIds()).toEqual(['a']);
  });

  it('says why something was refused', async () => {
    const opened = visit.read('a shopping list');
    network.to('flights/read')[0]?.answer({ code: 'invalid_command', message: 'it is no record' }, 422);
    await clock.advanceAsync(1);
    expect(await opened).toBeNull();
    expect(visit.trouble.value).toEqual({ kind: 'refused', message: 'it is no record' });
  });

  it('knows what a start would be told, for who sits there', async () => {
    const hall = { id: 'hall', person: 'anna', standing: 'idle' };
    void visit.askStartable(hall);
    void visit.askStartable(hall);
    expect(network.to('chairs/hall/startable')).toHaveLength(1);
    request('chairs/hall/startable?person=anna')?.answer([{ program: 'relaxation', ok: true }]);
    await clock.advanceAsync(1);
    expect(visit.startable.value.get('hall')?.get('relaxation')).toMatchObject({ ok: true });
  });

  it('shows how the week stands, and pauses a goal', async () => {
    const anna = { id: 'anna', state: 'open' };
    visit.open();
    network.to('goals')[0]?.answer([anna, { id: 'ben', state: null }]);
    await clock.advanceAsync(1);
    void visit.pauseGoal('anna', true);
    const asked = network.to('goals/anna')[0];
    expect([asked?.method, asked?.options.body]).toEqual(['PUT', { paused: true }]);
    asked?.answer({ ...anna, state: 'paused' });
    await clock.advanceAsync(1);
    expect(visit.goals.value.map(({ id, state }) => [id, state])).toEqual([
      ['anna', 'paused'],
      ['ben', null],
    ]);
  });

  it('asks for the goals again with each choice, so that they belong to the weeks', async () => {
    visit.open();
    visit.show({ person: 'anna' });
    expect(network.to('goals')).toHaveLength(2);
  });

  it('shows what there is to look after, those chairs first that need it, and says that it is done', async () => {
    const zone = (notes: readonly object[]) => [{ zone: 'legs', notes }];
    visit.open();
    network.to('service')[0]?.answer([
      { chair: 'attic', zones: zone([]) },
      { chair: 'hall', zones: zone([{ code: 'draws_more' }]) },
    ]);
    await clock.advanceAsync(1);
    const shown = () => visit.services.value?.map(({ chair, zones }) => [chair, zones[0]?.notes.length]);
    expect(shown()).toEqual([
      ['hall', 1],
      ['attic', 0],
    ]);
    const done = visit.served('hall', 'legs', 'new hose');
    const asked = network.to('service/hall/legs/done')[0];
    expect([asked?.method, asked?.options.body]).toEqual(['POST', { note: 'new hose' }]);
    asked?.answer({ chair: 'hall', zones: zone([]) });
    expect(await done).toBeNull();
    expect(shown()).toEqual([
      ['hall', 0],
      ['attic', 0],
    ]);
  });

  it('says why it was not noted that something is done, and without an answer looks whether it was', async () => {
    const refused = visit.served('hall', 'legs', '');
    network.to('service/hall/legs/done')[0]?.answer({ code: 'not_in_state', message: 'not met yet' }, 409);
    expect(await refused).toEqual({ kind: 'refused', message: 'not met yet' });
    expect(visit.trouble.value).toBeNull();
    const unanswered = visit.served('hall', 'legs', '');
    network.to('service/hall/legs/done')[1]?.fail();
    expect(await unanswered).toEqual({ kind: 'unanswered' });
    expect(network.to('service')).toHaveLength(1);
  });

  it('names addresses that hold whatever stands in a name', () => {
    expect(tableAddress({ chair: 'hall', person: undefined, since: '2026-11-01' })).toBe(
      'api/history.csv?chair=hall&since=2026-11-01',
    );
    expect(recordAddress('a b/../c.jsonl')).toBe('api/flights/a%20b%2F..%2Fc.jsonl/text');
  });
});
