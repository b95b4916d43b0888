import { templateProblem } from './discovery-templates.js';

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

export type Fields = Readonly<Record<string, unknown>>;
export type KeyTable = Readonly<Record<string, KeyRow>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0;

/** A key's own value; what every object inherits does not count. */
export const own = <Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

function topicProblem(value: unknown): string | null {
  if (!isText(value)) return 'must be a string';
  if (value === '') return 'is an empty topic';
  if (/[+#]/.test(value)) return `has a wildcard: ${value}`;
  if (/[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u.test(value)) return 'has characters that no topic may have';
  return Buffer.byteLength(value) > 65_535 ? 'is longer than a topic may be' : null;
}

function textsProblem(value: unknown): string | null {
  if (!Array.isArray(value) || !value.every(isText)) return 'must be a list of strings';
  const twice = value.find((each, at) => value.indexOf(each) !== at);
  return twice === undefined ? null : `names ${JSON.stringify(twice)} twice`;
}

function urlProblem(value: unknown, protocols: readonly string[]): string | null {
  if (!isText(value) || !URL.canParse(value)) return 'must be a URL';
  return protocols.includes(new URL(value).protocol) ? null : `must be a URL of ${protocols.join(' or ')}`;
}

const isPair = (value: unknown): boolean => Array.isArray(value) && value.length === 2 && value.every(isText);
const must = (isRight: boolean, what: string): string | null => (isRight ? null : `must be ${what}`);
const web = ['http:', 'https:'];
/** An id as Home Assistant's registry takes it. */
const entityId = /^(?!.+__)(?!_)[a-z0-9_]+(?<!_)\.(?!_)[a-z0-9_]+(?<!_)$/;

const checks: Readonly<Record<string, (value: unknown) => string | null>> = {
  string: (value) => must(isText(value), 'a string'),
  identifier: (value) => must(isText(value) && value.trim() !== '', 'a string that is not empty'),
  boolean: (value) => must(typeof value === 'boolean', 'true or false'),
  integer: (value) => must(isCount(value), 'a whole number of 0 or more'),
  float: (value) => must(typeof value === 'number', 'a number'),
  qos: (value) => must(value === 0 || value === 1 || value === 2, '0, 1 or 2'),
  publish_topic: topicProblem,
  subscribe_topic: topicProblem,
  template: (value) => (isText(value) ? templateProblem(value) : 'must be a string'),
  icon: (value) => must(isText(value) && /^[^:\s]+:[^:\s]+$/.test(value), 'an icon like mdi:name'),
  url: (value) => urlProblem(value, web),
  configuration_url: (value) => urlProblem(value, [...web, 'homeassistant:']),
  entity_id: (value) => must(isText(value) && entityId.test(value), 'an entity id like sensor.lamp'),
  strings: textsProblem,
  string_or_strings: (value) =>
    isText(value) ? must(value !== '', 'a string or a list of them') : textsProblem(value),
  pairs: (value) => must(Array.isArray(value) && value.every(isPair), 'a list of pairs of strings'),
  list: (value) => must(Array.isArray(value) && value.every(isFields), 'a list of maps'),
  map: (value) => must(isFields(value), 'a map'),
};

/** Why a value is not what its row says; null where it is. */
function valueProblem(value: unknown, row: KeyRow, classes: readonly string[]): string | null {
  if (value === null) return row.nullable === true ? null : 'must not be null';
  if (row.type === 'enum') {
    const values: readonly unknown[] = typeof row.values === 'object' ? row.values : classes;
    return must(values.includes(value), `one of ${values.join(', ')}, not ${JSON.stringify(value)}`);
  }
  const check = own(checks, row.type);
  if (check === undefined) throw new Error(`the table has a type that nothing checks: ${row.type}`);
  const problem = check(value);
  if (problem !== null || row.minimum === undefined) return problem;
  return must(Number(value) >= row.minimum, `${row.minimum} or more`);
}

export interface KeyCheck {
  readonly path: string;
  readonly table: KeyTable;
  /** Short forms that Home Assistant would write out. */
  readonly abbreviations: Readonly<Record<string, string>>;
  /** The device classes of a component that has a table of them. */
  readonly classes?: readonly string[];
  /** What the device gives, which counts as there and is checked where it stands. */
  readonly inherited?: Fields;
}

/** Keys that are unknown, abbreviated, missing, of a wrong type, or without the key that they need. */
export function keyProblems(
  fields: Fields,
  { path, table, abbreviations, classes = [], inherited = {} }: KeyCheck,
): string[] {
  const at = (key: string): string => (path === '' ? key : `${path}.${key}`);
  const isThere = (key: string): boolean => Object.hasOwn(fields, key) || Object.hasOwn(inherited, key);
  const problems: string[] = [];
  for (const [key, value] of Object.entries(fields)) {
    const row = own(table, key);
    const long = own(abbreviations, key);
    if (row === undefined) {
      problems.push(long === undefined ? `${at(key)}: unknown key` : `${at(key)}: abbreviated, write ${long}`);
      continue;
    }
    const problem = valueProblem(value, row, classes);
    if (problem !== null) problems.push(`${at(key)}: ${problem}`);
    if (row.needs !== undefined && !isThere(row.needs)) {
      problems.push(`${at(key)}: does nothing without ${row.needs}`);
    }
  }
  for (const [key, row] of Object.entries(table)) {
    if (row.required === true && !isThere(key)) problems.push(`${at(key)}: missing`);
  }
  return problems;
}
