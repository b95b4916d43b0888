import { childOf, formsOf, keysOf, nodeAt, type SchemaNode } from '../../core/configuration/schema-node.js';
import type { DataPath } from '../../core/shape/complaints.js';
import { nearestWord } from '../../core/shape/nearest-word.js';
import { readYaml } from './yaml-source.js';

/** A setting that an environment variable gives. */
export interface EnvironmentSetting {
  readonly name: string;
  readonly path: DataPath;
  readonly value: unknown;
}

export interface EnvironmentProblem {
  readonly name: string;
  readonly path: DataPath;
  readonly message: string;
  readonly suggestion?: string;
}

export interface EnvironmentSettings {
  readonly settings: readonly EnvironmentSetting[];
  readonly problems: readonly EnvironmentProblem[];
}

const prefix = 'CHAIR2MQTT_';
const separator = '__';

/** The variable that sets what is at `path`. */
export const variableFor = (path: DataPath): string =>
  `${prefix}${path.map((key) => String(key).toUpperCase()).join(separator)}`;

/** Reads every variable that begins with CHAIR2MQTT_, by the types of the schema. An empty one counts as not set. */
export function readEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  schema: SchemaNode,
): EnvironmentSettings {
  const settings: EnvironmentSetting[] = [];
  const problems: EnvironmentProblem[] = [];
  for (const name of Object.keys(environment).sort()) {
    const text = environment[name];
    if (!name.startsWith(prefix) || text === undefined || text === '') continue;
    const path = pathOf(name.slice(prefix.length), schema);
    if (path === null) problems.push(unknownName(name, schema));
    else {
      const read = readValue(text, nodeAt(schema, path) ?? {});
      if (read.kind === 'value') settings.push({ name, path, value: read.value });
      else problems.push({ name, path, message: read.message });
    }
  }
  return { settings, problems };
}

function pathOf(rest: string, schema: SchemaNode): DataPath | null {
  const path: (string | number)[] = [];
  let node: SchemaNode | null = schema;
  for (const segment of rest.split(separator)) {
    const key: string | number | null = node === null ? null : keyOf(segment, node);
    if (node === null || key === null) return null;
    node = childOf(node, key);
    path.push(key);
  }
  return node === null ? null : path;
}

function keyOf(segment: string, node: SchemaNode): string | number | null {
  const known = keysOf(node).find((key) => key.toUpperCase() === segment);
  if (known !== undefined) return known;
  for (const { items, additionalProperties } of formsOf(node)) {
    if (items !== undefined && /^\d{1,3}$/.test(segment)) return Number(segment);
    if (typeof additionalProperties === 'object' && segment !== '' && segment === segment.toUpperCase()) {
      return segment.toLowerCase();
    }
  }
  return null;
}

/** Every name there is, in small letters; list indexes and free keys as `0` and `id`. */
function knownNames(node: SchemaNode, path: readonly string[]): string[] {
  const own = path.length === 0 ? [] : [path.join(separator)];
  const nested = formsOf(node).flatMap(({ properties, items, additionalProperties }) => [
    ...Object.entries(properties ?? {}).flatMap(([key, child]) => knownNames(child, [...path, key.toLowerCase()])),
    ...(items === undefined ? [] : knownNames(items, [...path, '0'])),
    ...(typeof additionalProperties === 'object' ? knownNames(additionalProperties, [...path, 'id']) : []),
  ]);
  return [...own, ...nested];
}

function unknownName(name: string, schema: SchemaNode): EnvironmentProblem {
  const nearest = nearestWord(name.slice(prefix.length), knownNames(schema, []));
  const suggestion =
    nearest === null
      ? `two underscores stand between levels, as in ${prefix}MQTT${separator}URL`
      : `did you mean ${prefix}${nearest.toUpperCase()}?`;
  return { name, path: [], message: 'no setting has this name', suggestion };
}

type ReadValue =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'problem'; readonly message: string };

/** Text stays as it is; everything else is YAML (JSON is part of it), as is a map or a list where text may stand too. */
function readValue(text: string, node: SchemaNode): ReadValue {
  const types = formsOf(node).map(({ type }) => type);
  const first = text.trimStart().slice(0, 1);
  const isOther = (types.includes('object') && first === '{') || (types.includes('array') && first === '[');
  const isText = types.includes('string') && !isOther;
  if (isText) return { kind: 'value', value: text };
  const source = readYaml(text, '');
  if (source.kind === 'document') return { kind: 'value', value: source.value };
  return { kind: 'problem', message: `cannot be read: ${source.problems[0]?.message ?? 'not YAML'}` };
}

/** Puts the settings over the data of a file. Lists grow one by one: an index that leaves a gap is a problem. */
export function overlay(
  data: unknown,
  settings: readonly EnvironmentSetting[],
): { readonly data: unknown; readonly problems: readonly EnvironmentProblem[] } {
  const top: Holder = { value: structuredClone(data) };
  const problems: EnvironmentProblem[] = [];
  const inOrder = [...settings].sort(
    (left, right) => left.path.length - right.path.length || compareIndexes(left.path, right.path),
  );
  for (const { name, path, value } of inOrder) {
    const gap = put(top, path, value);
    if (gap !== null) problems.push({ name, path, message: gap });
  }
  return { data: top.value, problems };
}

interface Holder {
  value: unknown;
}

function compareIndexes(left: DataPath, right: DataPath): number {
  for (const [at, key] of left.entries()) {
    const other = right[at];
    if (typeof key === 'number' && typeof other === 'number' && key !== other) return key - other;
  }
  return 0;
}

function put(top: Holder, path: DataPath, value: unknown): string | null {
  let holder: object = top;
  let last: string | number = 'value';
  for (const key of path) {
    const here: unknown = Object.hasOwn(holder, last) ? Reflect.get(holder, last) : undefined;
    const isFitting = typeof key === 'number' ? Array.isArray(here) : isMap(here);
    const container: object = isFitting ? (here as object) : typeof key === 'number' ? [] : {};
    if (Array.isArray(container) && typeof key === 'number' && key > container.length) {
      return `leaves a gap: there is no number ${container.length} yet; count from 0`;
    }
    if (!isFitting) Reflect.set(holder, last, container);
    holder = container;
    last = key;
  }
  Reflect.set(holder, last, value);
  return null;
}

const isMap = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
