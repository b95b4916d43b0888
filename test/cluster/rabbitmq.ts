import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClusterKind, type NodeNumber, type NodePlace, nodeNumbers } from './broker-cluster.js';
import { ClusterNode, type NodeRecipe } from './cluster-node.js';
import { NameServer } from './name-server.js';
import { lastingPort } from './ports.js';
import { untilItServes } from './round-trip.js';

/** The wrapper of Debian in /usr/sbin changes the user; this is what it calls. */
export const rabbitServer = '/usr/lib/rabbitmq/bin/rabbitmq-server';

/** How soon the nodes notice that one does not answer, s. RabbitMQ's own is 60. */
const tickS = 4;
/** How long a node tries to reach one that does not answer, s; whoever sends something there waits for it. Erlang's own is 7. */
const setupS = 1;

const shortName = (number: NodeNumber): string => `rabbit${number}`;
const nodeName = (number: NodeNumber): string => `${shortName(number)}@localhost`;

/** Queues of stop sessions stand on every node; else one that was kept at a lost node takes its client down with it. Other queues must
 *  not: RabbitMQ 3.10 then leaves publications without an answer. */
const definitions = {
  vhosts: [{ name: '/' }],
  users: [{ name: 'chair', password: 'chair', tags: ['administrator'] }],
  permissions: [{ user: 'chair', vhost: '/', configure: '.*', write: '.*', read: '.*' }],
  policies: [
    {
      vhost: '/',
      name: 'kept',
      pattern: '^mqtt-subscription-.*-stopqos1$',
      'apply-to': 'queues',
      definition: { 'ha-mode': 'all', 'ha-sync-mode': 'automatic' },
      priority: 0,
    },
  ],
};

/** What its users may do, and who is in the cluster. */
interface RabbitWishes {
  readonly definitions: object;
  readonly members: readonly NodeNumber[];
  /** Who has no name is let in as `chair`. */
  readonly isOpen: boolean;
}

const openToAll = ['mqtt.allow_anonymous = true', 'mqtt.default_user = chair', 'mqtt.default_pass = chair'] as const;

const settings = (folder: string, mqttPort: number, { members, isOpen }: RabbitWishes): readonly string[] => [
  'listeners.tcp = none',
  `mqtt.listeners.tcp.1 = 127.0.0.1:${mqttPort}`,
  ...(isOpen ? openToAll : ['mqtt.allow_anonymous = false']),
  'log.console = true',
  'log.console.level = info',
  `load_definitions = ${join(folder, 'definitions.json')}`,
  'cluster_partition_handling = pause_minority',
  'cluster_formation.peer_discovery_backend = classic_config',
  ...members.map((number) => `cluster_formation.classic_config.nodes.${number + 1} = ${nodeName(number)}`),
];

function write(folder: string, mqttPort: number, wishes: RabbitWishes): void {
  mkdirSync(join(folder, 'home'), { recursive: true });
  const kernel = `{net_ticktime, ${tickS}}, {net_setuptime, ${setupS}}`;
  const files = {
    'rabbitmq.conf': settings(folder, mqttPort, wishes).join('\n'),
    'advanced.config': `[{kernel, [{inet_dist_use_interface, {127,0,0,1}}, ${kernel}]}].`,
    plugins: '[rabbitmq_mqtt].',
    'definitions.json': JSON.stringify(wishes.definitions),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), `${text}\n`);
  writeFileSync(join(folder, 'home', '.erlang.cookie'), 'chairs', { mode: 0o400 });
}

const environment = (place: NodePlace, nameServerPort: number): NodeJS.ProcessEnv => ({
  HOME: join(place.folder, 'home'),
  RABBITMQ_NODENAME: nodeName(place.number),
  RABBITMQ_CONF_ENV_FILE: '/dev/null',
  RABBITMQ_CONFIG_FILE: join(place.folder, 'rabbitmq.conf'),
  RABBITMQ_ADVANCED_CONFIG_FILE: join(place.folder, 'advanced.config'),
  RABBITMQ_ENABLED_PLUGINS_FILE: join(place.folder, 'plugins'),
  RABBITMQ_MNESIA_BASE: join(place.folder, 'data'),
  RABBITMQ_LOG_BASE: join(place.folder, 'log'),
  RABBITMQ_LOGS: '-',
  RABBITMQ_DIST_PORT: `${place.clusterPort}`,
  ERL_EPMD_PORT: `${nameServerPort}`,
  ERL_EPMD_ADDRESS: '127.0.0.1',
  // Without it a shell stays between us and the node.
  detached: 'true',
});

/** Gives its recipe, and the name server that it needs. */
async function nodeOf(place: NodePlace, wishes: RabbitWishes): Promise<readonly [NodeRecipe, NameServer]> {
  write(place.folder, place.mqttPort, wishes);
  const others = new Map([...place.ways].map(([number, port]) => [shortName(number), port]));
  const nameServer = await NameServer.open(await lastingPort(), others);
  const env = environment(place, nameServer.port);
  return [{ name: nodeName(place.number), command: rabbitServer, words: [], env, port: place.mqttPort }, nameServer];
}

interface RabbitNode {
  readonly url: string;
  /** Its last lines. */
  readonly said: () => string;
  readonly close: () => Promise<void>;
}

/** One node with these definitions, that lets nobody in without a name. */
export async function startRabbit(definitions: object): Promise<RabbitNode> {
  const folder = mkdtempSync(join(tmpdir(), 'chair2mqtt-rabbit-'));
  const [mqttPort, clusterPort] = [await lastingPort(), await lastingPort()];
  const place = { number: 0, folder, mqttPort, clusterPort, ways: new Map() } as const;
  const [recipe, nameServer] = await nodeOf(place, { definitions, members: [0], isOpen: false });
  const node = new ClusterNode(recipe);
  const close = async (): Promise<void> => {
    await node.kill();
    await nameServer.close();
    rmSync(folder, { recursive: true, force: true });
  };
  node.start();
  await node.untilItAnswers().catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return { url: node.url, said: () => node.said, close };
}

/** RabbitMQ with its MQTT plugin, as its guides say for three nodes. */
export function rabbitCluster(): ClusterKind {
  const nameServers: NameServer[] = [];
  return {
    name: 'rabbitmq',
    startsInTurn: true,
    recipe: async (place) => {
      const [recipe, nameServer] = await nodeOf(place, { definitions, members: nodeNumbers, isOpen: true });
      nameServers.push(nameServer);
      return recipe;
    },
    close: async () => {
      await Promise.all(nameServers.map((each) => each.close()));
    },
    untilWhole: untilItServes,
  };
}
