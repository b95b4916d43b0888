import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../support/mosquitto.js';
import type { ClusterKind, NodePlace } from './broker-cluster.js';
import { untilItServes } from './round-trip.js';

/** How soon a node asks whether another is there, s; after two without an answer it is gone. NATS has 120. */
const pingS = 1;
/** Where a node would be reached beside the links: nobody listens there. */
const nowhere = '127.0.0.1:9';

async function configure({ number, folder, mqttPort, clusterPort, ways }: NodePlace): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'nats.conf');
  const routes = [...ways.values()].map((port) => `"nats-route://127.0.0.1:${port}"`);
  const lines = [
    `server_name: node-${number}`,
    `listen: "127.0.0.1:${await freePort()}"`,
    `ping_interval: "${pingS}s"`,
    `jetstream { store_dir: "${join(folder, 'data')}", max_memory_store: 64MB, max_file_store: 256MB }`,
    `cluster { name: chairs, listen: "127.0.0.1:${clusterPort}", advertise: "${nowhere}", routes: [${routes.join(', ')}] }`,
    `mqtt { listen: "127.0.0.1:${mqttPort}", stream_replicas: 3 }`,
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

/** NATS with JetStream, which its MQTT needs. It speaks 3.1.1. */
export const natsCluster: ClusterKind = {
  name: 'nats',
  recipe: async (place) => ({
    name: `nats ${place.number}`,
    command: 'nats-server',
    words: ['-c', await configure(place)],
    env: {},
    port: place.mqttPort,
  }),
  untilWhole: untilItServes,
};
