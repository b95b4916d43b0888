import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { House } from './house.js';

describe('a change of the configuration, in Home Assistant', () => {
  let house: House;
  let before: readonly string[] = [];

  beforeAll(async () => {
    house = await House.open();
    before = await house.entities();
  });
  afterAll(() => house.close());
  afterEach(() => expect(house.hub.takeComplaints()).toEqual([]));

  /** Restarts the daemon with these settings and waits for a status of its own. */
  async function changeTo(settings: Parameters<House['restartWith']>[0]): Promise<void> {
    const { epoch } = house.status(settings.id);
    house.cleared.clear();
    await house.restartWith(settings);
    await house.until((status) => status.epoch !== undefined && status.epoch !== epoch, 'its status', settings.id);
  }

  /** Topics of discovery that are retained, by their form. */
  const forms = (): ReadonlySet<string> => {
    const live = [...house.messages].filter(([topic, text]) => topic.endsWith('/config') && text !== '');
    return new Set(live.map(([topic]) => (topic.startsWith('homeassistant/device/') ? 'device' : 'components')));
  };

  const forOneForm = (form: string) =>
    eventually(
      () => forms().size === 1 && forms().has(form),
      () => `only the form ${form}; there are ${[...forms()]}`,
    );

  it.each([1, 2, 3])('hands every entity from one form of discovery to the other and back, round %i', async () => {
    for (const form of ['components', 'device']) {
      await changeTo({ mqtt: `discovery: ${form}` });
      await forOneForm(form);
      await house.untilWell();
      expect(await house.entities()).toEqual(before);
    }
  });

  it('keeps every entity and its id when the chair gets another id, and back', async () => {
    for (const id of ['reading-room', 'living-room']) {
      await changeTo({ id });
      await house.untilReady(id);
      let amiss: readonly string[] = [];
      const isUsable = async () => {
        amiss = await house.amiss(before, /./);
        return amiss.length === 0;
      };
      await eventually(isUsable, () => `all of before; amiss: ${amiss.join(', ')}`);
      expect(await house.entities()).toEqual(before);
      await house.hub.call('select.select_option', 'select.living_room_person', { option: 'ben' });
      await house.until(({ selected }) => selected?.['person'] === 'ben', 'ben selected', id);
    }
  });

  it('falls to another program when the selected one is removed', async () => {
    await changeTo({ programs: ['quick-break', 'relaxation'] });
    await house.untilReady();
    const state = async () => await house.hub.state('select.living_room_program');
    const options = async (): Promise<readonly string[]> => Object.values((await state())?.attributes['options'] ?? []);
    await eventually(async () => (await options()).length === 2, 'two programs');
    const [, second = ''] = await options();
    await house.hub.call('select.select_option', 'select.living_room_program', { option: second });
    await house.until(({ selected }) => selected?.['program'] === 'relaxation', 'relaxation selected');
    await changeTo({ programs: ['quick-break'] });
    await house.until(({ selected }) => selected?.['program'] === 'quick-break', 'quick-break selected');
    await eventually(async () => (await options()).length === 1, 'one program');
    const [only = ''] = await options();
    await house.hub.untilShown('select.living_room_program', only);
    await changeTo({});
    await house.untilWell();
  });

  it('takes every entity back when discovery is switched off, each topic once, and shows them again', async () => {
    await changeTo({ mqtt: 'discovery: "off"' });
    await eventually(async () => (await house.entities()).length === 0, 'no entity');
    await house.untilReady();
    expect([...house.cleared.values()].filter((times) => times > 1)).toEqual([]);
    await changeTo({});
    await house.untilWell();
    expect(await house.entities()).toEqual(before);
  });
});
