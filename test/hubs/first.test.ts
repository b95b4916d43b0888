import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { House } from './house.js';

let house: House;
beforeAll(async () => {
  house = await House.open();
  await house.startDaemon();
});
afterAll(() => house.close());

it('starts and stops the chair', async () => {
  const { hub, chair } = house;
  await hub.call('button.press', 'button.living_room_start');
  await hub.untilShown('sensor.living_room_state', 'running');
  await eventually(() => chair.isArmed, 'the chair armed');
  await hub.call('button.press', 'button.living_room_stop');
  await hub.untilShown('sensor.living_room_state', 'idle');
  expect(hub.complaints).toEqual([]);
  console.log((await hub.states()).map((s) => `${s.entity_id}=${s.state}`).join('\n'));
});
