import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { writtenPath } from '../../core/configuration/chair-defaults.js';
import type { SchemaNode } from '../../core/configuration/schema-node.js';
import { type DataPath, type ShapeProblem, valueAt } from '../../core/shape/complaints.js';
import { readBounded } from './bounded-read.js';
import { type ChairFile, readChairFolder } from './chair-folder.js';
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
  /** A variable gave what is at this path. */
  isFromEnvironment(path: DataPath): boolean;
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
  const written: Written = { file, document, settings: variables.settings, data: laid.data };
  const folder = chairsOfFolder(written);
  if (folder.kind === 'refused') return { kind: 'refused', file, problems: [...folder.problems, ...strange] };
  const problems = [...strange, ...laid.problems.map(placeInEnvironment)];
  return { kind: 'data', file, problems, ...withFolder(written, folder.files) };
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

/** A configuration in the places where it was written, but for its folder of chairs. */
interface Written {
  readonly file: string | null;
  readonly document: YamlDocument | null;
  readonly settings: readonly EnvironmentSetting[];
  /** What the file holds, with the environment over it. */
  readonly data: unknown;
}

type ReadFolder =
  | { readonly kind: 'files'; readonly files: readonly ChairFile[] }
  | { readonly kind: 'refused'; readonly problems: readonly ConfigProblem[] };

/** The chairs of `chairs_dir`. What is wrong with the folder itself is said where it is named. */
function chairsOfFolder(written: Written): ReadFolder {
  const path = ['chairs_dir'];
  const named = valueAt(written.data, path);
  if (typeof named !== 'string' || named === '') return { kind: 'files', files: [] };
  const isFromFile = variableOf(path, written.settings) === undefined;
  const folder = readChairFolder(isFromFile && !isAbsolute(named) ? join(dirname(written.file ?? ''), named) : named);
  const here = (message: string): ReadFolder => ({
    kind: 'refused',
    problems: [placeOfOne({ path, of: 'value', message }, written)],
  });
  switch (folder.kind) {
    case 'problem':
      return here(folder.message);
    case 'wrong-files':
      return { kind: 'refused', problems: folder.problems.map((problem) => ({ ...problem, path: '' })) };
    case 'chairs': {
      const hasNone = folder.files.length === 0 && valueAt(written.data, ['chairs']) === undefined;
      return hasNone
        ? here('there is no chair in this folder: it takes files such as living-room.yaml')
        : { kind: 'files', files: folder.files };
    }
  }
}

/** Chairs that have files of their own come after those of the configuration file. */
function withFolder(
  written: Written,
  files: readonly ChairFile[],
): Pick<ConfigData, 'data' | 'place' | 'isFromEnvironment'> {
  const { settings } = written;
  const inline = valueAt(written.data, ['chairs']) ?? [];
  const isList = Array.isArray(inline);
  const data =
    files.length > 0 && isList
      ? { ...(written.data as object), chairs: [...inline, ...files.map(({ chair }) => chair)] }
      : written.data;
  const fileOf = ([section, index]: DataPath): ChairFile | undefined =>
    section === 'chairs' && isList && typeof index === 'number' ? files[index - inline.length] : undefined;
  const placeOne = (problem: PlacedOnce): ConfigProblem => {
    const path = writtenPath(data, problem.path);
    const own = fileOf(path);
    return own === undefined ? placeOfOne({ ...problem, path }, written) : placeInChairFile(problem, own);
  };
  return {
    data,
    place: ({ firstAt, ...problem }) => {
      const placed = placeOne(problem);
      return firstAt === undefined ? placed : withFirst(placed, placeOne({ ...problem, path: firstAt }));
    },
    isFromEnvironment: (path) => variableOf(path, settings) !== undefined || written.file === null,
  };
}

/** Names also the other place that a problem is about. */
function withFirst(placed: ConfigProblem, first: ConfigProblem): ConfigProblem {
  const isHere = first.file === placed.file;
  const where = first.line === null ? first.file : isHere ? `line ${first.line}` : `${first.file}:${first.line}`;
  return { ...placed, message: `${placed.message}, first in ${where}` };
}

type PlacedOnce = Omit<ShapeProblem, 'firstAt'>;

const placeInDocument = (document: YamlDocument, path: DataPath, of: ShapeProblem['of']) =>
  of === 'key' ? document.locateKey(path) : document.locate(path);

function placeInChairFile({ path, of, ...rest }: PlacedOnce, { file, document }: ChairFile): ConfigProblem {
  return { file, ...placeInDocument(document, path.slice(2), of), path: path.join('.'), ...rest };
}

function placeOfOne({ path, of, ...rest }: PlacedOnce, { file, document, settings }: Written): ConfigProblem {
  const name = variableOf(path, settings)?.name;
  const problem = { path: path.join('.'), ...rest };
  if (name !== undefined) return { file: name, line: null, column: null, ...problem };
  if (file === null || document === null) return { file: variableFor(path), line: null, column: null, ...problem };
  return { file, ...placeInDocument(document, path, of), ...problem };
}
