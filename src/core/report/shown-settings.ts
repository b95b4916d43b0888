import { childOf, formsOf, type SchemaNode } from '../configuration/schema-node.js';
import { removedMark } from './redactor.js';
import { isCalledSecret, secretsWithin } from './secrets-within.js';

type SettingPath = readonly (string | number)[];

/** A configuration as a report shows it, and what it says of what must not be shown elsewhere. */
export interface ShownSettings {
  readonly shown: unknown;
  readonly secrets: readonly string[];
  readonly people: readonly string[];
  readonly computers: readonly string[];
}

interface Found {
  readonly secrets: Set<string>;
  readonly people: Set<string>;
  readonly computers: Set<string>;
}

const unknownMark = '(removed: an unknown key)';
const healthMark = "(removed: of somebody's body)";
const strangeMark = '(removed: something else belongs here)';
const depthMax = 32;

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Everything that is written at and below a value, as text. */
function textsIn(value: unknown, depth = 0): readonly string[] {
  if (depth > depthMax || value === null || value === undefined) return [];
  if (typeof value !== 'object') return [String(value)];
  return Object.entries(value).flatMap(([key, each]) => [
    ...(Array.isArray(value) ? [] : [key]),
    ...textsIn(each, depth + 1),
  ]);
}

/** Where names of people stand. */
const namesPerson = (path: SettingPath): boolean => {
  const [section] = path;
  return path.at(-1) === 'person' && ['chairs', 'schedules', 'chair_defaults'].includes(String(section));
};

/** Where a computer is named: in addresses, and in the lists of names. */
function computersAt(path: SettingPath, text: string): readonly string[] {
  const [section, key] = path;
  if (section === 'http' && ['host_names', 'trusted_proxies', 'listen', 'ingress'].includes(String(key)))
    return [text.replace(/^\[(.*)\](:\d+)?$/, '$1').replace(/^([^:]+):\d+$/, '$1')];
  const host = /^[a-z]+:\/\/(?:[^\s/@]*@)?(\[[^\]]+\]|[^\s/:?]+)/i.exec(text)?.[1];
  return host === undefined ? [] : [host.replace(/^\[(.*)\]$/, '$1')];
}

const isBelowSecret = (path: SettingPath): boolean =>
  path.some((key) => typeof key === 'string' && isCalledSecret(key));

class SettingsWalk {
  constructor(private readonly found: Found) {}

  show(node: SchemaNode | null, value: unknown, path: SettingPath): unknown {
    if (node?.writeOnly === true || (node === null && isBelowSecret(path))) return this.secret(value);
    if (node === null || path.length > depthMax) return this.stranger(value, path, unknownMark);
    if (path[0] === 'people' && path.at(-1) === 'avoid') return healthMark;
    if (Array.isArray(value)) return this.list(node, value, path);
    if (isMap(value)) return this.map(node, value, path);
    const isScalarHere = formsOf(node).some(({ type }) => type !== 'object' && type !== 'array');
    if (!isScalarHere && value !== null) return this.stranger(value, path, strangeMark);
    if (typeof value === 'string') this.note(path, value);
    return value;
  }

  private secret(value: unknown): string {
    for (const text of textsIn(value)) if (!/^(true|false)$/.test(text)) this.found.secrets.add(text);
    return removedMark;
  }

  /** What is not shown may still be told elsewhere. */
  private stranger(value: unknown, path: SettingPath, mark: string): string {
    for (const text of textsIn(value)) this.note(path, text);
    return mark;
  }

  private list(node: SchemaNode, values: readonly unknown[], path: SettingPath): unknown {
    const isList = formsOf(node).some(({ items }) => items !== undefined);
    if (isList) return values.map((each, index) => this.show(childOf(node, index), each, [...path, index]));
    return this.stranger(values, path, strangeMark);
  }

  private map(node: SchemaNode, values: Readonly<Record<string, unknown>>, path: SettingPath): unknown {
    return Object.fromEntries(
      Object.entries(values).map(([key, each]) => {
        if (path[0] === 'people' && path.length === 1) this.found.people.add(key);
        for (const secret of secretsWithin(key)) this.found.secrets.add(secret);
        return [key, this.show(childOf(node, key), each, [...path, key])];
      }),
    );
  }

  private note(path: SettingPath, text: string): void {
    for (const secret of secretsWithin(text)) this.found.secrets.add(secret);
    if (namesPerson(path)) this.found.people.add(text);
    for (const computer of computersAt(path, text)) this.found.computers.add(computer);
  }
}

/** Goes through a configuration as it was written, right or wrong: what the schema calls secret is removed, and so is everything under a
 *  key that it does not know. */
export function shownSettings(data: unknown, schema: SchemaNode): ShownSettings {
  const found: Found = { secrets: new Set(), people: new Set(), computers: new Set() };
  const shown = new SettingsWalk(found).show(schema, data, []);
  return { shown, secrets: [...found.secrets], people: [...found.people], computers: [...found.computers] };
}
