import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { House, type Part, parts } from './house.js';

/** Six of them. */
const orders: readonly (readonly Part[])[] = parts.flatMap((first) =>
  parts
    .filter((second) => second !== first)
    .map((second) => [first, second, ...parts.filter((third) => third !== first && third !== second)]),
);

describe('Home Assistant, the broker and the daemon', () => {
  let house: House;
  let before: readonly string[] = [];

  beforeAll(async () => {
    house = await House.open();
    before = await house.entities();
  });
  afterAll(() => house.close());
  afterEach(() => expect(house.hub.takeComplaints()).toEqual([]));

  /** The entities of before, and a click that arrives. */
  async function untilAllWork(epoch?: string): Promise<void> {
    await house.until((status) => status.epoch !== undefined && status.epoch !== epoch, 'a status of this daemon');
    await house.untilWell(40_000);
    expect(await house.entities()).toEqual(before);
    await house.untilReady();
    for (const option of ['ben', 'anna']) {
      await house.hub.call('select.select_option', 'select.living_room_person', { option });
      await house.hub.untilShown('select.living_room_person', option);
    }
  }

  it.each(parts)('find each other again after a restart of the %s', async (part) => {
    const { epoch } = house.status();
    await house.stop[part]();
    await house.start[part]();
    await untilAllWork(part === 'daemon' ? epoch : undefined);
  });

  it.each(orders)(
    'find each other when the %s comes up first, then the %s, then the %s',
    { timeout: 90_000 },
    async (...order) => {
      const { epoch } = house.status();
      for (const part of [...parts].reverse()) await house.stop[part]();
      for (const part of order) await house.start[part]();
      await untilAllWork(epoch);
    },
  );

  it('[S6] start nothing by themselves', () => {
    expect(house.chair.history).toEqual([]);
  });
});
