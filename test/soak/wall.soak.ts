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

it('lives through faults for hours, and nothing that it holds grows', async () => {
  const house = await House.open(wishes.chairs);
  await house.hub.untilReady(house.ids, 120_000);
  const startedMs = Date.now();
  const samples: Sample[] = [];
  const deeds: Record<string, number> = { sessions: 0 };
  for (const trouble of inTurn(wishes.seed)) {
    const atHours = (Date.now() - startedMs) / 3_600_000;
    samples.push({ atHours, values: await house.held() });
    if (atHours >= wishes.hours) break;
    house.hub.forget();
    await house.hub.publish('group/hall/set', { command: 'start', program: 'relaxation' });
    await pause(1000 * (house.ids.length / 2 + 5));
    deeds['sessions'] = (deeds['sessions'] ?? 0) + house.ids.filter((id) => house.hub.state(id) === 'running').length;
    deeds[trouble.name] = (deeds[trouble.name] ?? 0) + 1;
    await trouble.make(house);
    await pause(2000);
    await house.calm();
  }
  const grows = report('wall', samples, deeds);
  const { code, text } = await house.close();
  expect(code, text.slice(-2000)).toBe(0);
  expect(grows).toEqual([]);
});
