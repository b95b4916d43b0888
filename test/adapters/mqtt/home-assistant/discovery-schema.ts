import { Ajv, type AnySchemaObject, type ValidateFunction } from 'ajv';
import { templateProblem } from './discovery-templates.js';
import binarySensor from './schema/binary_sensor.json' with { type: 'json' };
import button from './schema/button.json' with { type: 'json' };
import classes from './schema/classes.json' with { type: 'json' };
import event from './schema/event.json' with { type: 'json' };
import number from './schema/number.json' with { type: 'json' };
import select from './schema/select.json' with { type: 'json' };
import sensor from './schema/sensor.json' with { type: 'json' };
import shared from './schema/shared.json' with { type: 'json' };
import switchTable from './schema/switch.json' with { type: 'json' };
import update from './schema/update.json' with { type: 'json' };

/** A row of the tables in `schema`: what one key may be. */
interface KeyRow {
  readonly type: string;
  readonly required?: boolean;
  readonly nullable?: boolean;
  /** `classes` stands for the device classes of the component, in `classes.json`. */
  readonly values?: readonly string[] | string;
  readonly minimum?: number;
  readonly default?: unknown;
  /** The key without which this one does nothing. */
  readonly needs?: string;
}

type KeyTable = Readonly<Record<string, KeyRow>>;

interface ClassRow {
  readonly units?: readonly (string | null)[];
  readonly stateClasses?: readonly string[];
}

interface PlatformTable {
  readonly entityCategories: readonly string[];
  readonly keys: KeyTable;
}

export const platformTables: ReadonlyMap<string, PlatformTable> = new Map<string, PlatformTable>(
  Object.entries({ select, number, switch: switchTable, button, sensor, event, update, binary_sensor: binarySensor }),
);
const classTables = new Map<string, Readonly<Record<string, ClassRow>>>(Object.entries(classes));

export const idPattern = /^[a-zA-Z0-9_-]+$/;

const ajv = new Ajv({ allErrors: true, ownProperties: true, messages: true });

const isTopic = (text: string): boolean =>
  text !== '' && !/[+#\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u.test(text) && Buffer.byteLength(text) <= 65_535;
const isUrlOf = (protocols: readonly string[]) => (text: string) =>
  URL.canParse(text) && protocols.includes(new URL(text).protocol);

ajv.addFormat('topic', isTopic);
ajv.addFormat('template', (text: string) => templateProblem(text) === null);
ajv.addFormat('url', isUrlOf(['http:', 'https:']));
ajv.addFormat('configuration-url', isUrlOf(['http:', 'https:', 'homeassistant:']));

const text = { type: 'string' };
const texts = { type: 'array', items: text, uniqueItems: true };
const topic = { ...text, format: 'topic' };

/** What each type of the tables is in a JSON Schema. */
const types: Readonly<Record<string, AnySchemaObject>> = {
  string: text,
  identifier: { ...text, pattern: '\\S' },
  boolean: { type: 'boolean' },
  integer: { type: 'integer', minimum: 0 },
  float: { type: 'number' },
  qos: { enum: [0, 1, 2] },
  publish_topic: topic,
  subscribe_topic: topic,
  template: { ...text, format: 'template' },
  icon: { ...text, pattern: '^[^:\\s]+:[^:\\s]+$' },
  url: { ...text, format: 'url' },
  configuration_url: { ...text, format: 'configuration-url' },
  // As the registry of Home Assistant takes it.
  entity_id: { ...text, pattern: '^(?!.+__)(?!_)[a-z0-9_]+(?<!_)\\.(?!_)[a-z0-9_]+(?<!_)$' },
  strings: texts,
  string_or_strings: { anyOf: [{ ...text, minLength: 1 }, texts] },
  pairs: { type: 'array', items: { type: 'array', items: text, minItems: 2, maxItems: 2 } },
  list: { type: 'array', items: { type: 'object' } },
  map: { type: 'object' },
};

function valueSchema(row: KeyRow, classNames: readonly string[]): AnySchemaObject {
  const none = row.nullable === true ? [null] : [];
  if (row.type === 'enum') return { enum: [...(typeof row.values === 'object' ? row.values : classNames), ...none] };
  const schema = types[row.type];
  if (schema === undefined) throw new Error(`the table has a type that nothing checks: ${row.type}`);
  const minimum = row.minimum === undefined ? {} : { minimum: row.minimum };
  return { ...schema, ...minimum, ...(row.nullable === true ? { nullable: true } : {}) };
}

/** A map with the keys of a table and no other. */
function mapSchema(table: KeyTable, classNames: readonly string[] = []): AnySchemaObject {
  const rows = Object.entries(table);
  return {
    type: 'object',
    properties: Object.fromEntries(rows.map(([key, row]) => [key, valueSchema(row, classNames)])),
    required: rows.flatMap(([key, { required }]) => (required === true ? [key] : [])),
    dependencies: Object.fromEntries(rows.flatMap(([key, { needs }]) => (needs === undefined ? [] : [[key, [needs]]]))),
    additionalProperties: false,
  };
}

const has = (key: string, value?: AnySchemaObject): AnySchemaObject => ({
  required: [key],
  ...(value === undefined ? {} : { properties: { [key]: value } }),
});
const whenever = (condition: AnySchemaObject, then: AnySchemaObject): AnySchemaObject => ({ if: condition, then });

/** The micro sign has two code points, which Home Assistant takes for one. */
const spellings = (unit: string | null): readonly (string | null)[] =>
  unit === null ? [null] : [...new Set([unit, unit.replace('\u00b5', '\u03bc'), unit.replace('\u03bc', '\u00b5')])];

function classSchema([name, { units, stateClasses }]: readonly [string, ClassRow]): AnySchemaObject {
  const unit = units === undefined ? {} : { unit_of_measurement: { enum: units.flatMap(spellings) } };
  const state = stateClasses === undefined ? {} : { state_class: { enum: [...stateClasses, null] } };
  const required = units === undefined || units.includes(null) ? [] : ['unit_of_measurement'];
  return whenever(has('device_class', { const: name }), { properties: { ...unit, ...state }, required });
}

/** What ties the keys of one component to one another. */
const ties: Readonly<Record<string, readonly AnySchemaObject[]>> = {
  sensor: [
    whenever(has('state_class', { const: 'measurement_angle' }), has('unit_of_measurement', { const: '°' })),
    whenever(has('last_reset_value_template'), has('state_class', { const: 'total' })),
    whenever(has('options'), {
      required: ['device_class'],
      properties: {
        // The word by which a state becomes unknown can never be told.
        options: { type: 'array', minItems: 1, items: { not: { const: 'None' } } },
        device_class: { const: 'enum' },
        state_class: { type: 'null' },
        unit_of_measurement: { type: 'null' },
      },
    }),
  ],
  // A select takes that word in any case.
  select: [
    { properties: { options: { type: 'array', items: { type: 'string', not: { pattern: '^[Nn][Oo][Nn][Ee]$' } } } } },
  ],
  event: [{ properties: { event_types: { type: 'array', minItems: 1 } } }],
  update: [{ dependencies: { command_topic: ['payload_install'] } }],
};

const exclusive = shared.exclusive.map((keys) => ({ not: { required: keys } }));
const notEmpty = { not: { type: 'array', maxItems: 0 } };

const device = {
  ...mapSchema(shared.device),
  anyOf: [has('identifiers', notEmpty), has('connections', notEmpty)],
};
const parts = {
  device,
  origin: mapSchema(shared.origin),
  availability: { type: 'array', items: mapSchema(shared.availability) },
};

/** With what maps and lists the tables leave open. */
function filled(schema: AnySchemaObject, rules: readonly AnySchemaObject[]): AnySchemaObject {
  const open = Object.entries(parts).filter(([key]) => Object.hasOwn(schema['properties'], key));
  return {
    ...schema,
    properties: { ...schema['properties'], ...Object.fromEntries(open) },
    allOf: [...exclusive, ...rules],
  };
}

function compileComponent(platform: string, { keys, entityCategories }: PlatformTable, isAlone: boolean) {
  const { device: deviceRow, origin: originRow, ...entity } = shared.entity;
  const place: KeyTable = isAlone
    ? { device: { ...deviceRow, required: true }, origin: originRow }
    : { platform: { type: 'string' } };
  const table = { ...entity, ...keys, unique_id: { ...entity.unique_id, required: true }, ...place };
  const classRows = classTables.get(platform) ?? {};
  const rules = [
    ...Object.entries(classRows).map(classSchema),
    ...(ties[platform] ?? []),
    { properties: { default_entity_id: { type: 'string', pattern: `^${platform}\\.` } } },
    { properties: { entity_category: { enum: entityCategories } } },
  ];
  return { table, validate: ajv.compile(filled(mapSchema(table, Object.keys(classRows)), rules)) };
}

/** The keys of a component, and what checks one. */
export interface ComponentSchema {
  readonly table: KeyTable;
  readonly validate: ValidateFunction;
}

const compileAll = (isAlone: boolean): ReadonlyMap<string, ComponentSchema> =>
  new Map([...platformTables].map(([name, table]) => [name, compileComponent(name, table, isAlone)]));

/** A component on a topic of its own. */
export const loneComponents = compileAll(true);
/** A component as part of a device. */
export const deviceComponents = compileAll(false);

const root = filled(mapSchema(shared.root), []);
/** A device with its components, which are checked apart. */
export const validateDevice: ValidateFunction = ajv.compile({
  ...root,
  properties: {
    ...root['properties'],
    components: {
      type: 'object',
      propertyNames: { pattern: idPattern.source },
      additionalProperties: { type: 'object', ...has('platform', text) },
    },
  },
});
