import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { House } from './house.js';

describe('the entities of a chair in Home Assistant', () => {
  let house: House;
  const id = (entity: string) => entity.replace('.', '.living_room_');
  const shown = (entity: string, state: string) => house.hub.untilShown(id(entity), state);
  const press = (button: string) => house.hub.call('button.press', id(`button.${button}`));
  const turn = (name: string, way: 'on' | 'off') => house.hub.call(`switch.turn_${way}`, id(`switch.${name}`));
  const choose = (name: string, option: string) =>
    house.hub.call('select.select_option', id(`select.${name}`), { option });
  const set = (name: string, value: number) => house.hub.call('number.set_value', id(`number.${name}`), { value });
  const selected = (key: string, value: unknown) =>
    house.until(({ selected }) => selected?.[key] === value, `${key} ${value} selected`);
  const options = async (name: string): Promise<readonly string[]> =>
    Object.values((await house.hub.state(id(`select.${name}`)))?.attributes['options'] ?? []);

  /** Starts, and waits until the motors are on. */
  async function start(): Promise<void> {
    await turn('massage', 'on');
    await shown('sensor.state', 'running');
    expect(house.chair.isArmed).toBe(true);
  }

  beforeAll(async () => {
    house = await House.open();
  });
  afterAll(() => house.close());
  beforeEach(async () => {
    await press('stop');
    await press('reset');
    await house.untilReady();
    await choose('person', 'anna');
    await selected('person', 'anna');
  });
  afterEach(() => expect(house.hub.takeComplaints()).toEqual([]));

  it('are all there, each with a valid state', async () => {
    expect(house.announced.length).toBeGreaterThan(34);
    expect(await house.amiss(house.announced)).toEqual([]);
    expect(await house.entities()).toEqual(house.announced);
  });

  it('start the chair and stop it by buttons', async () => {
    await press('start');
    await shown('sensor.state', 'running');
    await shown('switch.massage', 'on');
    await press('skip');
    await eventually(async () => (await house.hub.state(id('sensor.phase')))?.state !== 'Knead', 'the next phase');
    await press('stop');
    await shown('sensor.state', 'idle');
    expect(house.chair.isArmed).toBe(false);
  });

  it('start, pause, resume and stop by switches, and show how far it is', async () => {
    await start();
    await shown('binary_sensor.running', 'on');
    for (const name of ['phase', 'remaining', 'progress']) {
      const isKnown = async () => (await house.hub.state(id(`sensor.${name}`)))?.state !== 'unknown';
      await eventually(isKnown, `sensor ${name}`);
    }
    await turn('pause', 'on');
    await shown('sensor.state', 'paused');
    await turn('pause', 'off');
    await shown('sensor.state', 'running');
    await turn('massage', 'off');
    await shown('sensor.state', 'idle');
    expect((await house.hub.state(id('sensor.last_session')))?.attributes['ended_by']).toBe('stopped');
  });

  it('choose every program that they offer', async () => {
    const programs = await options('program');
    expect(programs.length).toBeGreaterThan(5);
    for (const option of [...programs].reverse()) {
      await choose('program', option);
      await shown('select.program', option);
      // The daemon takes ten commands a second.
      await pause(100);
    }
  });

  it('choose an intensity and a length', async () => {
    await set('intensity', 55);
    await selected('intensity', 55);
    await shown('number.intensity', '55');
    await set('duration', 12);
    await selected('duration_s', 720);
    await eventually(async () => Number((await house.hub.state(id('number.duration')))?.state) === 12, '12 min');
  });

  it('choose a person, and take that back', async () => {
    await choose('person', 'ben');
    await shown('select.person', 'ben');
    const nobody = (await options('person')).find((option) => /nobody/i.test(option));
    expect(nobody).toBeDefined();
    await choose('person', nobody ?? '');
    await selected('person', null);
    await shown('select.person', nobody ?? '');
  });

  it('refuse starts from the network once they are told to', async () => {
    await turn('remote_start', 'off');
    await shown('switch.remote_start', 'off');
    await turn('massage', 'on');
    await shown('switch.massage', 'off');
    expect(house.chair.isArmed).toBe(false);
    await turn('remote_start', 'on');
    await shown('switch.remote_start', 'on');
  });

  it('say why a start was refused', async () => {
    await start();
    await press('start');
    const refusal = async () => {
      const states = await house.hub.states();
      return states.find(({ attributes }) => /Last refusal$/.test(`${attributes['friendly_name']}`));
    };
    await eventually(async () => (await refusal())?.attributes['code'] === 'not_in_state', 'a refusal that is shown');
    expect((await refusal())?.attributes['command']).toBe('start');
  });

  it('stop by the emergency button, and take the reset', async () => {
    await start();
    await press('emergency_stop');
    await shown('sensor.state', 'emergency_stopped');
    expect(house.chair.isArmed).toBe(false);
    await press('reset');
    await shown('sensor.state', 'idle');
  });

  it.each([
    ['stop_all', 'idle'],
    ['emergency_stop_all', 'emergency_stopped'],
  ])('stop every chair by %s of the bridge', async (button, state) => {
    await start();
    await house.hub.call('button.press', `button.chair2mqtt_bridge_${button}`);
    await shown('sensor.state', state);
    expect(house.chair.isArmed).toBe(false);
  });

  it('show a chair that does not answer, and can still be stopped', async () => {
    house.chair.inject('unplug');
    await shown('binary_sensor.link', 'off');
    await shown('sensor.state', 'disconnected');
    await shown('switch.massage', 'unavailable');
    await press('stop');
    house.chair.clear('unplug');
    await shown('binary_sensor.link', 'on');
    await shown('sensor.state', 'idle');
    await house.untilWell();
  });
});
