import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/mosquitto.js';
import { type ClusterKind, type NodeNumber, type NodePlace, nodeNumbers } from './broker-cluster.js';
import { ClusterNode, type NodeRecipe } from './cluster-node.js';
import { NameServer } from './name-server.js';
import { type RabbitRelease, rabbit3, rabbitServer } from './rabbitmq-releases.js';
import { untilItServes } from './round-trip.js';

/** How soon the nodes notice that one does not answer, s. RabbitMQ's own is 60. */
const tickS = 4;
/** How long a node tries to reach one that does not answer, s; whoever sends something there waits for it. Erlang's own is 7. */
const setupS = 1;

const shortName = (number: NodeNumber): string => `rabbit${number}`;
const nodeName = (number: NodeNumber): string => `${shortName(number)}@localhost`;

const definitionsOf = ({ policies }: RabbitRelease) => ({
  vhosts: [{ name: '/' }],
  users: [{ name: 'chair', password: 'chair', tags: ['administrator'] }],
  permissions: [{ user: 'chair', vhost: '/', configure: '.*', write: '.*', read: '.*' }],
  policies,
});

/** What its users may do, and who is in the cluster. */
interface RabbitWishes {
  readonly release: RabbitRelease;
  readonly definitions: object;
  readonly members: readonly NodeNumber[];
  /** Who has no name is let in as `chair`. */
  readonly isOpen: boolean;
}

/** As its release sees it. */
const inside = ({ root }: RabbitRelease, path: string): string => (root === '/' ? path : path.slice(root.length));

const settings = ({ folder, mqttPort }: NodePlace, { release, members, isOpen }: RabbitWishes): readonly string[] => [
  'listeners.tcp = none',
  `mqtt.listeners.tcp.1 = 127.0.0.1:${mqttPort}`,
  ...(isOpen ? release.openToAll : release.closedToAll),
  ...release.settings,
  'log.console = true',
  'log.console.level = info',
  `load_definitions = ${join(inside(release, folder), 'definitions.json')}`,
  'cluster_partition_handling = pause_minority',
  'cluster_formation.peer_discovery_backend = classic_config',
  ...members.map((number) => `cluster_formation.classic_config.nodes.${number + 1} = ${nodeName(number)}`),
];

function write(place: NodePlace, wishes: RabbitWishes): void {
  const { folder } = place;
  mkdirSync(join(folder, 'home'), { recursive: true });
  const kernel = `{net_ticktime, ${tickS}}, {net_setuptime, ${setupS}}`;
  const files = {
    'rabbitmq.conf': settings(place, wishes).join('\n'),
    'advanced.config': `[{kernel, [{inet_dist_use_interface, {127,0,0,1}}, ${kernel}]}].`,
    plugins: '[rabbitmq_mqtt].',
    'definitions.json': JSON.stringify(wishes.definitions),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), `${text}\n`);
  writeFileSync(join(folder, 'home', '.erlang.cookie'), 'chairs', { mode: 0o400 });
}

const environment = (folder: string, { number, clusterPort }: NodePlace, nameServerPort: number) => ({
  HOME: join(folder, 'home'),
  RABBITMQ_NODENAME: nodeName(number),
  RABBITMQ_CONF_ENV_FILE: '/dev/null',
  RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
  RABBITMQ_ADVANCED_CONFIG_FILE: join(folder, 'advanced.config'),
  RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
  RABBITMQ_MNESIA_BASE: join(folder, 'data'),
  RABBITMQ_LOG_BASE: join(folder, 'log'),
  RABBITMQ_LOGS: '-',
  RABBITMQ_DIST_PORT: `${clusterPort}`,
  ERL_EPMD_PORT: `${nameServerPort}`,
  ERL_EPMD_ADDRESS: '127.0.0.1',
  // Without it a shell stays between us and the node.
  detached: 'true',
});

const commandOf = ({ root }: RabbitRelease): Pick<NodeRecipe, 'command' | 'words'> =>
  root === '/' ? { command: rabbitServer, words: [] } : { command: 'chroot', words: [root, rabbitServer] };

/** Gives its recipe, and the name server that it needs. */
async function nodeOf(place: NodePlace, wishes: RabbitWishes): Promise<readonly [NodeRecipe, NameServer]> {
  write(place, wishes);
  const others = new Map([...place.ways].map(([number, port]) => [shortName(number), port]));
  const nameServer = await NameServer.open(await freePort(), others);
  const { release } = wishes;
  const env = environment(inside(release, place.folder), place, nameServer.port);
  return [{ name: nodeName(place.number), ...commandOf(release), env, port: place.mqttPort }, nameServer];
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
  const [mqttPort, clusterPort] = [await freePort(), await freePort()];
  const place = { number: 0, folder, mqttPort, clusterPort, ways: new Map() } as const;
  const [recipe, nameServer] = await nodeOf(place, { release: rabbit3, definitions, members: [0], isOpen: false });
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
export function rabbitCluster(release: RabbitRelease): ClusterKind {
  const nameServers: NameServer[] = [];
  return {
    name: 'rabbitmq',
    root: release.root,
    startsInTurn: release.startsInTurn,
    recipe: async (place) => {
      const wishes = { release, definitions: definitionsOf(release), members: nodeNumbers, isOpen: true };
      const [recipe, nameServer] = await nodeOf(place, wishes);
      nameServers.push(nameServer);
      return recipe;
    },
    close: async () => {
      await Promise.all(nameServers.map((each) => each.close()));
    },
    untilWhole: untilItServes,
  };
}
