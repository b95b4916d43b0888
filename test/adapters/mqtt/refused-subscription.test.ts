import { createServer } from 'node:net';
import { Aedes } from 'aedes';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { connectBroker } from '../../../src/adapters/mqtt/broker-connector.js';
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

function open(isOptional: boolean) {
  const [events, log] = [new RecordingEvents(), new RecordingLog()];
  const refused = {
    topic: 'secret/+',
    qos: 1,
    retainHandling: 0,
    ...(isOptional ? { isOptional: true as const } : {}),
  } as const;
  const subscriptions = [{ topic: 'open/+', qos: 1, retainHandling: 0 }, refused] as const;
  const broker = connectBroker({ url, clientId: 'test', subscriptions }, events, realClock, log);
  return { broker, log };
}

it('goes online without a subscription that it can do without, and says what is missing', async () => {
  const { broker, log } = open(true);
  await until(() => broker.isOnline);
  expect(log.of('subscription_refused')).toMatchObject([{ topics: ['secret/+'] }]);
  await broker.close(500);
});

it('does not go online without one that it needs, and says which', async () => {
  const { broker, log } = open(false);
  await until(() => log.of('broker_unreachable').length > 0);
  expect(broker.isOnline).toBe(false);
  expect(JSON.stringify(log.of('broker_unreachable'))).toContain('secret/+');
  await broker.close(500);
});
