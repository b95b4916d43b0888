import { deviceClasses, ruleProblems } from './discovery-rules.js';
import { type Fields, isFields, type KeyTable, keyProblems, own } from './discovery-values.js';
import abbreviations from './schema/abbreviations.json' with { type: 'json' };
import binarySensor from './schema/binary_sensor.json' with { type: 'json' };
import button from './schema/button.json' with { type: 'json' };
import event from './schema/event.json' with { type: 'json' };
import number from './schema/number.json' with { type: 'json' };
import select from './schema/select.json' with { type: 'json' };
import sensor from './schema/sensor.json' with { type: 'json' };
import shared from './schema/shared.json' with { type: 'json' };
import switchTable from './schema/switch.json' with { type: 'json' };
import update from './schema/update.json' with { type: 'json' };

interface PlatformTable {
  readonly entityCategories: readonly string[];
  readonly keys: KeyTable;
}

const platforms: Readonly<Record<string, PlatformTable>> = {
  select,
  number,
  switch: switchTable,
  button,
  sensor,
  event,
  update,
  binary_sensor: binarySensor,
};
const idPattern = /^[a-zA-Z0-9_-]+$/;

/** Puts the place before what is wrong there. */
const within = (path: string, problems: readonly string[]): string[] => problems.map((problem) => `${path}.${problem}`);

/** An identifier, or connections, of whatever type: the type is told by itself. */
const isEmpty = (ids: unknown): boolean => ids === undefined || (Array.isArray(ids) && ids.length === 0);

function deviceProblems(device: unknown): string[] {
  if (!isFields(device)) return [];
  const problems = keyProblems(device, { path: 'device', table: shared.device, abbreviations: abbreviations.device });
  const isNameless = isEmpty(device['identifiers']) && isEmpty(device['connections']);
  return isNameless ? [...problems, 'device.identifiers: missing, and so are connections'] : problems;
}

function originProblems(origin: unknown): string[] {
  if (!isFields(origin)) return [];
  return keyProblems(origin, { path: 'origin', table: shared.origin, abbreviations: abbreviations.origin });
}

function availabilityProblems(availability: unknown): string[] {
  const entries = Array.isArray(availability) ? availability.filter(isFields) : [];
  const topics = entries.map((entry) => entry['topic']);
  const problems = entries.flatMap((entry, at) =>
    keyProblems(entry, {
      path: `availability[${at}]`,
      table: shared.availability,
      abbreviations: abbreviations.config,
    }),
  );
  const twice = topics.find((topic, at) => topic !== undefined && topics.indexOf(topic) !== at);
  if (twice !== undefined)
    problems.push(`availability: ${JSON.stringify(twice)} is listed twice, only the last counts`);
  return problems;
}

function exclusiveProblems(fields: Fields): string[] {
  return shared.exclusive
    .filter((keys) => keys.every((key) => Object.hasOwn(fields, key)))
    .map((keys) => `${keys.join(' and ')}: not together`);
}

/** What a component has from its device where it does not say otherwise. */
function inheritedBy(fields: Fields, device: Fields): Fields {
  const keys = shared.inherited.filter((key) => Object.hasOwn(device, key) && !Object.hasOwn(fields, key));
  return Object.fromEntries(keys.map((key) => [key, device[key]]));
}

interface Component {
  readonly platform: string;
  readonly fields: Fields;
  /** The config of its device, where it is part of one. */
  readonly device: Fields | null;
}

function componentProblems({ platform, fields, device }: Component): string[] {
  const known = own(platforms, platform);
  if (known === undefined)
    return [`platform: ${JSON.stringify(platform)} is not one of ${Object.keys(platforms).join(', ')}`];
  const { device: deviceRow, origin: originRow, ...entity } = shared.entity;
  const alone = { device: { ...deviceRow, required: true }, origin: originRow };
  const inDevice = { platform: { type: 'string' } };
  const table: KeyTable = {
    ...entity,
    ...known.keys,
    unique_id: { ...entity.unique_id, required: true },
    ...(device === null ? alone : inDevice),
  };
  const inherited = device === null ? {} : inheritedBy(fields, device);
  const all = { ...inherited, ...fields };
  const classes = deviceClasses(platform);
  return [
    ...keyProblems(fields, { path: '', table, abbreviations: abbreviations.config, classes, inherited }),
    ...availabilityProblems(fields['availability']),
    ...exclusiveProblems(all),
    ...ruleProblems({ platform, fields: all, entityCategories: known.entityCategories, table }),
  ];
}

function memberProblems(key: string, fields: unknown, device: Fields): string[] {
  const path = `components.${key}`;
  const naming = idPattern.test(key) ? [] : [`${path}: its key may only have letters, digits, _ and -`];
  if (!isFields(fields)) return [...naming, `${path}: must be a map`];
  const { platform } = fields;
  if (typeof platform !== 'string') {
    const isShort = Object.hasOwn(fields, 'p');
    return [...naming, isShort ? `${path}.p: abbreviated, write platform` : `${path}.platform: missing`];
  }
  const isRemoval = Object.keys(fields).length === 1 && own(platforms, platform) !== undefined;
  return isRemoval ? naming : [...naming, ...within(path, componentProblems({ platform, fields, device }))];
}

function repeatedIds(components: Fields): string[] {
  const ids = Object.values(components).map((fields) => (isFields(fields) ? fields['unique_id'] : undefined));
  const repeated = new Set(ids.filter((id, at) => id !== undefined && ids.indexOf(id) !== at));
  return [...repeated].map((id) => `components: unique_id ${JSON.stringify(id)} is used twice`);
}

function deviceConfigProblems(config: Fields): string[] {
  const components = isFields(config['components']) ? config['components'] : {};
  const members = Object.entries(components).flatMap(([key, fields]) => memberProblems(key, fields, config));
  return [
    ...keyProblems(config, { path: '', table: shared.root, abbreviations: abbreviations.config }),
    ...deviceProblems(config['device']),
    ...originProblems(config['origin']),
    ...availabilityProblems(config['availability']),
    ...exclusiveProblems(config),
    ...repeatedIds(components),
    ...members,
  ];
}

/** The component that a discovery topic names, or why it is none; a prefix may have several levels. */
function readTopic(topic: string): { readonly component: string } | { readonly problem: string } {
  const levels = topic.split('/');
  const isKnown = (name: string | undefined): name is string =>
    name !== undefined && (name === 'device' || own(platforms, name) !== undefined);
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
  if (read.component === 'device') return deviceConfigProblems(config);
  return [
    ...componentProblems({ platform: read.component, fields: config, device: null }),
    ...deviceProblems(config['device']),
    ...originProblems(config['origin']),
  ];
}
