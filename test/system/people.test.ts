import { beforeEach, describe, expect, it } from 'vitest';
import { httpPath } from '../../src/adapters/http/chair-routes.js';
import type { Forgetting, PeopleKeeper } from '../../src/core/people/keeper.js';
import type { Intake } from '../../src/ports.js';
import { DaemonBench } from '../support/daemon-bench.js';

const minuteMs = 60_000;

describe('a daemon whose people have goals', () => {
  it('counts a session when it has ended, tells it, and forgets it', async () => {
    let keeper: PeopleKeeper | null = null;
    const told: unknown[] = [];
    const bench = DaemonBench.ready({
      people: { anna: { avoid: [], levelMax: 80 } },
      goals: { anna: { minutes: 60, days: 3, publish: true } },
      face: (_fleet, _intake, _clock, given) => {
        keeper = given;
        given.onPublished(() => void told.push(given.published?.['anna']));
        return { start: () => {}, close: async () => {} };
      },
    });
    expect(told).toEqual([
      {
        ...{ goal: { minutes: 60, days: 3 }, state: 'open', minutes: 0, days: 0, streak_weeks: 0, next: null },
        last_week: { minutes: 0, days: 0 },
      },
    ]);
    bench.run({ command: 'start', program: 'quick-break', person: 'anna' });
    bench.advance(7 * minuteMs);
    expect(told).toHaveLength(1);
    bench.advance(2 * minuteMs);
    expect(told.at(-1)).toMatchObject({ minutes: 8, days: 1, next: { minutes: 26, chair: 'chair' } });
    await (keeper as PeopleKeeper | null)?.forget('anna');
    bench.advance(3000);
    expect(told.at(-1)).toMatchObject({ minutes: 0, days: 0, next: null });
  });
});

describe('a daemon that is asked to forget a person', () => {
  let bench: DaemonBench;
  let keeper: PeopleKeeper;
  let intake: Intake;
  beforeEach(() => {
    bench = DaemonBench.ready({
      people: { anna: { avoid: [], levelMax: 80 }, ben: { avoid: [], levelMax: 80 } },
      face: (_fleet, taker, _clock, given) => {
        [keeper, intake] = [given, taker];
        return { start: () => {}, close: async () => {} };
      },
    });
  });

  const forget = (person: string): Promise<Forgetting> => keeper.forget(person);

  it('does not while that person is in a session, and does when it has ended', async () => {
    bench.run({ command: 'start', program: 'quick-break', person: 'anna' });
    bench.advance(minuteMs);
    expect(await forget('anna')).toMatchObject({
      kind: 'refused',
      code: 'not_in_state',
      message: 'a session of anna runs on chair: stop it first',
    });
    expect(bench.ledger.all('opened').at(-1)?.person).toBe('anna');
    bench.advance(10 * minuteMs);
    expect(await forget('anna')).toMatchObject({ kind: 'forgotten', lines: 1 });
    expect(bench.ledger.all('opened').at(-1)?.person).toBe('-');
  });

  it('goes on with the session of another person', async () => {
    bench.run({ command: 'start', program: 'quick-break', person: 'ben' });
    bench.advance(minuteMs);
    expect(await forget('anna')).toMatchObject({ kind: 'forgotten', lines: 0 });
    bench.advance(10 * minuteMs);
    expect(bench.ledger.all('closed').at(-1)?.ended_by).toBe('completed');
    expect(bench.ledger.all('opened').at(-1)?.person).toBe('ben');
  });

  it('takes the name out of what starts were told, however long ago that was', async () => {
    const kept = () => JSON.stringify(bench.store.load('chair.starts'));
    const payload = Buffer.from('{"command":"start","person":"eve","id":"a1"}');
    const asked = { form: { kind: 'json' }, payload, isRetained: false, isDuplicate: false } as const;
    intake.take('chair', asked, httpPath, () => {});
    bench.advance(20 * minuteMs);
    expect(kept()).toContain('there are anna, ben');
    bench.restart();
    await forget('anna');
    expect(kept()).not.toContain('anna');
  });

  it('chooses nobody where that person was chosen, tells it, and keeps it so', async () => {
    bench.run({ command: 'select', person: 'anna' });
    expect(await forget('anna')).toMatchObject({ kind: 'forgotten', chairs: ['chair'] });
    expect(bench.statuses.at(-1)?.selected.person).toBeNull();
    expect(JSON.stringify(bench.store.load('chair'))).not.toContain('anna');
    bench.restart();
    bench.advance(3000);
    expect(bench.status.selected.person).toBeNull();
  });
});
