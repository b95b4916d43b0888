import { describe, expect, it } from 'vitest';
import { discoveryProblems } from './discovery-problems.js';
import { announced, book, connect, type DiscoveryOptions, discoveryWorld } from './discovery-world.js';

const topic = 'homeassistant/device/lamp/config';
const base = {
  device: { identifiers: ['lamp'] },
  origin: { name: 'lamp2mqtt' },
  components: {
    glow: { platform: 'sensor', unique_id: 'lamp_glow', state_topic: 'lamp/glow', value_template: '{{ value }}' },
  },
};
type Json = Readonly<Record<string, unknown>>;
const withSensor = (more: Json): Json => ({ ...base, components: { glow: { ...base.components.glow, ...more } } });
const withSwitch = (more: Json): Json => ({
  ...base,
  components: { on: { platform: 'switch', unique_id: 'lamp_on', command_topic: 'lamp/set', ...more } },
});

describe('the table of what Home Assistant takes', () => {
  it('finds nothing wrong with a right config, a removal, or a migration', () => {
    expect(discoveryProblems(topic, JSON.stringify(base))).toEqual([]);
    expect(discoveryProblems(topic, '')).toEqual([]);
    expect(discoveryProblems(topic, '{"migrate_discovery":true}')).toEqual([]);
    expect(discoveryProblems(topic, JSON.stringify({ ...base, components: { glow: { platform: 'sensor' } } }))).toEqual(
      [],
    );
  });

  it.each<[string, Json]>([
    ['neither identifiers nor connections', { ...base, device: { name: 'x' } }],
    ['origin is missing', { ...base, origin: undefined }],
    ['origin.name is missing', { ...base, origin: {} }],
    ['device.colour is not a key', { ...base, device: { identifiers: ['a'], colour: 'red' } }],
    ['glow.unique_id is missing', withSensor({ unique_id: undefined })],
    ['glow.state_topic is missing', withSensor({ state_topic: undefined })],
    ['glow.state_topic is "lamp/+"', withSensor({ state_topic: 'lamp/+' })],
    ['glow.value_template is "{{ value"', withSensor({ value_template: '{{ value' })],
    ['glow.command_topic is not a key', withSensor({ command_topic: 'lamp/set' })],
    ['glow.qos is 3', withSensor({ qos: 3 })],
    ['glow.icon is "lamp"', withSensor({ icon: 'lamp' })],
    ['glow.expire_after is -1', withSensor({ expire_after: -1 })],
    ['is never config', withSensor({ entity_category: 'config' })],
    ['unit % is none of temperature', withSensor({ device_class: 'temperature', unit_of_measurement: '%' })],
    [
      'state_class total is none of temperature',
      withSensor({ device_class: 'temperature', unit_of_measurement: '°C', state_class: 'total' }),
    ],
    ['options need device_class enum', withSensor({ options: ['a'] })],
    ['enum has no unit', withSensor({ device_class: 'enum', options: ['a'], unit_of_measurement: 's' })],
    ['default_entity_id is of another platform', withSensor({ default_entity_id: 'switch.glow' })],
    ['default_entity_id is no entity id', withSensor({ default_entity_id: 'sensor.Glow!' })],
    ['availability.topic is missing', withSensor({ availability: [{}] })],
    [
      'both availability and availability_topic',
      withSensor({ availability: [{ topic: 'a' }], availability_topic: 'a' }),
    ],
    ['on.device_class is "lamp"', withSwitch({ device_class: 'lamp' })],
    ['on.retain is "no"', withSwitch({ retain: 'no' })],
    ['there is no platform lamp', withSwitch({ platform: 'lamp' })],
    ['has no platform', { ...base, components: { glow: { unique_id: 'x' } } }],
    ['is used twice', { ...base, components: { a: base.components.glow, b: base.components.glow } }],
    [
      'max must be over min',
      { ...base, components: { n: { platform: 'number', unique_id: 'n', command_topic: 'a', min: 5, max: 5 } } },
    ],
    [
      'n.options is []',
      { ...base, components: { n: { platform: 'select', unique_id: 'n', command_topic: 'a', options: [] } } },
    ],
  ])('finds that %s', (words, config) => {
    expect(discoveryProblems(topic, JSON.stringify(config)).join('\n')).toContain(words);
  });

  it.each([
    ['homeassistant/device/two words/config', '{}', 'no discovery topic'],
    [topic, '{', 'not JSON'],
    [topic, '[]', 'no map'],
    ['homeassistant/sensor/lamp/glow/config', '{"unique_id":"a","state_topic":"a"}', 'sensor.device is missing'],
  ])('finds what is wrong with %s %s', (where, payload, words) => {
    expect(discoveryProblems(where, payload).join('\n')).toContain(words);
  });
});

describe('what is announced', () => {
  const small = { ...book, serial: 'A.1 / ß', zones: ['back' as const], warmZones: [], hasSeatSensor: false };
  it.each([
    ['as devices', {}],
    ['as components', { mode: 'components' }],
    ['of people', { people: ['guest', 'owner'] }],
    [
      'of a small chair with an odd serial number and name',
      { books: { 'den-2_b': small }, sessionMinutesMax: () => 2 },
    ],
    ['on another prefix', { prefix: 'hub/ha' }],
  ] satisfies readonly (readonly [string, DiscoveryOptions])[])(
    'is what Home Assistant takes: %s',
    (_name, options) => {
      const { prefix }: DiscoveryOptions = options;
      const world = discoveryWorld(options);
      connect(world);
      const messages = world.commands.published.filter(({ topic: each }) => each.endsWith('/config'));
      expect(messages.length).toBeGreaterThan(1);
      expect(messages.flatMap((each) => discoveryProblems(each.topic, each.payload, prefix))).toEqual([]);
    },
  );

  it('is still taken when entities come and go', () => {
    const world = discoveryWorld({ people: ['guest'] });
    connect(world);
    world.fleet.chair('hall').book = small;
    world.face.onCard('hall');
    expect(announced(world.commands).flatMap(([where, payload]) => discoveryProblems(where, payload))).toEqual([]);
  });
});
