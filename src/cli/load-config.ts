import {
  type ConfigData,
  type ConfigPlaces,
  type ConfigProblem,
  readConfigSource,
} from '../adapters/files/config-file.js';
import { findProfile } from '../adapters/files/profile-file.js';
import {
  readPemFile,
  readSecretFile,
  readTokenFile,
  type SecretFile,
  whyNoPair,
} from '../adapters/files/secret-file.js';
import { type Driver, showsOutputs } from '../chair/driver.js';
import { driverFor } from '../chair/drivers.js';
import type { SourcedProfile } from '../chair/keyed/profile-driver.js';
import { type ChairConfig, type Config, configJsonSchema, readConfig, type Secrets } from '../config.js';
import type { DataPath } from '../core/shape/complaints.js';
import { withPathsFrom } from './config-paths.js';
import { sparedPrograms, unknownPrograms } from './scheduled-programs.js';
import { unzoned } from './time-zones.js';

export type LoadedConfig =
  | {
      readonly kind: 'loaded';
      readonly file: string | null;
      readonly config: Config;
      readonly secrets: Secrets;
      readonly driverOf: (chair: ChairConfig) => Driver;
      /** What is valid and will not do what it says. */
      readonly warnings: readonly ConfigProblem[];
    }
  | { readonly kind: 'refused'; readonly file: string | null; readonly problems: readonly ConfigProblem[] };

/** Finds, reads and checks the configuration, with the environment over it and the secrets from their files. */
export function loadConfig(
  named: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
  usual?: readonly string[],
): LoadedConfig {
  return load({ named, environment, ...(usual === undefined ? {} : { usual }) });
}

type LoadText = (file: string, text: string, environment: Readonly<Record<string, string | undefined>>) => LoadedConfig;

/** The same for what a file would hold. */
export const loadConfigText: LoadText = (named, text, environment) => load({ named, environment, text });

/** The same without a look at the secrets that it names: whoever sends a text must not find out by it which files there are. */
export const loadTextAlone: LoadText = (named, text, environment) =>
  load({ named, environment, text }, () => noSecrets);

function load(places: ConfigPlaces, secretsOf = readSecrets): LoadedConfig {
  const source = readConfigSource(places, configJsonSchema());
  if (source.kind === 'refused') return source;
  const parsed = readConfig(source.data);
  const read = parsed.kind === 'config' ? { ...parsed, config: withPathsFrom(parsed.config, source) } : parsed;
  const wrong =
    read.kind === 'invalid' ? read.problems.map((problem) => source.place(problem)).sort(byPlace(source)) : [];
  const { secrets, unreadable } = read.kind === 'config' ? secretsOf(read.config, source) : noSecrets;
  const { driverOf, strange } = readDrivers(read.kind === 'config' ? read.config : noChairs, source);
  const unplayable =
    read.kind === 'config' && strange.length === 0 ? unknownPrograms(read.config, driverOf, source) : [];
  const refused = read.kind === 'config' && read.config.programs === undefined ? unplayable : [];
  const problems = withoutRepetition([...source.problems, ...wrong, ...unreadable, ...strange, ...refused]);
  if (read.kind === 'config' && problems.length === 0) {
    const warnings = withoutRepetition([
      ...unwatched(read.config, driverOf, source),
      ...unstamped(read.config, source),
      ...unzoned(read.config, source),
      ...sparedPrograms(read.config, source),
      // A folder of one's own may have it again later.
      ...unplayable,
    ]);
    return { kind: 'loaded', file: source.file, config: read.config, secrets, driverOf, warnings };
  }
  return { kind: 'refused', file: source.file, problems };
}

/** [S18] Chairs that show nothing of what they do, where remote starts are asked for and nobody is said to watch. */
const unwatched = (
  { chairs }: Pick<Config, 'chairs'>,
  driverOf: (chair: ChairConfig) => Driver,
  source: ConfigData,
): readonly ConfigProblem[] =>
  chairs.flatMap((chair, index) => {
    const isIdle = chair.remote_start === true && chair.watched_by === undefined && !showsOutputs(driverOf(chair));
    const message =
      'has no effect: this chair shows nothing of what it does, so remote starts stay off until watched_by says in words who watches it, such as watched_by: somebody in the room';
    return isIdle ? [source.place({ path: ['chairs', index, 'remote_start'], of: 'value', message })] : [];
  });

/** [S6] What one node of a cluster kept back looks new to the others. */
const unstamped = ({ mqtt }: Config, source: ConfigData): readonly ConfigProblem[] => {
  const message =
    'is a cluster: without mqtt.require_ts: true, and "ts" in what hubs send, a command that another node kept back looks like a new one';
  return mqtt.urls.length > 1 && !mqtt.require_ts
    ? [source.place({ path: ['mqtt', 'url'], of: 'value', message })]
    : [];
};

interface ReadDrivers {
  readonly driverOf: (chair: ChairConfig) => Driver;
  readonly strange: readonly ConfigProblem[];
}

const noChairs: Pick<Config, 'chairs' | 'profiles'> = { chairs: [] };

/** Makes the driver of every chair, and reads the profiles for those that have one. */
function readDrivers(
  { chairs, profiles: folder }: Pick<Config, 'chairs' | 'profiles'>,
  source: ConfigData,
): ReadDrivers {
  const drivers = new Map<string, Driver>();
  const profiles = new Map<string, SourcedProfile>();
  const strange: ConfigProblem[] = [];
  const profileAt = (index: number, name: string): SourcedProfile | null => {
    const read = profiles.has(name) ? null : findProfile(name, folder);
    if (read?.kind === 'profile') profiles.set(name, read);
    else if (read?.kind === 'refused') strange.push(...read.problems.map((problem) => ({ ...problem, path: '' })));
    else if (read !== null)
      strange.push(source.place({ path: ['chairs', index, 'driver'], of: 'value', message: read.message }));
    return profiles.get(name) ?? null;
  };
  for (const [index, { id, driver: choice }] of chairs.entries()) {
    const driver = driverFor(choice, (name) => profileAt(index, name));
    if (driver !== null) drivers.set(id, driver);
  }
  const driverOf = ({ id }: ChairConfig): Driver => {
    const driver = drivers.get(id);
    if (driver === undefined) throw new Error(`the driver of ${id} was not read`);
    return driver;
  };
  return { driverOf, strange };
}

interface ReadSecrets {
  readonly secrets: Secrets;
  readonly unreadable: readonly ConfigProblem[];
}

const noSecrets: ReadSecrets = { secrets: {}, unreadable: [] };

/** Variables first, then the configuration file, then the files of chairs by name. */
const byPlace =
  ({ file }: ConfigData) =>
  (left: ConfigProblem, right: ConfigProblem): number => {
    const rankOf = (problem: ConfigProblem): number => (problem.line === null ? 0 : problem.file === file ? 1 : 2);
    const isAfter = left.file === right.file ? 0 : left.file < right.file ? -1 : 1;
    const lines = (left.line ?? 0) - (right.line ?? 0) || (left.column ?? 0) - (right.column ?? 0);
    return rankOf(left) - rankOf(right) || isAfter || lines;
  };

/** What all chairs have is wrong once. */
const withoutRepetition = (problems: readonly ConfigProblem[]): readonly ConfigProblem[] => [
  ...new Map(problems.map((each) => [showProblem(each), each])).values(),
];

interface SecretSource {
  readonly secret: keyof Secrets;
  readonly path: DataPath;
  readonly file: string | undefined;
  readonly read: (file: string) => SecretFile;
}

function readSecrets({ mqtt, http }: Config, source: ConfigData): ReadSecrets {
  const files: readonly SecretSource[] = [
    { secret: 'mqttPassword', path: ['mqtt', 'password_file'], file: mqtt.password_file, read: readSecretFile },
    { secret: 'mqttCa', path: ['mqtt', 'ca_file'], file: mqtt.ca_file, read: readPemFile },
    { secret: 'mqttCert', path: ['mqtt', 'cert_file'], file: mqtt.cert_file, read: readPemFile },
    { secret: 'mqttKey', path: ['mqtt', 'key_file'], file: mqtt.key_file, read: readPemFile },
    { secret: 'httpToken', path: ['http', 'token_file'], file: http?.token_file, read: readTokenFile },
    { secret: 'httpCert', path: ['http', 'tls', 'cert_file'], file: http?.tls?.cert_file, read: readPemFile },
    { secret: 'httpKey', path: ['http', 'tls', 'key_file'], file: http?.tls?.key_file, read: readPemFile },
  ];
  const unreadable: ConfigProblem[] = [];
  const read: [string, string][] = [];
  for (const { secret, path, file, read: readFile } of files) {
    const result = file === undefined ? null : readFile(file);
    if (result?.kind === 'secret') read.push([secret, result.secret]);
    if (result?.kind === 'problem') unreadable.push(source.place({ path, of: 'value', message: result.message }));
  }
  const inline = Object.entries({ mqttPassword: mqtt.password, httpToken: http?.token });
  const written = inline.filter((entry): entry is [string, string] => entry[1] !== undefined);
  const secrets: Secrets = Object.fromEntries([...written, ...read]);
  const message = whyNoPair(secrets.httpCert, secrets.httpKey);
  if (message !== null) unreadable.push(source.place({ path: ['http', 'tls', 'key_file'], of: 'value', message }));
  return { secrets, unreadable };
}

/** `chair2mqtt.yaml:12:5: unknown key 'prot'; did you mean 'port'?` */
export function showProblem({ file, line, column, message, suggestion }: ConfigProblem): string {
  const place = line === null || column === null ? file : `${file}:${line}:${column}`;
  return `${place}: ${message}${suggestion === undefined ? '' : `; ${suggestion}`}\n`;
}
