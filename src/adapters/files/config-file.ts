import { existsSync } from 'node:fs';
import type { SchemaNode } from '../../core/configuration/schema-node.js';
import type { DataPath, ShapeProblem } from '../../core/shape/complaints.js';
import { readBounded } from './bounded-read.js';
import {
  type EnvironmentProblem,
  type EnvironmentSetting,
  overlay,
  readEnvironment,
  variableFor,
} from './environment.js';
import { readYaml, utf8TextOf, type YamlDocument, yamlBytesMax } from './yaml-source.js';

/** What is wrong with a configuration, and where. `file` is a file or the name of an environment variable, which has no
 *  lines; `path` is the setting, as in `chairs.0.port`. */
export interface ConfigProblem {
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly path: string;
  readonly message: string;
  readonly suggestion?: string;
}

/** A configuration as it was written: plain data, and the way from a setting back to where it was written. */
export interface ConfigData {
  readonly kind: 'data';
  /** Null where everything comes from the environment. */
  readonly file: string | null;
  readonly data: unknown;
  /** What is wrong with names of variables; the data is without them. */
  readonly problems: readonly ConfigProblem[];
  place(problem: ShapeProblem): ConfigProblem;
}

export type ConfigSource =
  | ConfigData
  | { readonly kind: 'refused'; readonly file: string | null; readonly problems: readonly ConfigProblem[] };

/** Where a configuration is looked for when none is named. */
export const usualConfigFiles: readonly string[] = ['./chair2mqtt.yaml', '/etc/chair2mqtt/chair2mqtt.yaml'];

export interface ConfigPlaces {
  /** The file that was named, or undefined to look for it. */
  readonly named: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly usual?: readonly string[];
  /** What the file would hold, in place of what it holds. */
  readonly text?: string;
}

/** Finds and reads the file and puts the environment over it. Never throws. */
export function readConfigSource({ named, environment, usual, text }: ConfigPlaces, schema: SchemaNode): ConfigSource {
  const file = named ?? (usual ?? usualConfigFiles).find((path) => existsSync(path)) ?? null;
  const variables = readEnvironment(environment, schema);
  const strange = variables.problems.map(placeInEnvironment);
  if (file === null && variables.settings.length === 0) {
    return { kind: 'refused', file, problems: [...strange, nothingThere(usual ?? usualConfigFiles)] };
  }
  const document = file === null ? null : readDocument(file, text);
  if (document !== null && document.kind === 'refused') {
    return { kind: 'refused', file, problems: [...document.problems, ...strange] };
  }
  const laid = overlay(document?.value ?? {}, variables.settings);
  const problems = [...strange, ...laid.problems.map(placeInEnvironment)];
  const place = (problem: ShapeProblem): ConfigProblem => placeOf(problem, file, document, variables.settings);
  return { kind: 'data', file, data: laid.data, problems, place };
}

const placeInEnvironment = ({ name, path, ...rest }: EnvironmentProblem): ConfigProblem => ({
  file: name,
  line: null,
  column: null,
  path: path.join('.'),
  ...rest,
});

const nothingThere = (usual: readonly string[]): ConfigProblem => ({
  file: usual[0] ?? '',
  line: null,
  column: null,
  path: '',
  message: `there is no configuration: looked for ${usual.join(' and ')}`,
  suggestion: 'name one with --config FILE, or set CHAIR2MQTT_CHAIRS__0__ID and CHAIR2MQTT_CHAIRS__0__PORT',
});

type ReadDocument = YamlDocument | { readonly kind: 'refused'; readonly problems: readonly ConfigProblem[] };

function readDocument(file: string, given: string | undefined): ReadDocument {
  const read = given === undefined ? readConfigText(file) : given;
  if (typeof read !== 'string') return read;
  const source = readYaml(read, file);
  if (source.kind === 'document') return source;
  return { kind: 'refused', problems: source.problems.map((problem) => ({ ...problem, path: '' })) };
}

/** The text of a configuration file, or why there is none. */
export function readConfigText(file: string): string | Extract<ReadDocument, { readonly kind: 'refused' }> {
  const refuse = (message: string) => ({
    kind: 'refused' as const,
    problems: [{ file, line: null, column: null, path: '', message }],
  });
  const read = readBounded(file, yamlBytesMax);
  if (read.kind === 'problem') return refuse(`the configuration cannot be read: ${read.message}`);
  return utf8TextOf(read.bytes) ?? refuse('the configuration is not UTF-8 text');
}

const isWithin = (path: DataPath, base: DataPath): boolean =>
  base.length <= path.length && base.every((key, index) => path[index] === key);

/** The variable that set this value, or a value around it. */
function variableOf(path: DataPath, settings: readonly EnvironmentSetting[]): EnvironmentSetting | undefined {
  return settings
    .filter((setting) => isWithin(path, setting.path))
    .sort((left, right) => right.path.length - left.path.length)[0];
}

/** Names the place that a problem is about, and the one that it is about as well. */
function placeOf(
  { firstAt, ...problem }: ShapeProblem,
  file: string | null,
  document: YamlDocument | null,
  settings: readonly EnvironmentSetting[],
): ConfigProblem {
  const placed = placeOfOne(problem, file, document, settings);
  if (firstAt === undefined) return placed;
  const first = placeOfOne({ ...problem, path: firstAt }, file, document, settings);
  const where = first.line === null ? first.file : `line ${first.line}`;
  return { ...placed, message: `${placed.message}, first in ${where}` };
}

function placeOfOne(
  { path, of, ...rest }: Omit<ShapeProblem, 'firstAt'>,
  file: string | null,
  document: YamlDocument | null,
  settings: readonly EnvironmentSetting[],
): ConfigProblem {
  const name = variableOf(path, settings)?.name;
  const problem = { path: path.join('.'), ...rest };
  if (name !== undefined) return { file: name, line: null, column: null, ...problem };
  if (file === null || document === null) return { file: variableFor(path), line: null, column: null, ...problem };
  const { line, column } = of === 'key' ? document.locateKey(path) : document.locate(path);
  return { file, line, column, ...problem };
}
