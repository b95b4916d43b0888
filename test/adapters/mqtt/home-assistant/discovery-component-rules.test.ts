import { describe, expect, it } from 'vitest';
import { discoveryProblems } from './discovery-validator.js';

type Json = Readonly<Record<string, unknown>>;

const topic = 'homeassistant/device/lamp/config';
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

/** What is said of a device with one component, without the place of the component. */
function told(platform: string, more: Json): readonly string[] {
  const x = { platform, unique_id: 'lamp_x', ...least[platform], ...more };
  const config = { device: { identifiers: ['lamp'] }, origin: { name: 'lamp2mqtt' }, components: { x } };
  return discoveryProblems(topic, JSON.stringify(config)).map((problem) => problem.replace('components.x.', ''));
}

describe('a key of a component', () => {
  it.each<[string, string]>([
    ['select', 'command_topic'],
    ['select', 'options'],
    ['number', 'command_topic'],
    ['switch', 'command_topic'],
    ['button', 'command_topic'],
    ['sensor', 'state_topic'],
    ['binary_sensor', 'state_topic'],
    ['event', 'state_topic'],
    ['event', 'event_types'],
    ['update', 'state_topic'],
  ])('must be there: of a %s, %s', (platform, key) => {
    expect(told(platform, { [key]: undefined })).toEqual([`${key}: missing`]);
  });

  it.each<[string, Json, string]>([
    ['sensor', { command_topic: 'a' }, 'command_topic: unknown key'],
    ['button', { state_topic: 'a' }, 'state_topic: unknown key'],
    ['update', { command_template: '{{ value }}' }, 'command_template: unknown key'],
    ['sensor', { object_id: 'a' }, 'object_id: unknown key'],
    ['sensor', { constructor: 'a' }, 'constructor: unknown key'],
    ['sensor', { stat_t: 'a' }, 'stat_t: abbreviated, write state_topic'],
  ])('must be one that a %s has: %o', (platform, more, problem) => {
    expect(told(platform, more)).toEqual([problem]);
  });

  it.each<[string, Json, string]>([
    ['sensor', { unique_id: ' ' }, 'unique_id: must be a string that is not empty'],
    ['sensor', { name: 5 }, 'name: must be a string'],
    ['sensor', { icon: null }, 'icon: must not be null'],
    ['sensor', { icon: 'lamp' }, 'icon: must be an icon like mdi:name'],
    ['sensor', { qos: 3 }, 'qos: must be 0, 1 or 2'],
    ['sensor', { expire_after: -1 }, 'expire_after: must be a whole number of 0 or more'],
    ['sensor', { expire_after: 1.5 }, 'expire_after: must be a whole number of 0 or more'],
    ['sensor', { force_update: 'yes' }, 'force_update: must be true or false'],
    ['sensor', { entity_picture: 'lamp.png' }, 'entity_picture: must be a URL'],
    ['sensor', { entity_category: 'system' }, 'entity_category: must be one of config, diagnostic, not "system"'],
    ['sensor', { default_entity_id: 'sensor.Lamp' }, 'default_entity_id: must be an entity id like sensor.lamp'],
    ['sensor', { default_entity_id: 'lamp' }, 'default_entity_id: must be an entity id like sensor.lamp'],
    ['sensor', { state_topic: '' }, 'state_topic: is an empty topic'],
    ['sensor', { state_topic: 7 }, 'state_topic: must be a string'],
    ['sensor', { state_topic: 'lamp/+/state' }, 'state_topic: has a wildcard: lamp/+/state'],
    ['sensor', { state_topic: 'lamp\u0000' }, 'state_topic: has characters that no topic may have'],
    ['sensor', { state_topic: 'lamp\ud800' }, 'state_topic: has characters that no topic may have'],
    ['sensor', { state_topic: 'ä'.repeat(32_768) }, 'state_topic: is longer than a topic may be'],
    ['button', { command_topic: 'lamp/#' }, 'command_topic: has a wildcard: lamp/#'],
    ['select', { options: 'a' }, 'options: must be a list of strings'],
    ['select', { options: [1] }, 'options: must be a list of strings'],
    ['select', { options: ['a', 'a'] }, 'options: names "a" twice'],
    ['number', { min: '1' }, 'min: must be a number'],
    ['number', { step: 0 }, 'step: must be 0.001 or more'],
    ['number', { mode: 'dial' }, 'mode: must be one of auto, box, slider, not "dial"'],
    ['event', { device_class: null }, 'device_class: must not be null'],
  ])('must be of its type: of a %s, %o', (platform, more, problem) => {
    expect(told(platform, more)).toContain(problem);
  });

  it.each(['number', 'switch', 'button', 'sensor', 'binary_sensor', 'event', 'update'])(
    'names a device class that a %s has',
    (platform) => {
      expect(told(platform, { device_class: 'teapot' }).join()).toMatch(
        /device_class: must be one of \w+.*, not "teapot"/,
      );
    },
  );

  it.each<[string, string, string]>([
    ['sensor', 'json_attributes_template', 'json_attributes_topic'],
    ['sensor', 'availability_template', 'availability_topic'],
    ['update', 'latest_version_template', 'latest_version_topic'],
    ['select', 'value_template', 'state_topic'],
  ])('does nothing in a %s as %s without %s', (platform, key, needed) => {
    expect(told(platform, { [key]: '{{ value }}' })).toEqual([`${key}: does nothing without ${needed}`]);
  });
});

describe('keys of a component that go together', () => {
  it.each<[string, Json, string]>([
    ['sensor', { entity_category: 'config' }, 'entity_category: a sensor cannot be config'],
    ['binary_sensor', { entity_category: 'config' }, 'entity_category: a binary_sensor cannot be config'],
    ['sensor', { default_entity_id: 'switch.lamp' }, 'default_entity_id: must begin with sensor.'],
    ['sensor', { options: ['a'] }, 'options: only with device_class enum'],
    ['sensor', { options: [], device_class: 'enum' }, 'options: must not be empty'],
    ['sensor', { options: ['None'], device_class: 'enum' }, 'options: "None" means unknown'],
    ['select', { options: ['a', 'none'] }, 'options: "none" means unknown'],
    ['event', { event_types: [] }, 'event_types: must not be empty'],
    ['number', { min: 200 }, 'max: 100 is less than min 200'],
    ['number', { min: 5, max: 4 }, 'max: 4 is less than min 5'],
    ['switch', { payload_on: 'OFF' }, 'payload_off: on and off are both "OFF"'],
    ['switch', { state_on: 'x', state_off: 'x' }, 'payload_off: on and off are both "x"'],
    ['binary_sensor', { payload_off: 'ON' }, 'payload_off: on and off are both "ON"'],
    ['update', { command_topic: 'a' }, 'payload_install: missing, and command_topic offers to install'],
    ['sensor', { last_reset_value_template: '{{ value }}' }, 'last_reset_value_template: only with state_class total'],
    ['sensor', { state_class: 'measurement_angle' }, 'state_class: measurement_angle needs the unit °'],
  ])('are refused in a %s: %o', (platform, more, problem) => {
    expect(told(platform, more)).toEqual([problem]);
  });

  it.each<[Json, string]>([
    [
      { device_class: 'temperature', unit_of_measurement: '%' },
      'unit_of_measurement: "%" does not go with device_class temperature, which wants K, °C, °F',
    ],
    [
      { device_class: 'temperature' },
      'unit_of_measurement: null does not go with device_class temperature, which wants K, °C, °F',
    ],
    [
      { device_class: 'timestamp', unit_of_measurement: 's' },
      'unit_of_measurement: "s" does not go with device_class timestamp, which wants none',
    ],
    [
      { device_class: 'timestamp', state_class: 'measurement' },
      'state_class: "measurement" does not go with device_class timestamp',
    ],
    [
      { device_class: 'enum', state_class: 'measurement' },
      'state_class: "measurement" does not go with device_class enum',
    ],
    [
      { device_class: 'temperature', unit_of_measurement: '°C', state_class: 'total_increasing' },
      'state_class: "total_increasing" does not go with device_class temperature',
    ],
    [
      { device_class: 'duration', unit_of_measurement: 'w' },
      'unit_of_measurement: "w" does not go with device_class duration, which wants d, h, min, ms, s, μs',
    ],
    [
      { device_class: 'enum', options: ['a'], state_class: 'total' },
      'options: not together with state_class or unit_of_measurement',
    ],
  ])('are refused in a sensor: %o', (more, problem) => {
    expect(told('sensor', more)).toContain(problem);
  });
});

describe('a template', () => {
  const problemOf = (value_template: string): readonly string[] => told('sensor', { value_template });

  it.each([
    '{{ value_json.a }}',
    "{{ {'a': {'b': value}} | tojson }}",
    '{"a": {"b": {{ value }}}}',
    "{{ '}}' if value == '{{' else \"it\\\"s\" }}",
    '{% if value %}a{% elif 1 %}b{% else %}c{% endif %}',
    '{%- for each in value_json -%}{{ each }}{%- endfor -%}',
    '{# a note: { #}{{ value[0] }}',
    '{% set a = 1 %}{{ a }}',
    'plain',
  ])('is sound: %s', (template) => {
    expect(problemOf(template)).toEqual([]);
  });

  it.each([
    ['{{ value', '{{ is not closed by }}'],
    ['{{ value }', '{{ is not closed by }}'],
    ['{{ (value }}', '{{ is not closed by }}'],
    ["{{ 'value }}", '{{ is not closed by }}'],
    ['{% if value }}', '{% is not closed by %}'],
    ['{# note', '{# is not closed by #}'],
    ['{{ }}', '{{ }} is empty'],
    ['value }}', 'a brace is closed that was never opened'],
    ['{ {{ value }}', 'a brace is never closed'],
    ['{% if value %}a', '{% if %} is never ended'],
    ['{% endif %}', '{% endif %} ends nothing'],
    ['{% if value %}{% endfor %}', '{% endfor %} ends nothing'],
  ])('is refused: %s', (template, problem) => {
    expect(problemOf(template)).toEqual([`value_template: ${problem}`]);
  });
});
