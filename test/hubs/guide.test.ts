import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { eventually } from '../support/eventually.js';
import { House } from './house.js';

const pages = new URL('../../docs/hubs/', import.meta.url);
const guide = readFileSync(new URL('home-assistant.md', pages), 'utf8');
const reminder = readFileSync(new URL('home-assistant/blueprint-reminder.yaml', pages), 'utf8');
const blueprint = readFileSync(new URL('home-assistant/blueprint-evening.yaml', pages), 'utf8');
const blocks = [...guide.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, text = '']) => text);
const automations = new Map(
  blocks.flatMap((text) => {
    const [, alias] = /^alias: (.+)$/m.exec(text) ?? [];
    return alias === undefined ? [] : [[alias, text] as const];
  }),
);

const conditionSchema = z.looseObject({ condition: z.string() });
const automationSchema = z.looseObject({ conditions: z.array(conditionSchema) });
const entityIdOf = (alias: string) => `automation.${alias.toLowerCase().replace(/[^a-z0-9]+/g, '_')}`;

/** Home Assistant reads the older YAML, in which a bare `off` is a truth value and a bare time a number. */
const asHubsRead = (value: object): string => stringify(value, { version: '1.1' });

/** The same at every time of the day. */
function always(text: string): string {
  const automation = automationSchema.parse(parse(text));
  const conditions = automation.conditions.filter(({ condition }) => condition !== 'time');
  return asHubsRead({ ...automation, conditions });
}

describe('the guide to Home Assistant', () => {
  let house: House;

  const show = (state: string) => house.hub.untilShown('sensor.living_room_state', state, 25_000);

  /** Makes these its automations, as a person who pastes them into its editor. */
  async function use(entityId: string, text: string): Promise<void> {
    const lines = text.trimEnd().split('\n');
    house.hub.write('automations.yaml', `- ${lines.join('\n  ')}\n`);
    await house.hub.call('automation.reload', null);
    await house.hub.untilShown(entityId, 'on');
  }

  async function useOf(alias: string): Promise<void> {
    const text = automations.get(alias) ?? '';
    await use(entityIdOf(alias), text.includes('condition: time') ? always(text) : text);
  }

  const start = async () => {
    await house.hub.call('switch.turn_on', 'switch.living_room_massage');
    await house.until(({ state }) => state === 'running', 'running');
    await show('running');
  };

  async function getUp(): Promise<void> {
    house.chair.inject('leave');
    await house.hub.untilShown('binary_sensor.living_room_occupied', 'off');
  }

  async function sitDown(): Promise<void> {
    house.chair.clear('leave');
    await house.hub.untilShown('binary_sensor.living_room_occupied', 'on');
  }

  const runs: Readonly<Record<string, () => Promise<void>>> = {
    'Tell why the chair refused': async () => {
      await start();
      await house.hub.call('button.press', 'button.living_room_start');
    },
    'Evening programme': async () => {
      await getUp();
      await sitDown();
      await show('running');
    },
    'Pause on doorbell': async () => {
      await start();
      await house.hub.pretend('binary_sensor.doorbell', 'off');
      await house.hub.pretend('binary_sensor.doorbell', 'on');
      await show('paused');
    },
    'Stop when everyone leaves': async () => {
      await start();
      await house.hub.pretend('zone.home', '1');
      await house.hub.pretend('zone.home', '0');
      await show('idle');
    },
  };

  beforeAll(async () => {
    house = await House.open();
    house.hub.write('blueprints/automation/chair2mqtt/blueprint-evening.yaml', blueprint);
    house.hub.write('blueprints/automation/chair2mqtt/blueprint-reminder.yaml', reminder);
  });
  afterAll(() => house.close());
  beforeEach(() => house.prepare());
  afterEach(() => expect(house.hub.takeComplaints()).toEqual([]));

  it('has no automation that is not run here', () => {
    expect(Object.keys(runs).sort()).toEqual([...automations.keys()].sort());
  });

  it('names only entities that are there', async () => {
    const named = new Set(
      [...guide.matchAll(/\b[a-z_]+\.(?:living_room|chair2mqtt_bridge)_[a-z_]+/g)].map(([id]) => id),
    );
    expect(named.size).toBeGreaterThan(8);
    const there = await house.entities();
    expect([...named].filter((id) => !there.includes(id))).toEqual([]);
  });

  it.each(Object.keys(runs))('has an automation that works: %s', async (alias) => {
    await useOf(alias);
    const triggered = async () => (await house.hub.state(entityIdOf(alias)))?.attributes['last_triggered'] ?? null;
    expect(await triggered()).toBeNull();
    await runs[alias]?.();
    await eventually(async () => (await triggered()) !== null, `${alias} triggered`);
  });

  it('has a blueprint that starts the chair when somebody sits down, with the program that was chosen', async () => {
    const input = {
      occupied: 'binary_sensor.living_room_occupied',
      state: 'sensor.living_room_state',
      chair: 'living-room',
      program: 'quick-break',
      minutes: 3,
      seated: 1,
      after: '00:00:00',
      before: '23:59:59',
    };
    await use(
      'automation.by_blueprint',
      asHubsRead({ alias: 'By blueprint', use_blueprint: { path: 'chair2mqtt/blueprint-evening.yaml', input } }),
    );
    await getUp();
    await sitDown();
    await show('running');
    expect(house.status()).toMatchObject({ program: 'quick-break', intensity: 50, duration_s: 180 });
  });

  it('has a blueprint that reminds, which the hub takes as it is', async () => {
    const input = {
      minutes: 'sensor.chair2mqtt_bridge_person_anna_minutes',
      next_session: 'sensor.chair2mqtt_bridge_person_anna_next_session',
      occupied: 'binary_sensor.living_room_occupied',
      message: [{ action: 'persistent_notification.create', data: { message: '{{ message }}' } }],
    };
    await use(
      'automation.reminder',
      asHubsRead({ alias: 'Reminder', use_blueprint: { path: 'chair2mqtt/blueprint-reminder.yaml', input } }),
    );
  });
});
