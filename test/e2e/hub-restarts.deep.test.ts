import { afterEach, beforeEach, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { describeWithMosquitto } from '../support/mosquitto.js';
import { House, parts } from './recovering-house.js';

describeWithMosquitto('a hub that finds the chair by discovery', () => {
  let house: House;
  beforeEach(async () => {
    house = await House.open();
  });
  afterEach(() => house.close());

  it.each(parts)('finds every entity again, and true, within 10 s of a restart of the %s', async (part) => {
    await house.stop[part]();
    await house.start[part]();
    await house.untilAllIsWell();
  });

  it('can still press the stops, and sees the problem and what is to be looked after, when the chair is unplugged', async () => {
    await house.chair.kill();
    const { hub } = house;
    const ofChair = (ids: readonly string[] = []) => ids.filter((id) => !id.includes('_bridge_'));
    await eventually(() => ofChair(hub?.unusable).length > 0, 'an entity that cannot be used', 10_000);
    const usable = ofChair(hub?.entities).filter((id) => hub?.unusable.includes(id) === false);
    const names = usable.map((id) => id.split('.').at(-1));
    const ofRefusals = ['last_refusal', 'refusals'];
    expect(names.sort()).toEqual(
      ['emergency_stop', 'events', ...ofRefusals, 'link', 'problem', 'service', 'state', 'stop'].sort(),
    );
    expect(hub?.value('chair2mqtt/living-room/availability')).toBe('offline');
  });
});
