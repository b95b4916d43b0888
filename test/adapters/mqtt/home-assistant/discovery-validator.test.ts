import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { discoveryProblems } from './discovery-validator.js';
import components from './snapshots/components.json' with { type: 'json' };
import device from './snapshots/device.json' with { type: 'json' };
import smallChair from './snapshots/small-chair.json' with { type: 'json' };

type Json = Readonly<Record<string, unknown>>;

const topic = 'homeassistant/device/lamp/config';
const root = { device: { identifiers: ['lamp'] }, origin: { name: 'lamp2mqtt' } };

/** One right component of every kind, with only what it needs. */
const least: Readonly<Record<string, Json>> = {
  select: { command_topic: 'lamp/set', options: ['a', 'b'] },
  number: { command_topic: 'lamp/set' },
  switch: { command_topic: 'lamp/set' },
  button: { command_topic: 'lamp/set' },
  sensor: { state_topic: 'lamp/state' },
  binary_sensor: { state_topic: 'lamp/state' },
  event: { state_topic: 'lamp/state', event_types: ['press'] },
  update: { state_topic: 'lamp/state' },
};
const platforms = Object.keys(least);
const component = (platform: string, more: Json = {}): Json => ({
  platform,
  unique_id: `lamp_${platform}`,
  ...least[platform],
  ...more,
});

const told = (config: unknown): readonly string[] => discoveryProblems(topic, JSON.stringify(config));
const toldOf = (platform: string, more: Json): readonly string[] =>
  told({ ...root, components: { x: component(platform, more) } });
const lone = (platform: string): readonly string[] => {
  const config = { ...component(platform), platform: undefined, ...root };
  return discoveryProblems(`homeassistant/${platform}/lamp/x/config`, JSON.stringify(config));
};

describe('a discovery message that Home Assistant takes', () => {
  it.each(platforms)('may have a %s with only what it needs, in a device and alone', (platform) => {
    expect(toldOf(platform, {})).toEqual([]);
    expect(lone(platform)).toEqual([]);
  });

  it.each<[string, Json]>([
    [
      'select',
      { options: [], value_template: '{{ value_json.a }}', state_topic: 'a', command_template: '{{ value }}' },
    ],
    ['number', { min: 5, max: 5, step: 0.5, mode: 'slider', device_class: 'duration', unit_of_measurement: 'min' }],
    ['switch', { payload_on: '1', payload_off: '0', state_on: 'on', state_off: 'off', device_class: null, name: null }],
    ['button', { device_class: 'restart', entity_category: 'config', icon: 'mdi:lamp', payload_press: '' }],
    ['sensor', { device_class: 'enum', options: ['a'], entity_category: 'diagnostic' }],
    ['sensor', { device_class: 'duration', unit_of_measurement: 'µs', state_class: 'total_increasing' }],
    ['sensor', { state_class: 'total', last_reset_value_template: '{{ value_json.reset }}', expire_after: 0 }],
    ['binary_sensor', { device_class: 'occupancy', off_delay: 3, force_update: true, qos: 2, encoding: '' }],
    ['event', { device_class: 'button', entity_category: 'diagnostic', default_entity_id: 'event.lamp_1' }],
    [
      'update',
      { entity_category: 'config', command_topic: 'a', payload_install: 'go', release_url: 'https://a.example' },
    ],
  ])('may have a %s with %o', (platform, more) => {
    expect(toldOf(platform, more)).toEqual([]);
  });

  it('may remove: the whole by an empty payload, one component by its platform alone', () => {
    expect(discoveryProblems(topic, '')).toEqual([]);
    expect(discoveryProblems('homeassistant/sensor/lamp/x/config', '')).toEqual([]);
    expect(told({ ...root, components: { x: { platform: 'sensor' } } })).toEqual([]);
  });

  it('may hand over between the forms, on either kind of topic', () => {
    for (const each of [topic, 'homeassistant/sensor/lamp/x/config']) {
      expect(discoveryProblems(each, '{"migrate_discovery": true}')).toEqual([]);
    }
  });

  it('may give its components topics and availability from the root', () => {
    const shared = { availability: [{ topic: 'a' }], state_topic: 'lamp/state', command_topic: 'lamp/set', qos: 1 };
    const parts = { a: { platform: 'sensor', unique_id: 'a', value_template: '{{ value }}' }, b: component('button') };
    expect(told({ ...root, ...shared, components: parts })).toEqual([]);
  });

  it('may have its availability switched off for one component', () => {
    expect(
      told({ ...root, availability: [{ topic: 'a' }], components: { x: component('sensor', { availability: [] }) } }),
    ).toEqual([]);
  });

  it.each(['homeassistant', 'hub/ha', 'device', 'sensor/config'])('may be on the prefix %s', (prefix) => {
    const payload = JSON.stringify({ ...root, components: { x: component('sensor') } });
    expect(discoveryProblems(`${prefix}/device/lamp/config`, payload)).toEqual([]);
    expect(discoveryProblems(`${prefix}/device/house/lamp/config`, payload)).toEqual([]);
  });

  it.each([
    ['components', components],
    ['device', device],
    ['small-chair', smallChair],
  ])('is every message of the snapshot %s', (_name, messages) => {
    const problems = Object.entries(messages).flatMap(([each, config]) =>
      discoveryProblems(each, JSON.stringify(config)),
    );
    expect(problems).toEqual([]);
  });
});

describe('a discovery topic', () => {
  it.each([
    ['homeassistant/device/lamp', 'topic: must end in /config'],
    ['', 'topic: must end in /config'],
    ['config', 'topic: "config" is no component of the tables'],
    ['homeassistant/teapot/lamp/config', 'topic: "teapot" is no component of the tables'],
    ['device/lamp/config', 'topic: has no prefix that can be published to'],
    ['/device/lamp/config', 'topic: has no prefix that can be published to'],
    ['home/+/device/lamp/config', 'topic: has no prefix that can be published to'],
    ['homeassistant/device/my lamp/config', 'topic: the id "my lamp" may only have letters, digits, _ and -'],
    ['homeassistant/sensor/lämp/x/config', 'topic: the id "lämp" may only have letters, digits, _ and -'],
    ['homeassistant/device//config', 'topic: the id "" may only have letters, digits, _ and -'],
  ])('%s is refused', (where, problem) => {
    expect(discoveryProblems(where, '')).toEqual([problem]);
  });
});

describe('the root of a device config', () => {
  const parts = { components: { x: component('sensor') } };

  it.each<[string, unknown]>([
    ['payload: must be a JSON map', []],
    ['payload: must be a JSON map', null],
    ['migrate_discovery: must be true, and alone', { migrate_discovery: false }],
    ['migrate_discovery: must be true, and alone', { migrate_discovery: true, ...root }],
    ['device: missing', { origin: root.origin, ...parts }],
    ['origin: missing', { device: root.device, ...parts }],
    ['components: missing', root],
    ['components: must be a map', { ...root, components: [] }],
    ['device: must be a map', { ...root, ...parts, device: 'lamp' }],
    ['json_attributes_topic: unknown key', { ...root, ...parts, json_attributes_topic: 'a' }],
    ['cmps: abbreviated, write components', { ...root, ...parts, cmps: {} }],
    ['~: abbreviated, write the base of a topic', { ...root, ...parts, '~': 'lamp' }],
    ['state_topic: has a wildcard: lamp/#', { ...root, ...parts, state_topic: 'lamp/#' }],
    [
      'availability and availability_topic: not together',
      { ...root, ...parts, availability: [], availability_topic: 'a' },
    ],
    [
      'availability: "a" is listed twice, only the last counts',
      { ...root, ...parts, availability: [{ topic: 'a' }, { topic: 'a' }] },
    ],
    ['availability[0].topic: missing', { ...root, ...parts, availability: [{}] }],
    [
      'availability[0].val_tpl: abbreviated, write value_template',
      { ...root, ...parts, availability: [{ topic: 'a', val_tpl: '' }] },
    ],
    ['availability: must be a list of maps', { ...root, ...parts, availability: { topic: 'a' } }],
    [
      'availability_mode: must be one of all, any, latest, not "none"',
      { ...root, ...parts, availability_mode: 'none' },
    ],
    ['device.identifiers: missing, and so are connections', { ...root, ...parts, device: { name: 'Lamp' } }],
    ['device.identifiers: missing, and so are connections', { ...root, ...parts, device: { identifiers: [] } }],
    ['device.identifiers: names "a" twice', { ...root, ...parts, device: { identifiers: ['a', 'a'] } }],
    [
      'device.connections: must be a list of pairs of strings',
      { ...root, ...parts, device: { connections: [['mac']] } },
    ],
    ['device.colour: unknown key', { ...root, ...parts, device: { identifiers: 'a', colour: 'red' } }],
    ['device.mf: abbreviated, write manufacturer', { ...root, ...parts, device: { identifiers: 'a', mf: 'x' } }],
    [
      'device.configuration_url: must be a URL of http: or https: or homeassistant:',
      { ...root, ...parts, device: { identifiers: 'a', configuration_url: 'ftp://a' } },
    ],
    ['origin.name: missing', { ...root, ...parts, origin: {} }],
    ['origin.support_url: must be a URL', { ...root, ...parts, origin: { name: 'a', support_url: 'here' } }],
    [
      'origin.url: abbreviated, write support_url',
      { ...root, ...parts, origin: { name: 'a', url: 'https://a.example' } },
    ],
  ])('is refused with "%s"', (problem, config) => {
    expect(told(config)).toEqual(expect.arrayContaining([problem]));
  });

  it.each<[string, Json]>([
    ['components.x.platform: missing', { x: { unique_id: 'a' } }],
    ['components.x.p: abbreviated, write platform', { x: { p: 'sensor', unique_id: 'a' } }],
    ['components.x: must be a map', { x: 'sensor' }],
    ['components.a b: its key may only have letters, digits, _ and -', { 'a b': component('sensor') }],
    ['components.x.unique_id: missing', { x: { platform: 'sensor', state_topic: 'a' } }],
    ['components.x.device: unknown key', { x: component('sensor', { device: root.device }) }],
    ['components: unique_id "lamp_sensor" is used twice', { x: component('sensor'), y: component('sensor') }],
  ])('has components that are refused with "%s"', (problem, members) => {
    expect(told({ ...root, components: members })).toEqual([problem]);
  });

  it('names a platform that is none, also where it would remove', () => {
    expect(told({ ...root, components: { x: { platform: 'teapot' } } }).join()).toContain(
      'x.platform: "teapot" is not one of',
    );
    expect(told({ ...root, components: { x: { platform: 'constructor', unique_id: 'a' } } }).join()).toContain(
      '"constructor"',
    );
  });

  it('cannot have one way to tell availability at the root and the other at a component', () => {
    const parted = { x: component('sensor', { availability_topic: 'a' }) };
    expect(told({ ...root, availability: [{ topic: 'a' }], components: parted })).toEqual([
      'components.x.availability and availability_topic: not together',
    ]);
  });
});

describe('a component on a topic of its own', () => {
  it.each<[string, Json]>([
    ['device: missing', { device: undefined }],
    ['unique_id: missing', { unique_id: undefined }],
    ['platform: unknown key', { platform: 'sensor' }],
    ['origin.name: missing', { origin: {} }],
    ['device.identifiers: missing, and so are connections', { device: {} }],
  ])('is refused with "%s"', (problem, more) => {
    const config = { ...component('sensor'), platform: undefined, ...root, ...more };
    expect(discoveryProblems('homeassistant/sensor/lamp/x/config', JSON.stringify(config))).toEqual([problem]);
  });
});

describe('the validator', () => {
  it('answers whatever it is given', () => {
    fc.assert(
      fc.property(fc.string(), fc.oneof(fc.string(), fc.json()), (where, payload) => {
        expect(Array.isArray(discoveryProblems(where, payload))).toBe(true);
        expect(Array.isArray(discoveryProblems(topic, payload))).toBe(true);
      }),
    );
  });

  it('answers whatever is put in the place of a value, and never finds a null right by accident', () => {
    const keys = fc.constantFrom('device', 'origin', 'components', 'availability', 'qos', '__proto__', 'constructor');
    fc.assert(
      fc.property(keys, fc.jsonValue(), (key, value) => {
        const config = JSON.parse(`{"device":{"identifiers":"a"},"origin":{"name":"a"},"components":{}}`);
        Object.defineProperty(config, key, { value, enumerable: true, configurable: true, writable: true });
        const problems = told(config);
        if (value === null) expect(problems).not.toEqual([]);
      }),
    );
  });

  it('says that a payload is no JSON', () => {
    expect(discoveryProblems(topic, '{')).toEqual(['payload: must be a JSON map']);
  });
});
