import { chairStates, eventTypes } from '../../../core/status.js';
import { type Zone, zones } from '../../../core/zones.js';
import type { Topics } from '../topics.js';
import { type ChairIntroduction, type Entities, type Entity, onOff, readingEntity, stateValue } from './entity.js';

/** Telemetry comes once a second while the chair answers; after this much silence its readings are unknown. */
const telemetryExpiresS = 30;

const zoneNames: Readonly<Record<Zone, string>> = { back: 'Back', seat: 'Seat', legs: 'Legs' };

interface Source {
  readonly state: string;
  readonly telemetry: string;
  readonly topics: Topics;
  readonly chairId: string;
}

const sessionReadings = ({ state, topics, chairId }: Source): Entities => ({
  state: readingEntity(
    'sensor',
    'State',
    state,
    stateValue('state'),
    { device_class: 'enum', options: [...chairStates], icon: 'mdi:seat-recline-normal' },
    'bridge',
  ),
  phase: readingEntity('sensor', 'Phase', state, stateValue('phase'), { icon: 'mdi:format-list-numbered' }),
  remaining: readingEntity('sensor', 'Remaining', state, stateValue('remaining_s'), {
    device_class: 'duration',
    unit_of_measurement: 's',
    suggested_display_precision: 0,
  }),
  progress: readingEntity('sensor', 'Progress', state, stateValue('progress'), {
    unit_of_measurement: '%',
    suggested_display_precision: 0,
    icon: 'mdi:progress-clock',
  }),
  last_session: readingEntity(
    'sensor',
    'Last session',
    state,
    '{{ value_json.last_session.ended_at if value_json.last_session else none }}',
    {
      device_class: 'timestamp',
      json_attributes_topic: state,
      json_attributes_template: '{{ (value_json.last_session or {}) | tojson }}',
    },
  ),
  motor_hours: readingEntity('sensor', 'Motor hours', topics.chair(chairId, 'usage'), stateValue('motor_hours'), {
    device_class: 'duration',
    state_class: 'total_increasing',
    unit_of_measurement: 'h',
    suggested_display_precision: 1,
    entity_category: 'diagnostic',
  }),
});

const zoneReadings = ({ state, telemetry }: Source, { book }: ChairIntroduction): Entities => {
  const entities: Record<string, Entity> = {};
  for (const zone of zones.filter((each) => book.zones.includes(each))) {
    entities[`${zone}_level`] = readingEntity(
      'sensor',
      `${zoneNames[zone]} level`,
      state,
      stateValue(`zones.${zone}.level`),
      {
        state_class: 'measurement',
        unit_of_measurement: '%',
        icon: 'mdi:sine-wave',
        suggested_display_precision: 0,
      },
    );
  }
  for (const zone of zones.filter((each) => book.warmZones.includes(each))) {
    const template = stateValue(`zones.${zone}.temperature_c`);
    entities[`${zone}_temperature`] = readingEntity('sensor', `${zoneNames[zone]} temperature`, telemetry, template, {
      device_class: 'temperature',
      state_class: 'measurement',
      unit_of_measurement: '°C',
      suggested_display_precision: 1,
      expire_after: telemetryExpiresS,
    });
  }
  return entities;
};

const problemConditions = ({ state, topics, chairId }: Source, { book }: ChairIntroduction): Entities => ({
  running: readingEntity('binary_sensor', 'Running', state, onOff("value_json.state == 'running'"), {
    device_class: 'running',
  }),
  ...(book.hasSeatSensor
    ? {
        occupied: readingEntity(
          'binary_sensor',
          'Occupied',
          state,
          "{{ none if value_json.occupied is none else ('ON' if value_json.occupied else 'OFF') }}",
          { device_class: 'occupancy' },
        ),
      }
    : {}),
  problem: readingEntity(
    'binary_sensor',
    'Problem',
    state,
    onOff('value_json.fault'),
    {
      device_class: 'problem',
      json_attributes_topic: state,
      json_attributes_template: '{{ (value_json.fault or {}) | tojson }}',
    },
    'bridge',
  ),
  link: {
    platform: 'binary_sensor',
    name: 'Link',
    available: 'bridge',
    settings: {
      state_topic: topics.chair(chairId, 'availability'),
      payload_on: 'online',
      payload_off: 'offline',
      device_class: 'connectivity',
      entity_category: 'diagnostic',
    },
  },
});

const linkFigures = ({ telemetry }: Source): Entities => {
  const figure = (name: string, key: string, rest: Readonly<Record<string, unknown>>): Entity =>
    readingEntity('sensor', name, telemetry, stateValue(`link.${key}`), {
      entity_category: 'diagnostic',
      enabled_by_default: false,
      expire_after: telemetryExpiresS,
      ...rest,
    });
  const count = { state_class: 'total_increasing', icon: 'mdi:counter' };
  return {
    link_crc_errors: figure('Link checksum errors', 'crc_errors', count),
    link_retries: figure('Link retries', 'retries', count),
    link_reconnects: figure('Link reconnects', 'reconnects', count),
    link_round_trip: figure('Link round trip', 'rtt_ms', {
      device_class: 'duration',
      state_class: 'measurement',
      unit_of_measurement: 'ms',
    }),
  };
};

/** As JSON: a bare `1.10` would be read as a number. */
const installedVersion = (chairId: string): string =>
  `{{ {'installed_version': value_json.chairs | selectattr('id', 'eq', '${chairId}') | map(attribute='fw') | first} | tojson }}`;

/** What hubs show of a chair. What tells of a chair that does not answer stays available without it. */
export function chairReadings(introduction: ChairIntroduction): Entities {
  const { topics, chairId } = introduction;
  const source = {
    topics,
    chairId,
    state: topics.chair(chairId, 'state'),
    telemetry: topics.chair(chairId, 'telemetry'),
  };
  return {
    ...sessionReadings(source),
    ...zoneReadings(source, introduction),
    ...problemConditions(source, introduction),
    ...linkFigures(source),
    events: {
      platform: 'event',
      name: 'Events',
      available: 'bridge',
      settings: { state_topic: topics.chair(chairId, 'event'), event_types: [...eventTypes], icon: 'mdi:bell-outline' },
    },
    firmware: {
      platform: 'update',
      name: 'Firmware',
      available: 'chair',
      settings: {
        state_topic: topics.bridge('info'),
        value_template: installedVersion(chairId),
        device_class: 'firmware',
        entity_category: 'diagnostic',
      },
    },
  };
}
