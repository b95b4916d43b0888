import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterKind, NodePlace } from './broker-cluster.js';
import { untilItServes } from './round-trip.js';

/** The others are bridged to the first, as its manual shows it. */
const bridgeTo = (port: number, number: number): readonly string[] => [
  `connection node-${number}`,
  `address 127.0.0.1:${port}`,
  'topic # both 1',
  'cleansession false',
  'try_private true',
  'keepalive_interval 5',
  'restart_timeout 1 2',
];

function configure({ number, folder, mqttPort, clusterPort, ways }: NodePlace): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'mosquitto.conf');
  const way = ways.get(0);
  const lines = [
    ...(process.getuid?.() === 0 ? ['user root'] : []),
    `listener ${mqttPort} 127.0.0.1`,
    `listener ${clusterPort} 127.0.0.1`,
    'allow_anonymous true',
    'persistence true',
    `persistence_location ${folder}/`,
    ...(way === undefined ? [] : bridgeTo(way, number)),
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

/** Three brokers that know nothing of each other but what a bridge brings: no cluster, but often taken for one. */
export const bridgedMosquitto: ClusterKind = {
  name: 'bridged mosquitto',
  recipe: (place) => ({
    name: `mosquitto ${place.number}`,
    command: 'mosquitto',
    words: ['-c', configure(place)],
    env: {},
    port: place.mqttPort,
  }),
  untilWhole: untilItServes,
};
