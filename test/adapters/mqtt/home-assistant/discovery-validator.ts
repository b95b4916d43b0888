import type { ErrorObject, ValidateFunction } from 'ajv';
import {
  type ComponentSchema,
  deviceComponents,
  idPattern,
  loneComponents,
  platformTables,
  validateDevice,
} from './discovery-schema.js';
import shared from './schema/shared.json' with { type: 'json' };

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function told({ instancePath, params, message }: ErrorObject): string {
  const key = params['additionalProperty'] ?? params['missingProperty'] ?? params['propertyName'];
  const path = [...instancePath.split('/').slice(1), ...(key === undefined ? [] : [key])].join('.');
  return `${path}: ${message} ${JSON.stringify(params)}`;
}

function schemaProblems(validate: ValidateFunction, fields: Fields): string[] {
  return validate(fields) ? [] : (validate.errors ?? []).map(told);
}

const firstTwice = (values: readonly unknown[]): unknown =>
  values.find((value, at) => value !== undefined && values.indexOf(value) !== at);

const topicsTwice = ({ availability }: Fields): string[] => {
  const entries = Array.isArray(availability) ? availability.filter(isFields) : [];
  const twice = firstTwice(entries.map(({ topic }) => topic));
  return twice === undefined ? [] : [`availability: ${JSON.stringify(twice)} is listed twice, only the last counts`];
};

/** What compares two values, of which either may be a default. */
function comparisons(fields: Fields, { table }: ComponentSchema): string[] {
  const valueOrDefault = (key: string): unknown => fields[key] ?? table[key]?.default;
  const [min, max] = [valueOrDefault('min'), valueOrDefault('max')];
  const [on, off] = [
    fields['state_on'] ?? valueOrDefault('payload_on'),
    fields['state_off'] ?? valueOrDefault('payload_off'),
  ];
  return [
    ...(typeof min === 'number' && typeof max === 'number' && min > max ? [`max: ${max} is less than min ${min}`] : []),
    ...(on !== undefined && on === off ? [`payload_off: on and off are both ${JSON.stringify(on)}`] : []),
  ];
}

const componentProblems = (schema: ComponentSchema, fields: Fields): string[] => [
  ...schemaProblems(schema.validate, fields),
  ...topicsTwice(fields),
  ...comparisons(fields, schema),
];

/** With what a component has from its device where it does not say otherwise. */
function withInherited(fields: Fields, device: Fields, { table }: ComponentSchema): Fields {
  const keys = shared.inherited.filter((key) => Object.hasOwn(device, key) && Object.hasOwn(table, key));
  return { ...Object.fromEntries(keys.map((key) => [key, device[key]])), ...fields };
}

function memberProblems(key: string, fields: unknown, device: Fields): string[] {
  if (!isFields(fields) || typeof fields['platform'] !== 'string') return [];
  const schema = deviceComponents.get(fields['platform']);
  if (schema === undefined) return [`components.${key}.platform: there is no "${fields['platform']}"`];
  const isRemoval = Object.keys(fields).length === 1;
  const problems = isRemoval ? [] : componentProblems(schema, withInherited(fields, device, schema));
  return problems.map((problem) => `components.${key}.${problem}`);
}

function deviceConfigProblems(config: Fields): string[] {
  const components = isFields(config['components']) ? config['components'] : {};
  const twice = firstTwice(Object.values(components).map((each) => (isFields(each) ? each['unique_id'] : undefined)));
  return [
    ...schemaProblems(validateDevice, config),
    ...topicsTwice(config),
    ...(twice === undefined ? [] : [`components: unique_id ${JSON.stringify(twice)} is used twice`]),
    ...Object.entries(components).flatMap(([key, fields]) => memberProblems(key, fields, config)),
  ];
}

/** The component that a discovery topic names, or why it is none; a prefix may have several levels. */
function readTopic(topic: string): { readonly component: string } | { readonly problem: string } {
  const levels = topic.split('/');
  const isKnown = (name: string | undefined): name is string =>
    name !== undefined && (name === 'device' || platformTables.has(name));
  if (levels.at(-1) !== 'config') return { problem: 'topic: must end in /config' };
  const idCount = levels.length > 4 && isKnown(levels.at(-4)) ? 2 : 1;
  const component = levels.at(-2 - idCount);
  const prefix = levels.slice(0, -2 - idCount);
  if (!isKnown(component))
    return { problem: `topic: ${JSON.stringify(component ?? topic)} is no component of the tables` };
  if (prefix.length === 0 || prefix.some((level) => level === '' || /[+#]/.test(level))) {
    return { problem: 'topic: has no prefix that can be published to' };
  }
  const wrong = levels.slice(-1 - idCount, -1).find((id) => !idPattern.test(id));
  if (wrong === undefined) return { component };
  return { problem: `topic: the id ${JSON.stringify(wrong)} may only have letters, digits, _ and -` };
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}

/** What is wrong with a message of Home Assistant's discovery, each with its place; empty where all is well. An empty payload
 *  removes, and `migrate_discovery` hands over: both are right on every discovery topic. */
export function discoveryProblems(topic: string, payload: string): readonly string[] {
  const read = readTopic(topic);
  if ('problem' in read) return [read.problem];
  if (payload === '') return [];
  const config = parsed(payload);
  if (!isFields(config)) return ['payload: must be a JSON map'];
  if (Object.hasOwn(config, 'migrate_discovery')) {
    const isAlone = config['migrate_discovery'] === true && Object.keys(config).length === 1;
    return isAlone ? [] : ['migrate_discovery: must be true, and alone'];
  }
  const lone = loneComponents.get(read.component);
  return lone === undefined ? deviceConfigProblems(config) : componentProblems(lone, config);
}
