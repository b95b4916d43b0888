import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { eventually } from '../support/eventually.js';
import { House } from './house.js';

const registrySchema = z.looseObject({
  data: z.looseObject({ entities: z.array(z.looseObject({ entity_id: z.string() })) }),
});

/** What the hub keeps when a person renames an entity. */
function rename(text: string, entityId: string, name: string): string {
  const registry = registrySchema.parse(JSON.parse(text));
  const entities = registry.data.entities.map((each) => (each.entity_id === entityId ? { ...each, name } : each));
  return JSON.stringify({ ...registry, data: { ...registry.data, entities } });
}

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
    const id = settings.ids?.[0];
    const { epoch } = house.status(id);
    house.cleared.clear();
    await house.restartWith(settings);
    await house.until((status) => status.epoch !== undefined && status.epoch !== epoch, 'its status', id);
  }

  /** Topics of discovery that are retained, by their form. */
  const forms = (): ReadonlySet<string> => {
    const live = [...house.messages.keys()].filter((topic) => topic.endsWith('/config'));
    return new Set(live.map((topic) => (topic.startsWith('homeassistant/device/') ? 'device' : 'components')));
  };

  const forOneForm = (form: string) =>
    eventually(
      () => forms().size === 1 && forms().has(form),
      () => `only the form ${form}; there are ${[...forms()]}`,
    );

  async function untilUsable(wanted: readonly string[]): Promise<void> {
    let amiss: readonly string[] = [];
    const isUsable = async () => {
      amiss = await house.amiss(wanted, /./);
      return amiss.length === 0;
    };
    await eventually(isUsable, () => `all of before; amiss: ${amiss.join(', ')}`);
  }

  /** Waits until the hub has exactly these. */
  async function untilEntities(wanted: readonly string[]): Promise<void> {
    let there: readonly string[] = [];
    const isSame = async () => {
      there = await house.entities();
      return `${there}` === `${wanted}`;
    };
    await eventually(isSame, () => `exactly ${wanted.length} entities; there are ${there.length}: ${there}`);
  }

  /** Clicks until the chair has it: before the hub knows the new topics of an entity, a click goes by the old ones. */
  async function untilChosen(person: string, id: string | undefined): Promise<void> {
    const entity = 'select.living_room_person';
    const isAnnounced = () =>
      [...house.messages].some(([topic, text]) => topic.endsWith('SIM0001/config') && text.includes(`/${id}/`));
    await eventually(isAnnounced, `the first chair announced as ${id}`);
    const isChosen = async () => {
      await setTimeout(1000);
      await untilUsable([entity]);
      await house.hub.call('select.select_option', entity, { option: person });
      await setTimeout(500);
      return house.status(id).selected?.['person'] === person;
    };
    await eventually(isChosen, `${person} selected at ${id}`);
  }

  it.each([1, 2, 3])('hands every entity from one form of discovery to the other and back, round %i', async () => {
    for (const form of ['components', 'device']) {
      await changeTo({ mqtt: `discovery: ${form}` });
      await forOneForm(form);
      await house.untilWell();
      expect(await house.entities()).toEqual(before);
    }
  });

  it('keeps every entity, its id and its name when the chair gets another id, and back', async () => {
    await house.hub.edit('core.entity_registry', (text) => rename(text, 'select.living_room_person', 'Who sits'));
    await house.untilWell();
    for (const id of ['reading-room', 'living-room']) {
      await changeTo({ ids: [id] });
      await house.untilReady(id);
      await untilUsable(before);
      expect(await house.entities()).toEqual(before);
      await house.hub.call('select.select_option', 'select.living_room_person', { option: 'ben' });
      await house.until(({ selected }) => selected?.['person'] === 'ben', 'ben selected', id);
      const person = await house.hub.state('select.living_room_person');
      expect(person?.attributes['friendly_name']).toContain('Who sits');
    }
  });

  it('keeps the entities of two chairs that swap their ids', async () => {
    await changeTo({ ids: ['living-room', 'hall'] });
    await house.untilReady('hall');
    await house.untilWell();
    const areBoth = async () => (await house.entities()).length > before.length + 20;
    await eventually(areBoth, 'the entities of both');
    await house.untilWell();
    const both = await house.entities();
    for (const ids of [
      ['hall', 'living-room'],
      ['living-room', 'hall'],
    ]) {
      await changeTo({ ids });
      for (const id of ids) await house.untilReady(id);
      await untilUsable(both);
      expect(await house.entities()).toEqual(both);
      // The entity goes with the chair, not with the id.
      for (const person of ['anna', 'ben']) await untilChosen(person, ids[0]);
    }
    await changeTo({});
    await untilEntities(before);
  });

  it('keeps the entities of the chair when the daemon gets another id', async () => {
    const ofChair = before.filter((id) => id.includes('.living_room_'));
    await changeTo({ mqtt: 'bridge_id: attic' });
    await house.untilReady();
    await untilUsable(ofChair);
    const bridges = async () => (await house.entities()).filter((id) => id.includes('.chair2mqtt_'));
    await eventually(async () => !(await bridges()).some((id) => id.includes('_bridge_')), 'the old daemon forgotten');
    expect(await bridges()).toContain('binary_sensor.chair2mqtt_attic_connection');
    await changeTo({});
    await untilEntities(before);
    await untilUsable(before);
  });

  it('falls to another program when the selected one is removed', async () => {
    await changeTo({ programs: ['first', 'second'] });
    await house.untilReady();
    const state = async () => await house.hub.state('select.living_room_program');
    const options = async (): Promise<readonly string[]> => Object.values((await state())?.attributes['options'] ?? []);
    await eventually(async () => (await options()).filter((name) => name.startsWith('Own ')).length === 2, 'two more');
    await house.hub.call('select.select_option', 'select.living_room_program', { option: 'Own second' });
    await house.until(({ selected }) => selected?.['program'] === 'own-second', 'the second one selected');
    await changeTo({ programs: ['first'] });
    await house.until(({ selected }) => selected?.['program'] !== 'own-second', 'another one selected');
    await eventually(async () => !(await options()).includes('Own second'), 'one program less');
    await eventually(
      async () => (await options()).includes((await state())?.state ?? ''),
      'it shows one that there is',
    );
    await changeTo({});
    await house.untilWell();
  });

  it('takes every entity back when discovery is switched off, each topic once, and shows them again', async () => {
    await changeTo({ mqtt: 'discovery: "off"' });
    await untilEntities([]);
    await house.untilReady();
    expect([...house.cleared.values()].filter((times) => times > 1)).toEqual([]);
    await changeTo({});
    await house.untilWell();
    expect(await house.entities()).toEqual(before);
  });
});
