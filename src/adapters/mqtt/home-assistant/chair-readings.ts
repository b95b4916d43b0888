import { chairStates, eventTypes, resultCodes } from '../../../core/status.js';
import { type Zone, zones } from '../../../core/zones.js';
import type { Topics } from '../topics.js';
import { type ChairIntroduction, type Entities, type Entity, onOff, readingEntity, stateValue } from './entity.js';

/** Telemetry comes once a second while the chair answers; after this much silence its readings are unknown. */
const telemetryExpiresS = 30;

const zoneNames: Readonly<Record<Zone, string>> = { back: 'Back', seat: 'Seat', legs: 'Legs' };

/** Of another chair, which was here a moment ago, the zone may be missing. */
const zoneValue = (zone: Zone, key: string): string =>
  `{{ (value_json.zones.${zone} | default({})).${key} | default(none) }}`;

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
    entities[`${zone}_level`] = readingEntity('sensor', `${zoneNames[zone]} level`, state, zoneValue(zone, 'level'), {
      state_class: 'measurement',
      unit_of_measurement: '%',
      icon: 'mdi:sine-wave',
      suggested_display_precision: 0,
    });
  }
  for (const zone of zones.filter((each) => book.warmZones.includes(each))) {
    const template = zoneValue(zone, 'temperature_c');
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

/** Something to look after is no problem: the chair works. */
const serviceReading = ({ topics, chairId }: Source): Entity => {
  const usage = topics.chair(chairId, 'usage');
  return readingEntity(
    'binary_sensor',
    'Service due',
    usage,
    onOff('value_json.service'),
    {
      icon: 'mdi:wrench-clock',
      entity_category: 'diagnostic',
      json_attributes_topic: usage,
      json_attributes_template:
        "{{ {'notes': value_json.service | default([]) | map(attribute='message') | list} | tojson }}",
    },
    'bridge',
  );
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

/** A list that does not have the chair, as for a moment after its id was changed, has no first either. */
const firmwareOf = (chairId: string): string =>
  `{{ (value_json.chairs | selectattr('id', 'eq', '${chairId}') | map(attribute='fw') | list + [none]) | first }}`;

/** The hub keeps what it shows where a result is none that it shows: `this` is the entity as it is. */
const refusalTemplates = {
  value: '{{ this.state if value_json.ok else (value_json.message or value_json.code)[:255] }}',
  attributes: `{% set r = this.attributes if value_json.ok else value_json %}{{ {${['code', 'command', 'ts']
    .map((key) => `'${key}': r.get('${key}')`)
    .join(', ')}} | tojson }}`,
  event:
    "{{ '' if value_json.ok else {'event_type': value_json.code, 'message': value_json.message, 'command': value_json.command} | tojson }}",
} as const;

/** Why a command was refused, to look at and to build upon. */
const refusals = ({ topics, chairId }: Source): Entities => ({
  last_refusal: readingEntity(
    'sensor',
    'Last refusal',
    topics.chair(chairId, 'result'),
    refusalTemplates.value,
    {
      json_attributes_topic: topics.chair(chairId, 'result'),
      json_attributes_template: refusalTemplates.attributes,
      icon: 'mdi:hand-back-right-off-outline',
    },
    'bridge',
  ),
  refusals: {
    platform: 'event',
    name: 'Refusals',
    available: 'bridge',
    settings: {
      state_topic: topics.chair(chairId, 'result'),
      value_template: refusalTemplates.event,
      event_types: resultCodes.filter((code) => code !== 'ok'),
      icon: 'mdi:hand-back-right-off-outline',
    },
  },
});

/** What schedules have planned. The offer itself is an attribute: who sits there is named, and what a press would be told. */
const planReadings = ({ topics, chairId }: Source): Entities => {
  const schedule = topics.chair(chairId, 'schedule');
  return {
    next_scheduled: readingEntity(
      'sensor',
      'Next scheduled',
      schedule,
      '{{ value_json.next.at if value_json.next else none }}',
      {
        device_class: 'timestamp',
        json_attributes_topic: schedule,
        json_attributes_template: '{{ value_json | tojson }}',
        icon: 'mdi:calendar-clock',
      },
      'bridge',
    ),
    offered: readingEntity(
      'binary_sensor',
      'Offer',
      schedule,
      onOff('value_json.offer and value_json.offer.ready'),
      { icon: 'mdi:calendar-star' },
      'bridge',
    ),
  };
};

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
    service: serviceReading(source),
    ...linkFigures(source),
    ...(introduction.isPlanned ? planReadings(source) : {}),
    events: {
      platform: 'event',
      name: 'Events',
      available: 'bridge',
      settings: { state_topic: topics.chair(chairId, 'event'), event_types: [...eventTypes], icon: 'mdi:bell-outline' },
    },
    ...refusals(source),
    firmware: readingEntity('sensor', 'Firmware', topics.bridge('info'), firmwareOf(chairId), {
      entity_category: 'diagnostic',
      icon: 'mdi:chip',
    }),
  };
}
