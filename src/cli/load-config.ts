import { type ConfigData, type ConfigProblem, readConfigSource } from '../adapters/files/config-file.js';
import { findProfile } from '../adapters/files/profile-file.js';
import { readPemFile, readSecretFile, type SecretFile } from '../adapters/files/secret-file.js';
import { type Config, configJsonSchema, profileNameOf, readConfig, type Secrets } from '../config.js';
import type { Profile } from '../core/profile/schema.js';
import type { DataPath } from '../core/shape/complaints.js';

export type LoadedConfig =
  | {
      readonly kind: 'loaded';
      readonly file: string | null;
      readonly config: Config;
      readonly secrets: Secrets;
      readonly profiles: ReadonlyMap<string, Profile>;
    }
  | { readonly kind: 'refused'; readonly file: string | null; readonly problems: readonly ConfigProblem[] };

/** Finds, reads and checks the configuration, with the environment over it and the secrets from their files. */
export function loadConfig(
  named: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
  usual?: readonly string[],
): LoadedConfig {
  const places = { named, environment, ...(usual === undefined ? {} : { usual }) };
  const source = readConfigSource(places, configJsonSchema());
  if (source.kind === 'refused') return source;
  const read = readConfig(source.data);
  const wrong = read.kind === 'invalid' ? read.problems.map((problem) => source.place(problem)).sort(byPlace) : [];
  const { secrets, unreadable } = read.kind === 'config' ? readSecrets(read.config, source) : noSecrets;
  const { profiles, strange } = read.kind === 'config' ? readProfiles(read.config, source) : noProfiles;
  const problems = [...source.problems, ...wrong, ...unreadable, ...strange];
  if (read.kind === 'config' && problems.length === 0) {
    return { kind: 'loaded', file: source.file, config: read.config, secrets, profiles };
  }
  return { kind: 'refused', file: source.file, problems };
}

interface ReadProfiles {
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly strange: readonly ConfigProblem[];
}

const noProfiles: ReadProfiles = { profiles: new Map(), strange: [] };

/** Reads the profile of every chair that has one. */
function readProfiles({ chairs, profiles: folder }: Config, source: ConfigData): ReadProfiles {
  const profiles = new Map<string, Profile>();
  const strange: ConfigProblem[] = [];
  for (const [index, { driver }] of chairs.entries()) {
    const name = profileNameOf(driver);
    if (name === null || profiles.has(name)) continue;
    const read = findProfile(name, folder);
    if (read.kind === 'profile') profiles.set(name, read.profile);
    else if (read.kind === 'refused') strange.push(...read.problems.map((problem) => ({ ...problem, path: '' })));
    else strange.push(source.place({ path: ['chairs', index, 'driver'], of: 'value', message: read.message }));
  }
  return { profiles, strange };
}

interface ReadSecrets {
  readonly secrets: Secrets;
  readonly unreadable: readonly ConfigProblem[];
}

const noSecrets: ReadSecrets = { secrets: {}, unreadable: [] };

const byPlace = (left: ConfigProblem, right: ConfigProblem): number =>
  (left.line ?? 0) - (right.line ?? 0) || (left.column ?? 0) - (right.column ?? 0);

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
    { secret: 'httpToken', path: ['http', 'token_file'], file: http?.token_file, read: readSecretFile },
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
  return { secrets: Object.fromEntries([...written, ...read]), unreadable };
}

/** `chair2mqtt.yaml:12:5: unknown key 'prot'; did you mean 'port'?` */
export function showProblem({ file, line, column, message, suggestion }: ConfigProblem): string {
  const place = line === null || column === null ? file : `${file}:${line}:${column}`;
  return `${place}: ${message}${suggestion === undefined ? '' : `; ${suggestion}`}\n`;
}
