import table from './published-keys.json' with { type: 'json' };

type Fields = Readonly<Record<string, unknown>>;
type Rules = Readonly<Record<string, string | readonly string[]>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every(isText) && new Set(value).size === value.length;
const isTopic = (value: unknown): boolean => isText(value) && /^[^+#\0]{1,256}$/.test(value);

function isTemplate(value: unknown): boolean {
  if (!isText(value)) return false;
  const count = (part: string): number => value.split(part).length - 1;
  return count('{{') + count('{%') > 0 && count('{{') === count('}}') && count('{%') === count('%}');
}

const checks: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: isText,
  strings: isTexts,
  list: Array.isArray,
  boolean: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number',
  seconds: (value) => Number.isInteger(value) && Number(value) >= 0,
  qos: (value) => value === 0 || value === 1 || value === 2,
  topic: isTopic,
  template: isTemplate,
  icon: (value) => isText(value) && /^mdi:[a-z0-9-]+$/.test(value),
  url: (value) => isText(value) && URL.canParse(value),
  device: isFields,
  origin: isFields,
  components: isFields,
  availability: (value) => Array.isArray(value) && value.every(isFields),
};

/** Keys that are unknown, missing, or of another type than was published. */
function keyProblems(path: string, fields: Fields, rules: Rules): string[] {
  const unknown = Object.keys(fields).filter((key) => !(key in rules));
  const problems = unknown.map((key) => `${path}.${key} is not a key`);
  for (const [key, rule] of Object.entries(rules)) {
    const value = fields[key];
    const isRequired = isText(rule) && rule.endsWith('!');
    if (value === undefined && isRequired) problems.push(`${path}.${key} is missing`);
    if (value === undefined) continue;
    const isRight = isText(rule)
      ? checks[rule.replace('!', '')]?.(value) === true
      : isText(value) && rule.includes(value);
    if (!isRight) problems.push(`${path}.${key} is ${JSON.stringify(value)}, not ${rule}`);
  }
  return problems;
}

function nested(path: string, fields: Fields): string[] {
  const { device, origin, availability } = fields;
  const problems: string[] = [];
  if (isFields(device)) {
    problems.push(...keyProblems(`${path}.device`, device, table.device));
    if (device['identifiers'] === undefined && device['connections'] === undefined) {
      problems.push(`${path}.device has neither identifiers nor connections`);
    }
  }
  if (isFields(origin)) problems.push(...keyProblems(`${path}.origin`, origin, table.origin));
  for (const each of Array.isArray(availability) ? availability : []) {
    if (isFields(each)) problems.push(...keyProblems(`${path}.availability`, each, table.availability));
  }
  if (availability !== undefined && fields['availability_topic'] !== undefined) {
    problems.push(`${path} has both availability and availability_topic`);
  }
  return problems;
}

/** Rules that tie keys to one another. */
function tiedProblems(path: string, platform: string, fields: Fields): string[] {
  const { device_class, state_class, unit_of_measurement, options, min, max, default_entity_id, entity_category } =
    fields;
  const units = table.units[device_class as keyof typeof table.units];
  const classes: readonly string[] | undefined = table.stateClasses[device_class as keyof typeof table.stateClasses];
  const rules: readonly (readonly [boolean, string])[] = [
    [
      units !== undefined && !units.includes(String(unit_of_measurement)),
      `unit ${unit_of_measurement} is none of ${device_class}`,
    ],
    [
      classes !== undefined && state_class !== undefined && !classes.includes(String(state_class)),
      `state_class ${state_class} is none of ${device_class}`,
    ],
    [platform === 'sensor' && options !== undefined && device_class !== 'enum', 'options need device_class enum'],
    [
      (device_class === 'enum' || device_class === 'timestamp') && unit_of_measurement !== undefined,
      `${device_class} has no unit`,
    ],
    [typeof min === 'number' && typeof max === 'number' && min >= max, 'max must be over min'],
    [
      isText(default_entity_id) && !default_entity_id.startsWith(`${platform}.`),
      'default_entity_id is of another platform',
    ],
    [
      isText(default_entity_id) && !/^[a-z_]+\.[a-z0-9_]+$/.test(default_entity_id),
      'default_entity_id is no entity id',
    ],
    [entity_category === 'config' && table.notConfig.includes(platform), `a ${platform} is never config`],
  ];
  return rules.filter(([isBroken]) => isBroken).map(([, problem]) => `${path}: ${problem}`);
}

function entityProblems(path: string, platform: string, fields: Fields, more: Rules): string[] {
  const own = table.platforms[platform as keyof typeof table.platforms] as Rules | undefined;
  if (own === undefined) return [`${path}: there is no platform ${platform}`];
  const rules = { ...table.shared, ...own, ...more };
  return [...keyProblems(path, fields, rules), ...nested(path, fields), ...tiedProblems(path, platform, fields)];
}

function deviceProblems(config: Fields): string[] {
  const problems = [...keyProblems('device config', config, table.deviceLevel), ...nested('device config', config)];
  const components = isFields(config['components']) ? config['components'] : {};
  const ids = new Set<unknown>();
  for (const [key, fields] of Object.entries(components)) {
    const platform = isFields(fields) ? fields['platform'] : undefined;
    if (!isFields(fields) || !isText(platform)) {
      problems.push(`${key} has no platform`);
      continue;
    }
    if (Object.keys(fields).length === 1) continue;
    if (ids.has(fields['unique_id'])) problems.push(`${key}: unique_id ${fields['unique_id']} is used twice`);
    ids.add(fields['unique_id']);
    problems.push(...entityProblems(key, platform, fields, { platform: 'string!' }));
  }
  return problems;
}

const topicPattern = /^\/(\w+)\/(?:[a-zA-Z0-9_-]+\/)?[a-zA-Z0-9_-]+\/config$/;

/** What Home Assistant would not take of a discovery message, in words; empty where all is well. An empty payload removes, and
 *  `migrate_discovery` gives up. */
export function discoveryProblems(topic: string, payload: string, prefix = 'homeassistant'): readonly string[] {
  const kind = topic.startsWith(prefix) ? topicPattern.exec(topic.slice(prefix.length))?.[1] : undefined;
  if (kind === undefined) return [`${topic} is no discovery topic`];
  if (payload === '') return [];
  let config: unknown;
  try {
    config = JSON.parse(payload);
  } catch {
    return ['the payload is not JSON'];
  }
  if (!isFields(config)) return ['the payload is no map'];
  if (JSON.stringify(config) === '{"migrate_discovery":true}') return [];
  if (kind === 'device') return deviceProblems(config);
  return entityProblems(kind, kind, config, { device: 'device!', origin: 'origin' });
}
