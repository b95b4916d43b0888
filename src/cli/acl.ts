import { Argument, Command, InvalidArgumentError } from 'commander';
import { rightsOf } from '../adapters/mqtt/rights.js';
import type { Config } from '../config.js';
import { type BrokerUser, emqxRules, mosquittoRules, rabbitmqRules } from '../core/broker/access-rules.js';
import { ownBridgeId } from './doctor-checks.js';
import { loadConfig, showProblem } from './load-config.js';
import type { CliIo } from './process-edge.js';

interface AclOptions {
  readonly config?: string;
  readonly daemon?: string;
  readonly hub: string;
  readonly viewer?: string;
  readonly vhost: string;
}

type BrokerKind = 'mosquitto' | 'emqx' | 'rabbitmq';

/** Each broker has its own way to quote others. */
function readUser(text: string): string {
  if (/^[\w.@-]{1,64}$/.test(text)) return text;
  throw new InvalidArgumentError('It has to be letters, digits, and any of _ . @ - in one word.');
}

function usersOf(kind: BrokerKind, config: Config, { daemon, hub, viewer }: AclOptions): readonly BrokerUser[] {
  const { mqtt, chairs } = config;
  const rights = rightsOf({
    base: mqtt.base_topic,
    bridgeId: ownBridgeId(config),
    chairIds: chairs.map(({ id }) => id),
    discoveryPrefix: mqtt.discovery === 'off' ? null : mqtt.discovery_prefix,
    isHomie: mqtt.homie,
    endsAtRefusal: kind === 'rabbitmq',
    responsePrefixes: mqtt.response_prefixes,
  });
  const users = [
    { name: daemon ?? mqtt.username ?? 'chair', ...rights.daemon },
    { name: hub, ...rights.hub },
  ];
  return viewer === undefined ? users : [...users, { name: viewer, ...rights.viewer }];
}

function rulesFor(kind: BrokerKind, users: readonly BrokerUser[], vhost: string): string {
  switch (kind) {
    case 'mosquitto':
      return mosquittoRules(users);
    case 'emqx':
      return emqxRules(users);
    case 'rabbitmq':
      return rabbitmqRules(users, vhost);
  }
}

function acl(io: CliIo, kind: BrokerKind, options: AclOptions): number {
  const loaded = loadConfig(options.config, io.env);
  if (loaded.kind === 'refused') {
    for (const problem of loaded.problems) io.stderr.write(showProblem(problem));
    return 1;
  }
  const users = usersOf(kind, loaded.config, options);
  const names = users.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) {
    io.stderr.write(`${twice} stands for two users: give each its own name with --daemon, --hub and --viewer\n`);
    return 1;
  }
  io.stdout.write(rulesFor(kind, users, options.vhost));
  return 0;
}

export const aclCommand = (io: CliIo): Command =>
  new Command('acl')
    .description('print the access rules that a broker needs for this configuration')
    .addArgument(new Argument('<broker>', 'for which broker').choices(['mosquitto', 'emqx', 'rabbitmq']))
    .option('-c, --config <file>', 'the configuration; default ./chair2mqtt.yaml, then /etc/chair2mqtt/chair2mqtt.yaml')
    .option('--daemon <user>', "the daemon's user; default: mqtt.username, else chair", readUser)
    .option('--hub <user>', 'who sees everything, starts and stops', readUser, 'hub')
    .option('--viewer <user>', 'who sees everything and may change nothing', readUser)
    .option('--vhost <name>', 'the virtual host of RabbitMQ', '/')
    .addHelpText(
      'after',
      `
Passwords are not in it: make the users with the broker's own tools.

Exit code: 0 printed, 1 a problem of the configuration, 2 wrong command line.

Examples:
  chair2mqtt acl mosquitto > /etc/mosquitto/acl
  chair2mqtt acl mosquitto -c terminal-2.yaml --hub hub-2 >> /etc/mosquitto/acl
  chair2mqtt acl rabbitmq > rights.json && rabbitmqctl import_definitions rights.json`,
    )
    .action((kind: BrokerKind, options: AclOptions) => io.exit(acl(io, kind, options)));
