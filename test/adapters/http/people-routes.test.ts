import { afterEach, describe, expect, it } from 'vitest';
import type { Forgetting, PeopleKeeper } from '../../../src/core/people/keeper.js';
import { type ShownGoal, shownGoalSchema } from '../../../src/core/people/view.js';
import { closeHttpBenches, gateWith, httpBench } from '../../support/http-bench.js';
import { sampleKeeper } from '../../support/sample-keeper.js';

afterEach(closeHttpBenches);

const done: Forgetting = { kind: 'forgotten', lines: 3, files: 1, chairs: ['hall'], removed: ['hall.broken'] };

/** The API over somebody who keeps people, and whom that one was asked to forget. */
async function bench(outcome: Forgetting = done, rights: readonly ('stop' | 'control' | 'own')[] = ['control', 'own']) {
  const asked: string[] = [];
  const forget = async (person: string): Promise<Forgetting> => {
    asked.push(person);
    return outcome;
  };
  return { asked, ...(await httpBench({ keeper: sampleKeeper({ forget }), gate: gateWith(rights) })) };
}

describe('forgetting a person by HTTP', () => {
  it('says what was done, and what is out of reach', async () => {
    const { send, asked } = await bench();
    const { status, body } = await send('POST', '/api/people/anna/forget');
    expect([status, asked]).toEqual([200, ['anna']]);
    expect(body).toMatchObject({ lines: 3, files: 1, chairs: ['hall'], removed: ['hall.broken'] });
    expect(body).toMatchObject({ out_of_reach: expect.arrayContaining(['logs']) });
  });

  it('is for those alone who may do everything', async () => {
    const { send, asked } = await bench(done, ['stop', 'control']);
    expect((await send('POST', '/api/people/anna/forget')).status).toBe(403);
    expect(asked).toEqual([]);
  });

  it.each([
    ['not_in_state', 409],
    ['unavailable', 503],
  ] as const)('is refused with %s as %i', async (code, status) => {
    const { send } = await bench({ kind: 'refused', code, message: 'no' });
    expect(await send('POST', '/api/people/anna/forget')).toMatchObject({ status, body: { code, message: 'no' } });
  });

  it('knows no id that is none, and no such path where nothing is kept', async () => {
    const { send, asked } = await bench();
    expect((await send('POST', '/api/people/A%2FB/forget')).status).toBe(404);
    expect(asked).toEqual([]);
    const without = await httpBench();
    expect((await without.send('POST', '/api/people/anna/forget')).status).toBe(404);
  });
});

describe('goals by HTTP', () => {
  const view = {
    id: 'anna',
    goal: { minutes: 60, days: 3 },
    source: 'page',
    publish: false,
    state: 'open',
    minutes: 20,
    days: 1,
    last_week: { minutes: 30, days: 2 },
    streak_weeks: 2,
    next: { at: '2026-11-25T19:00:00Z', minutes: 20, chair: 'hall' },
    weeks: [{ since: '2026-11-23', minutes: 20, goal_minutes: 60, paused: false }],
  } satisfies ShownGoal;

  it('are told as they stand', async () => {
    const { send } = await httpBench({
      people: ['anna', 'ben'],
      keeper: sampleKeeper({ goalOf: (person) => (person === 'anna' ? view : null) }),
      gate: gateWith(['own']),
    });
    const { status, body } = await send('GET', '/api/goals');
    expect([status, body]).toEqual([200, [view]]);
    expect(shownGoalSchema.array().parse(body)).toEqual([view]);
  });

  it('are not told as those of the file before the ledger is read', async () => {
    const keeper = sampleKeeper({ isRead: false, goalOf: () => view });
    const { send } = await httpBench({ people: ['anna'], keeper, gate: gateWith(['own']) });
    expect(await send('GET', '/api/goals')).toMatchObject({ status: 503, body: { code: 'unavailable' } });
  });

  it('are told to nobody who may only control or stop', async () => {
    const asked: string[] = [];
    const goalOf = (person: string): ShownGoal => {
      asked.push(person);
      return view;
    };
    const guest = await httpBench({
      people: ['anna'],
      keeper: sampleKeeper({ goalOf }),
      gate: gateWith(['stop', 'control'], 'guest'),
    });
    expect((await guest.send('GET', '/api/goals')).status).toBe(403);
    expect((await guest.send('PUT', '/api/goals/anna', '{"paused":true}')).status).toBe(403);
    expect(asked).toEqual([]);
  });

  it('are set and paused, and nothing else is taken', async () => {
    const wishes: unknown[] = [];
    const setGoal: PeopleKeeper['setGoal'] = (person, wish) => {
      wishes.push([person, wish]);
      return { kind: 'set', view };
    };
    const { send } = await httpBench({ keeper: sampleKeeper({ setGoal }), gate: gateWith(['own']) });
    expect((await send('PUT', '/api/goals/anna', '{"minutes":60,"days":3}')).body).toEqual(view);
    expect((await send('PUT', '/api/goals/anna', '{"paused":true}')).status).toBe(200);
    for (const wrong of ['', '{', '{"minutes":-1,"days":1}', '{"minutes":0,"days":1}', '{"days":8}', '{"start":true}'])
      expect((await send('PUT', '/api/goals/anna', wrong)).status, wrong).toBe(400);
    expect((await send('PUT', '/api/goals/anna', ' '.repeat(17_000))).status).toBe(413);
    expect(wishes).toEqual([
      ['anna', { minutes: 60, days: 3 }],
      ['anna', { paused: true }],
    ]);
  });

  it.each([
    ['not_found', 404],
    ['invalid_command', 400],
    ['conflict', 409],
    ['unavailable', 503],
  ] as const)('are refused with %s as %i', async (code, status) => {
    const setGoal: PeopleKeeper['setGoal'] = () => ({
      kind: 'refused',
      code,
      message: 'no',
      values: { minutes_max: 9 },
    });
    const { send } = await httpBench({ keeper: sampleKeeper({ setGoal }), gate: gateWith(['own']) });
    const answer = await send('PUT', '/api/goals/anna', '{"paused":true}');
    expect(answer).toMatchObject({ status, body: { code, values: { minutes_max: 9 } } });
  });
});
