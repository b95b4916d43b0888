import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { House } from './house.js';
import { report, type Sample, wishes } from './report.js';
import { type Trouble, troubles } from './troubles.js';

/** Which trouble comes next: each once in a round, each round in another order. */
function* inTurn(seed: number): Generator<Trouble> {
  let state = seed;
  const chance = (): number => {
    state = (Math.imul(state, 48_271) + 11) >>> 0;
    return state / 2 ** 32;
  };
  for (;;) {
    const drawn = troubles.map((trouble) => [chance(), trouble] as const);
    for (const [, trouble] of drawn.sort(([one], [other]) => one - other)) yield trouble;
  }
}

/** A start, a trouble, and rest. */
async function live(house: House, trouble: Trouble, deeds: Record<string, number>): Promise<void> {
  const count = (name: string, more: number): void => {
    deeds[name] = (deeds[name] ?? 0) + more;
  };
  house.hub.forget();
  await house.hub.publish('group/hall/set', { command: 'start', program: 'relaxation' });
  await pause(1000 * (house.ids.length / 2 + 5));
  count('sessions', house.ids.filter((id) => house.hub.state(id) === 'running').length);
  count(trouble.name, 1);
  await trouble.make(house);
  await pause(2000);
  await house.calm();
}

it('lives through faults for hours, and nothing that it holds grows', async () => {
  const house = await House.open(wishes.chairs);
  await house.hub.untilReady(house.ids, 120_000);
  const startedMs = Date.now();
  const samples: Sample[] = [];
  const deeds: Record<string, number> = {};
  for (const trouble of inTurn(wishes.seed)) {
    const atHours = (Date.now() - startedMs) / 3_600_000;
    samples.push({ atHours, values: await house.held() });
    if (atHours >= wishes.hours) break;
    await live(house, trouble, deeds).catch((error: unknown) => {
      report('wall', samples, deeds);
      throw new Error(`after "${trouble.name}": ${error}\n${house.log}`);
    });
  }
  const grows = report('wall', samples, deeds);
  const { log } = house;
  expect(await house.close(), log).toBe(0);
  expect(grows).toEqual([]);
});
