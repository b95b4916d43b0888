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

const parts = { components: { x: component('sensor') } };
const withDevice = (device: unknown): Json => ({ ...root, ...parts, device });
const withOrigin = (origin: unknown): Json => ({ ...root, ...parts, origin });
const withComponents = (components: unknown): Json => ({ ...root, components });

/** Broken configs of a device, and the place that is named. */
const brokenDevices: readonly (readonly [place: string, config: unknown])[] = [
  ['payload', []],
  ['payload', null],
  ['migrate_discovery', { migrate_discovery: false }],
  ['migrate_discovery', { migrate_discovery: true, ...root }],
  ['device', { origin: root.origin, ...parts }],
  ['origin', { device: root.device, ...parts }],
  ['components', root],
  ['components', withComponents([])],
  ['device', withDevice('lamp')],
  ['json_attributes_topic', { ...root, ...parts, json_attributes_topic: 'a' }],
  ['cmps', { ...root, ...parts, cmps: {} }],
  ['~', { ...root, ...parts, '~': 'lamp' }],
  ['state_topic', { ...root, ...parts, state_topic: 'lamp/#' }],
  ['', { ...root, ...parts, availability: [], availability_topic: 'a' }],
  ['availability', { ...root, ...parts, availability: [{ topic: 'a' }, { topic: 'a' }] }],
  ['availability.0.topic', { ...root, ...parts, availability: [{}] }],
  ['availability.0.val_tpl', { ...root, ...parts, availability: [{ topic: 'a', val_tpl: '' }] }],
  ['availability', { ...root, ...parts, availability: { topic: 'a' } }],
  ['availability_mode', { ...root, ...parts, availability_mode: 'none' }],
  ['device.identifiers', withDevice({ name: 'Lamp' })],
  ['device.identifiers', withDevice({ identifiers: [] })],
  ['device.identifiers', withDevice({ identifiers: ['a', 'a'] })],
  ['device.connections.0', withDevice({ connections: [['mac']] })],
  ['device.colour', withDevice({ identifiers: 'a', colour: 'red' })],
  ['device.mf', withDevice({ identifiers: 'a', mf: 'x' })],
  ['device.configuration_url', withDevice({ identifiers: 'a', configuration_url: 'ftp://a' })],
  ['origin.name', withOrigin({})],
  ['origin.support_url', withOrigin({ name: 'a', support_url: 'here' })],
  ['origin.url', withOrigin({ name: 'a', url: 'https://a.example' })],
  ['components.x.platform', withComponents({ x: { unique_id: 'a' } })],
  ['components.x.platform', withComponents({ x: { p: 'sensor', unique_id: 'a' } })],
  ['components.x', withComponents({ x: 'sensor' })],
  ['components.a b', withComponents({ 'a b': component('sensor') })],
  ['components.x.unique_id', withComponents({ x: { platform: 'sensor', state_topic: 'a' } })],
  ['components.x.device', withComponents({ x: component('sensor', { device: root.device }) })],
  ['components', withComponents({ x: component('sensor'), y: component('sensor') })],
  ['components.x.platform', withComponents({ x: { platform: 'teapot' } })],
  ['components.x.platform', withComponents({ x: { platform: 'constructor', unique_id: 'a' } })],
];

const none = undefined;
const unlisted = { device_class: ['teapot'] };
/** What a key of a component may not be: missing, of that component at all, or of this value. */
const brokenKeys: Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>> = {
  select: { command_topic: [none], options: [none, 'a', [1], ['a', 'a']] },
  number: { command_topic: [none], min: ['1'], step: [0], mode: ['dial'], ...unlisted },
  switch: { command_topic: [none], ...unlisted },
  button: { command_topic: [none, 'lamp/#'], state_topic: ['a'], ...unlisted },
  binary_sensor: { state_topic: [none], ...unlisted },
  event: { state_topic: [none], event_types: [none], device_class: ['teapot', null] },
  update: { state_topic: [none], command_template: ['{{ value }}'], ...unlisted },
  sensor: {
    state_topic: [none, '', 7, 'lamp/+/state', 'lamp\u0000', 'lamp\ud800', 'ä'.repeat(32_768)],
    ...{ command_topic: ['a'], object_id: ['a'], constructor: ['a'], stat_t: ['a'] },
    ...{ unique_id: [' '], name: [5], icon: [null, 'lamp'], qos: [3], expire_after: [-1, 1.5], force_update: ['yes'] },
    ...{ entity_picture: ['lamp.png'], entity_category: ['system'], default_entity_id: ['sensor.Lamp', 'lamp'] },
    ...{ value_template: ['{{ value'], ...unlisted },
  },
};
const eachBrokenKey = Object.entries(brokenKeys).flatMap(([platform, keys]) =>
  Object.entries(keys).flatMap(([key, values]) => values.map((value) => [key, platform, { [key]: value }] as const)),
);

/** Keys that are right by themselves and do not go together, or not without another. */
const brokenTies: readonly (readonly [place: string, platform: string, more: Json])[] = [
  ['json_attributes_topic', 'sensor', { json_attributes_template: '{{ value }}' }],
  ['availability_topic', 'sensor', { availability_template: '{{ value }}' }],
  ['latest_version_topic', 'update', { latest_version_template: '{{ value }}' }],
  ['state_topic', 'select', { value_template: '{{ value }}' }],
  ['entity_category', 'sensor', { entity_category: 'config' }],
  ['entity_category', 'binary_sensor', { entity_category: 'config' }],
  ['default_entity_id', 'sensor', { default_entity_id: 'switch.lamp' }],
  ['device_class', 'sensor', { options: ['a'] }],
  ['options', 'sensor', { options: [], device_class: 'enum' }],
  ['options', 'sensor', { options: ['None'], device_class: 'enum' }],
  ['options', 'select', { options: ['a', 'none'] }],
  ['event_types', 'event', { event_types: [] }],
  ['max', 'number', { min: 200 }],
  ['max', 'number', { min: 5, max: 4 }],
  ['payload_off', 'switch', { payload_on: 'OFF' }],
  ['payload_off', 'switch', { state_on: 'x', state_off: 'x' }],
  ['payload_off', 'binary_sensor', { payload_off: 'ON' }],
  ['payload_install', 'update', { command_topic: 'a' }],
  ['state_class', 'sensor', { last_reset_value_template: '{{ value }}' }],
  ['unit_of_measurement', 'sensor', { state_class: 'measurement_angle' }],
  ['unit_of_measurement', 'sensor', { device_class: 'temperature', unit_of_measurement: '%' }],
  ['unit_of_measurement', 'sensor', { device_class: 'temperature' }],
  ['unit_of_measurement', 'sensor', { device_class: 'timestamp', unit_of_measurement: 's' }],
  ['state_class', 'sensor', { device_class: 'timestamp', state_class: 'measurement' }],
  ['state_class', 'sensor', { device_class: 'enum', state_class: 'measurement' }],
  ['state_class', 'sensor', { device_class: 'temperature', unit_of_measurement: '°C', state_class: 'total' }],
  ['unit_of_measurement', 'sensor', { device_class: 'duration', unit_of_measurement: 'w' }],
  ['state_class', 'sensor', { device_class: 'enum', options: ['a'], state_class: 'total' }],
];

const placesOf = (problems: readonly string[]): readonly string[] =>
  problems.map((problem) => problem.slice(0, problem.indexOf(': ')));

describe('a discovery message is refused, and the place named', () => {
  it.each(brokenDevices)('at "%s" of a device: %j', (place, config) => {
    expect(placesOf(told(config))).toContain(place);
  });

  it.each([...eachBrokenKey, ...brokenTies])('at %s of a %s: %o', (place, platform, more) => {
    const places = placesOf(toldOf(platform, more));
    expect(places).toContainEqual(expect.stringMatching(new RegExp(`^components\\.x\\.${place}(\\.\\d+)?$`)));
  });

  it('where one way to tell availability is at the root and the other at a component', () => {
    const parted = { x: component('sensor', { availability_topic: 'a' }) };
    expect(placesOf(told({ ...root, availability: [{ topic: 'a' }], components: parted }))).toEqual(['components.x.']);
  });

  it.each<[string, Json]>([
    ['device', { device: undefined }],
    ['unique_id', { unique_id: undefined }],
    ['platform', { platform: 'sensor' }],
    ['origin.name', { origin: {} }],
    ['device.identifiers', { device: {} }],
  ])('at %s of a component on a topic of its own', (place, more) => {
    const config = { ...component('sensor'), platform: undefined, ...root, ...more };
    const problems = discoveryProblems('homeassistant/sensor/lamp/x/config', JSON.stringify(config));
    expect(placesOf(problems)).toContain(place);
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
