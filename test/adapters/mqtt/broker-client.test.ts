import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type BrokerOptions, connectBroker } from '../../../src/adapters/mqtt/broker-connector.js';
import { startEmbeddedBroker } from '../../../src/adapters/mqtt/embedded-broker.js';
import type { Broker } from '../../../src/ports.js';
import { freePort } from '../../support/mosquitto.js';
import { publication, RecordingEvents, RecordingLog, realClock, until } from './support.js';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function open(url: string, rest: Partial<BrokerOptions> = {}) {
  const events = new RecordingEvents();
  const log = new RecordingLog();
  const options = { urls: [url], clientId: 'test', subscriptions: [], ...rest };
  const broker: Broker = connectBroker(options, events, realClock, log);
  closers.push(() => broker.close(500));
  return { broker, events, log };
}

async function embedded(port = 0) {
  const broker = await startEmbeddedBroker({ host: '127.0.0.1', port, log: new RecordingLog() });
  closers.push(() => broker.close());
  return { ...broker, url: `mqtt://127.0.0.1:${broker.port}` };
}

async function peer(onSocket: (socket: Socket) => void): Promise<string> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined).resume();
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `mqtt://127.0.0.1:${address.port}`;
}

const everything = [{ topic: '#', qos: 1, retainHandling: 0 }] as const;

describe('the embedded broker', () => {
  it('takes the next free port where its own is taken', async () => {
    const first = await embedded(await freePort());
    const second = await embedded(first.port);
    expect(second.port).toBeGreaterThan(first.port);
    expect(second.port).toBeLessThan(first.port + 20);
  });
});

describe('a connection to a broker that speaks 3.1.1 only', () => {
  it('falls back at once and says so', async () => {
    const { url } = await embedded();
    const { broker, events, log } = open(url);
    await until(() => broker.isOnline);
    expect(events.sessions).toEqual([4]);
    expect(events.reasons).toEqual([]);
    expect(log.of('broker_connected')).toEqual([{ url, protocol: '3.1.1', after_failures: 0 }]);
    expect(log.of('broker_without_mqtt_5')).toHaveLength(1);
  });

  it('delivers what was published before it was there, in order, and the newest of each topic', async () => {
    const { url } = await embedded();
    const { broker, events } = open(url, { subscriptions: everything });
    broker.publish(publication('lost', '0', { offline: 'drop' }));
    broker.publish(publication('state', '1', { offline: 'newest' }));
    broker.publish(publication('event', '2'));
    broker.publish(publication('state', '3', { offline: 'newest' }));
    broker.publish(publication('event', '4'));
    await until(() => events.messages.length === 3);
    expect(events.texts).toEqual(['event 2', 'state 3', 'event 4']);
  });

  it('sends what is queued before it says goodbye', async () => {
    const { url } = await embedded();
    const listener = open(url, { clientId: 'listener', subscriptions: everything });
    const { broker } = open(url);
    await until(() => broker.isOnline && listener.broker.isOnline);
    for (let index = 0; index < 100; index += 1) broker.publish(publication('event', String(index)));
    await broker.close(5000);
    await until(() => listener.events.messages.length === 100);
    expect(listener.events.texts.at(-1)).toBe('event 99');
  });

  it('comes back when the broker does, subscribes again, and delivers what was queued', async () => {
    const port = await freePort();
    const first = await startEmbeddedBroker({ host: '127.0.0.1', port, log: new RecordingLog() });
    const { broker, events } = open(`mqtt://127.0.0.1:${port}`, { subscriptions: everything });
    await until(() => broker.isOnline);
    await first.close();
    await until(() => !broker.isOnline);
    broker.publish(publication('event', 'kept'));
    await embedded(port);
    await until(() => events.messages.length === 1);
    expect(events.sessions).toEqual([4, 4]);
    expect(events.texts).toEqual(['event kept']);
  });
});

describe('a connection that cannot be made', () => {
  it.each([
    ['a port where nothing listens', 'mqtt://127.0.0.1:1', /nothing listens/],
    ['a name that nobody knows', 'mqtt://broker.invalid', /name of the broker/],
    ['an address of another kind', 'http://127.0.0.1', /must begin with mqtt/],
    ['no address', '', /must begin with mqtt/],
  ])('says what to do about %s, once', async (_name, url, reason) => {
    const { events, log } = open(url);
    await until(() => events.reasons.length >= 2);
    expect(events.reasons[0]).toMatch(reason);
    expect(log.of('broker_unreachable')).toHaveLength(1);
  });

  it('says that a certificate file is no certificate', async () => {
    const { events } = open('mqtts://127.0.0.1:1', { cert: 'x', key: 'y' });
    await until(() => events.reasons.length > 0);
    expect(events.reasons[0]).toMatch(/mqtt.cert_file and mqtt.key_file are PEM/);
  });

  it('tries the older version only after three closes without a word [S6]', async () => {
    const versions: number[] = [];
    const url = await peer((socket) =>
      socket.on('data', (data) => {
        versions.push(data[8] ?? 0);
        socket.destroy();
      }),
    );
    open(url);
    await until(() => versions.length >= 4);
    expect(versions.slice(0, 4)).toEqual([5, 5, 5, 4]);
  });

  it('survives a peer that speaks something else', async () => {
    const url = await peer((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const { events } = open(url);
    await until(() => events.reasons.length >= 2);
    expect(events.sessions).toEqual([]);
  });

  it('can be closed while it tries', async () => {
    const url = await peer(() => undefined);
    const { broker, events } = open(url);
    await broker.close(1000);
    expect(events.reasons).toEqual([]);
    await broker.close(1000);
  });
});
