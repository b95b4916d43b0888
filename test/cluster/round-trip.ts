import type { MqttClient } from 'mqtt';
import { eventually } from '../support/eventually.js';
import { connectClient } from '../support/mqtt-client.js';
import type { ClusterNode } from './cluster-node.js';

/** A first connection may wait for a leader that is just elected. */
const patienceMs = 4000;
const wholeWithinMs = 120_000;

const within = async <T>(work: Promise<T>): Promise<T | null> => {
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), patienceMs));
  return await Promise.race([work.catch(() => null), late]);
};

/** Every node brings what is sent to any of them. */
async function isServed(nodes: readonly ClusterNode[]): Promise<boolean> {
  const text = `${Math.random()}`;
  const heard = new Set<string>();
  const clients: MqttClient[] = [];
  const join = async ({ url }: ClusterNode): Promise<void> => {
    const client = await connectClient(url, { protocolVersion: 4, reconnectPeriod: 0, connectTimeout: patienceMs });
    clients.push(client);
    client.on('message', (topic, payload) => payload.toString() === text && heard.add(`${url} ${topic}`));
    await client.subscribeAsync('round-trip/#', { qos: 1 });
  };
  const joined = await within(Promise.all(nodes.map(join)));
  if (joined !== null) {
    for (const [index, client] of clients.entries()) client.publish(`round-trip/${index}`, text, { qos: 1 });
    await eventually(() => heard.size === nodes.length ** 2, 'all', patienceMs).catch(() => undefined);
  }
  for (const client of clients) client.end(true);
  return heard.size === nodes.length ** 2;
}

/** Waits until every node brings what is sent to any of them. */
export async function untilItServes(nodes: readonly ClusterNode[], withinMs = wholeWithinMs): Promise<void> {
  await eventually(
    () => isServed(nodes),
    () => nodes.map(({ name, said }) => `${name}\n${said.slice(-2000)}`).join('\n'),
    withinMs,
  );
}
