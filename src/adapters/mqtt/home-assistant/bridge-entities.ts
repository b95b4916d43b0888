import type { Topics } from '../topics.js';
import { buttonEntity, type Entities, onOff, readingEntity, stampedCommand, stateValue } from './entity.js';

/** Ids of entities have no dash, and a person keeps the same ones for ever. */
const keyOf = (person: string): string => `person_${person.replaceAll('-', '__')}`;

/** What hubs show of the week of a person who lets them. */
function personEntities(topics: Topics, person: string): Entities {
  const topic = topics.bridge('people');
  // Before the first word, and where the topic was cleared, there is no JSON.
  const week = `{% set week = (value_json | default({})).get('${person}') %}`;
  const attributes = {
    json_attributes_topic: topic,
    json_attributes_template: `${week}{{ (week or {}) | tojson }}`,
  };
  const reading = (...told: [platform: 'sensor' | 'binary_sensor', name: string, template: string, rest: object]) =>
    readingEntity(told[0], `${person}: ${told[1]}`, topic, told[2], { ...told[3] }, 'bridge');
  return {
    [`${keyOf(person)}_minutes`]: reading(
      'sensor',
      'minutes this week',
      `${week}{{ week.minutes if week else none }}`,
      { unit_of_measurement: 'min', icon: 'mdi:timer-outline', ...attributes },
    ),
    [`${keyOf(person)}_goal_met`]: reading(
      'binary_sensor',
      'weekly goal met',
      `${week}${onOff("week and week.state == 'met'")}`,
      { icon: 'mdi:calendar-check' },
    ),
    [`${keyOf(person)}_next_session`]: reading(
      'sensor',
      'next session',
      `${week}{{ week.next.at if week and week.next else none }}`,
      {
        device_class: 'timestamp',
        icon: 'mdi:calendar-clock',
      },
    ),
  };
}

/** What hubs show of the daemon itself, and of people who let them. */
export const bridgeEntities = (topics: Topics, people: readonly string[]): Entities => ({
  ...Object.assign({}, ...people.map((person) => personEntities(topics, person))),
  connection: {
    platform: 'binary_sensor',
    name: 'Connection',
    available: 'always',
    settings: {
      state_topic: topics.bridge('state'),
      payload_on: 'online',
      payload_off: 'offline',
      device_class: 'connectivity',
      entity_category: 'diagnostic',
    },
  },
  version: readingEntity(
    'sensor',
    'Version',
    topics.bridge('info'),
    stateValue('version'),
    { entity_category: 'diagnostic', icon: 'mdi:tag-outline' },
    'bridge',
  ),
  started: readingEntity(
    'sensor',
    'Started',
    topics.bridge('info'),
    stateValue('started_at'),
    { device_class: 'timestamp', entity_category: 'diagnostic' },
    'bridge',
  ),
  drain: {
    platform: 'switch',
    name: 'End with the last session',
    available: 'bridge',
    settings: {
      state_topic: topics.bridge('info'),
      value_template: onOff('value_json.until'),
      command_topic: topics.bridge('drain'),
      command_template: stampedCommand,
      entity_category: 'config',
      icon: 'mdi:progress-wrench',
    },
  },
  stop_all: buttonEntity(topics.all('stop'), 'Stop all chairs', 'mdi:stop', 'bridge'),
  emergency_stop_all: buttonEntity(topics.all('estop'), 'Emergency stop of all chairs', 'mdi:alert-octagon', 'bridge'),
});
