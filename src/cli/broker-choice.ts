import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { usualConfigFiles } from '../adapters/files/config-file.js';
import { findDemo } from '../adapters/files/demo-address.js';
import { overlay, readEnvironment } from '../adapters/files/environment.js';
import { readPemFile, readSecretFile, type SecretFile } from '../adapters/files/secret-file.js';
import type { BrokerAccess } from '../adapters/mqtt/attempt-plan.js';
import { configJsonSchema } from '../config.js';
import { urlWithoutSecrets } from '../core/broker/broker-url.js';
import { valueAt } from '../core/shape/complaints.js';
import { brokerAccess } from '../daemon/broker-access.js';
import { loadConfig, showProblem } from './load-config.js';
import { type CliIo, silentLog } from './process-edge.js';

/** What a command line may say of the broker. */
export interface BrokerWishes {
  readonly config?: string;
  readonly url?: readonly string[];
  readonly username?: string;
  readonly passwordFile?: string;
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly baseTopic?: string;
}

export interface ChosenBroker {
  readonly kind: 'broker';
  readonly access: BrokerAccess;
  readonly baseTopic: string;
}

type BrokerChoice = ChosenBroker | { readonly kind: 'problem'; readonly message: string };

const problem = (message: string): BrokerChoice => ({ kind: 'problem', message });

const defaultUrl = 'mqtt://localhost:1883';
const defaultBase = 'chair2mqtt';

/** How `send`, `status` and `watch` are told where the broker is. */
export const withBrokerOptions = (command: Command): Command =>
  command
    .option('-c, --config <file>', "the daemon's configuration, for broker and base topic; default: the one beside")
    .option(
      '--url <url>',
      'the broker (also CHAIR2MQTT_MQTT__URL); given again: the next node of a cluster',
      (url: string, before: readonly string[] = []) => [...before, url],
    )
    .option('--username <name>', 'user name at the broker')
    .option('--password-file <file>', 'file that holds the password')
    .option('--ca-file <file>', "certificate of the broker's authority")
    .option('--cert-file <file>', 'client certificate')
    .option('--key-file <file>', 'key of the client certificate')
    .option('--base-topic <topic>', 'base topic of the daemon; default chair2mqtt');

export const brokerHelp = `
The broker is the one of --url or CHAIR2MQTT_MQTT__URL, else that of --config, else that of the demo where one runs and has this
chair, else that of ./chair2mqtt.yaml or /etc/chair2mqtt/chair2mqtt.yaml, else ${defaultUrl}.`;

/** Where the daemon of this chair is to be found; null: any chair. The nearest word counts: option, environment, file. */
export function chooseBroker(wishes: BrokerWishes, chairId: string | null, io: CliIo): BrokerChoice {
  const known = placeOf(wishes, chairId, io);
  if (known.kind === 'problem') return known;
  const files = readFiles(wishes);
  if ('message' in files) return problem(files.message);
  const { username, url: urls = urlsIn(io.env), baseTopic } = wishes;
  const said = Object.entries({ urls, username, ...files }).filter(([, value]) => value !== undefined);
  return {
    kind: 'broker',
    access: { ...known.access, ...Object.fromEntries(said) },
    baseTopic: baseTopic ?? known.baseTopic,
  };
}

/** The addresses that the environment gives, in each of its forms. */
function urlsIn(environment: CliIo['env']): readonly string[] | undefined {
  const named = Object.entries(environment).filter(([name]) => name.startsWith('CHAIR2MQTT_MQTT__URL'));
  const { data } = overlay({}, readEnvironment(Object.fromEntries(named), configJsonSchema()).settings);
  const url = valueAt(data, ['mqtt', 'url']);
  return url === undefined ? undefined : [url].flat().map(String);
}

/** Where the broker is, for people. */
export const brokerWords = ({ access }: ChosenBroker): string => access.urls.map(urlWithoutSecrets).join(', ');

/** What is known without the command line. */
function placeOf({ config, url }: BrokerWishes, chairId: string | null, io: CliIo): BrokerChoice {
  const plain = { kind: 'broker', access: { urls: [defaultUrl] }, baseTopic: defaultBase } as const;
  if (config !== undefined) return placeInFile(config, io);
  if (url !== undefined || urlsIn(io.env) !== undefined) return plain;
  const demo = findDemo();
  const beside = usualConfigFiles.find((file) => existsSync(file));
  const isOfDemo = demo !== null && (chairId === demo.chair || beside === undefined);
  if (isOfDemo) return { ...plain, access: { urls: [demo.url] } };
  return beside === undefined ? plain : placeInFile(beside, io);
}

function placeInFile(file: string, io: CliIo): BrokerChoice {
  const loaded = loadConfig(file, io.env);
  if (loaded.kind === 'refused') {
    const problems = loaded.problems.map((each) => showProblem(each).trimEnd()).join('\n');
    return problem(`${problems}\nName the broker with --url to go on without this file.`);
  }
  const { config, secrets } = loaded;
  return { kind: 'broker', access: brokerAccess(config, secrets, silentLog)(), baseTopic: config.mqtt.base_topic };
}

function readFiles({
  passwordFile,
  caFile,
  certFile,
  keyFile,
}: BrokerWishes): Partial<BrokerAccess> | { message: string } {
  const read: Record<string, string> = {};
  const files: readonly (readonly [string, string | undefined, (file: string) => SecretFile])[] = [
    ['password', passwordFile, readSecretFile],
    ['ca', caFile, readPemFile],
    ['cert', certFile, readPemFile],
    ['key', keyFile, readPemFile],
  ];
  for (const [name, file, readFile] of files) {
    if (file === undefined) continue;
    const result = readFile(file);
    if (result.kind === 'problem') return result;
    read[name] = result.secret;
  }
  return read;
}
