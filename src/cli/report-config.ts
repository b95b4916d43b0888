import { dirname, isAbsolute, join, resolve } from 'node:path';
import { readBounded } from '../adapters/files/bounded-read.js';
import { readConfigSource, readConfigText } from '../adapters/files/config-file.js';
import { secretsIn } from '../adapters/files/config-secrets.js';
import { yamlTextOf } from '../adapters/files/config-text.js';
import { ownTokenFile } from '../adapters/files/own-token.js';
import { configJsonSchema } from '../config.js';
import { allKeysOf, keysOfText } from '../core/report/key-outline.js';
import { isCalledSecret, secretsWithin } from '../core/report/secrets-within.js';
import { type ShownSettings, shownSettings } from '../core/report/shown-settings.js';
import { valueAt } from '../core/shape/complaints.js';
import { loadConfig, showProblem } from './load-config.js';

/** What a report says of the configuration, whatever is wrong with it, and what it must not say. */
export interface ReportedConfig extends Omit<ShownSettings, 'shown'> {
  readonly text: string;
  readonly dataFolder: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const secretBytesMax = 64 * 1024;
const variablePrefix = 'CHAIR2MQTT_';

const certificate = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

interface SecretFiles {
  readonly secrets: readonly string[];
  readonly unreadable: readonly string[];
}

/** What stands in files of secrets, line by line, because keys have many; a certificate is none. */
function secretsOfFiles(paths: readonly string[]): SecretFiles {
  const secrets: string[] = [];
  const unreadable: string[] = [];
  for (const path of new Set(paths)) {
    const read = readBounded(path, secretBytesMax);
    if (read.kind === 'problem') {
      if (!/no such file/.test(read.message)) unreadable.push(`${path} (${read.message})`);
      continue;
    }
    const lines = read.bytes.toString('utf8').replaceAll(certificate, '').split(/\r?\n/);
    secrets.push(...lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('-----')));
  }
  return { secrets, unreadable };
}

/** What this user may not read cannot be known elsewhere either. */
const unreadableWords = (paths: readonly string[]): readonly string[] =>
  paths.length === 0
    ? []
    : [
        `Could not be read, so what stands there was not looked for in the other parts; run this as the user of the daemon: ${paths.join(', ')}`,
      ];

/** The files that any key ending in `_file` names, from the folder of the configuration or from here. */
function secretFilesIn(value: unknown, folder: string): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => {
    if (typeof each !== 'string' || !key.endsWith('_file')) return secretFilesIn(each, folder);
    return isAbsolute(each) ? [each] : [join(folder, each), resolve(each)];
  });
}

const ownVariables = (environment: Environment): readonly (readonly [name: string, text: string])[] =>
  Object.entries(environment).flatMap(([name, text = '']) =>
    name.startsWith(variablePrefix) && text !== '' ? [[name, text]] : [],
  );

/** Also those of variables with a wrong name. */
const secretsOfVariables = (environment: Environment): readonly string[] =>
  ownVariables(environment).flatMap(([name, text]) =>
    isCalledSecret(name.slice(variablePrefix.length)) ? [text] : secretsWithin(text),
  );

function judgement(named: string | undefined, environment: Environment): string {
  const loaded = loadConfig(named, environment);
  if (loaded.kind === 'refused') return `It is refused:\n${loaded.problems.map(showProblem).join('')}`;
  if (loaded.warnings.length === 0) return 'It is valid.\n';
  return `It is valid, with warnings:\n${loaded.warnings.map(showProblem).join('')}`;
}

const keysAlone = (text: string, schema: Parameters<typeof allKeysOf>[0]): string =>
  text === '' ? '' : `It cannot be read, so its keys alone are shown:\n\n${keysOfText(text, allKeysOf(schema))}`;

const nothingFound: ShownSettings = { shown: null, secrets: [], people: [], computers: [] };

/** Reads the configuration for a report. Throws for nothing that a file may hold. */
export function reportedConfig(named: string | undefined, environment: Environment): ReportedConfig {
  const schema = configJsonSchema();
  const source = readConfigSource({ named, environment }, schema);
  const { file } = source;
  const data = source.kind === 'data' ? source.data : null;
  const written = file === null ? '' : readConfigText(file);
  const text = typeof written === 'string' ? written : '';
  const { shown, secrets, people, computers } = source.kind === 'data' ? shownSettings(data, schema) : nothingFound;
  const folder = file === null ? '.' : dirname(file);
  const asked = valueAt(data, ['data_dir']);
  const usual = typeof asked === 'string' && asked !== '' ? asked : './data';
  const dataFolder = isAbsolute(usual) ? usual : join(folder, usual);

  const files = secretsOfFiles([...secretFilesIn(data, folder), ownTokenFile(dataFolder)]);
  const variables = ownVariables(environment).map(([name]) => name);
  const settings =
    source.kind === 'data'
      ? `What is written there, the environment over it:\n\n${yamlTextOf(shown)}`
      : keysAlone(text, schema);
  return {
    text: [
      file === null ? 'There is no configuration file.' : `File: ${resolve(file)}`,
      `Variables of the environment: ${variables.length === 0 ? 'none' : variables.join(', ')}`,
      ...unreadableWords(files.unreadable),
      judgement(named, environment),
      settings,
    ].join('\n'),
    dataFolder,
    secrets: [
      ...secrets,
      ...secretsIn(text),
      ...secretsWithin(text),
      ...secretsOfVariables(environment),
      ...files.secrets,
    ],
    people,
    computers,
  };
}
