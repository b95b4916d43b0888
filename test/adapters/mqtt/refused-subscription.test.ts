import { createServer } from 'node:net';
import { Aedes } from 'aedes';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { connectBroker } from '../../../src/adapters/mqtt/broker-connector.js';
import type { Subscription } from '../../../src/adapters/mqtt/subscriptions.js';
import { RecordingEvents, RecordingLog, realClock, until } from './support.js';

let aedes: Aedes;
let server: ReturnType<typeof createServer>;
let url = '';

/** A broker that says no to what begins with `secret`, in its answer to the subscription. */
beforeEach(async () => {
  aedes = await Aedes.createBroker();
  aedes.authorizeSubscribe = (_client, subscription, callback) =>
    callback(null, subscription.topic.startsWith('secret') ? null : subscription);
  server = createServer(aedes.handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `mqtt://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});

afterEach(async () => {
  await new Promise<void>((resolve) => aedes.close(() => resolve()));
  await new Promise((resolve) => server.close(resolve));
});

function open(more: Partial<Subscription>) {
  const [events, log] = [new RecordingEvents(), new RecordingLog()];
  const refused: Subscription = { topic: 'secret/+', qos: 1, retainHandling: 0, ...more };
  const subscriptions: readonly Subscription[] = [{ topic: 'open/+', qos: 1, retainHandling: 0 }, refused];
  const broker = connectBroker({ urls: [url], clientId: 'test', subscriptions }, events, realClock, log);
  return { broker, events, log };
}

const numbered = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `known/${at}`);

it('goes online without a subscription that it can do without, and says what is missing', async () => {
  const { broker, log } = open({ isOptional: true });
  await until(() => broker.isOnline);
  expect(log.of('subscription_refused')).toMatchObject([{ topics: ['secret/+'] }]);
  await broker.close(500);
});

it('does not go online without one that it needs, and says which', async () => {
  const { broker, log } = open({});
  await until(() => log.of('broker_unreachable').length > 0);
  expect(broker.isOnline).toBe(false);
  expect(JSON.stringify(log.of('broker_unreachable'))).toContain('secret/+');
  await broker.close(500);
});

it('asks one by one for the topics that a refused wildcard stands for', async () => {
  const { broker, events, log } = open({ standsFor: numbered(49) });
  await until(() => broker.isOnline);
  expect(log.of('subscription_refused')).toEqual([]);
  broker.publish({ topic: 'known/48', payload: 'heard', qos: 1, isRetained: false, offline: 'drop' });
  await until(() => events.messages.some(({ topic }) => topic === 'known/48'));
  await broker.close(500);
});

it.each([
  ['they are too many', numbered(50)],
  ['one of them is refused as well', ['known/1', 'secret/1']],
])('does not go online where %s, and says so', async (_why, standsFor) => {
  const { broker, log } = open({ standsFor });
  await until(() => log.of('broker_unreachable').length > 0);
  expect([broker.isOnline, JSON.stringify(log.of('broker_unreachable'))]).toEqual([
    false,
    expect.stringContaining('secret/'),
  ]);
  await broker.close(500);
});
