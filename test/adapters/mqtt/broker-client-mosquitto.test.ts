import { afterEach, expect, it } from 'vitest';
import { type BrokerOptions, connectBroker } from '../../../src/adapters/mqtt/broker-connector.js';
import type { Subscription } from '../../../src/adapters/mqtt/subscriptions.js';
import { describeWithMosquitto, type MosquittoOptions, startMosquitto } from '../../support/mosquitto.js';
import { selfSigned } from '../../support/self-signed.js';
import { publication, RecordingEvents, RecordingLog, realClock, until } from './support.js';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function mosquitto(options: MosquittoOptions = {}) {
  const broker = await startMosquitto(options);
  closers.push(() => broker.stop());
  return broker;
}

function open(url: string, rest: Partial<BrokerOptions> = {}) {
  const events = new RecordingEvents();
  const log = new RecordingLog();
  const broker = connectBroker({ urls: [url], clientId: 'test', subscriptions: [], ...rest }, events, realClock, log);
  closers.push(() => broker.close(500));
  return { broker, events, log };
}

const to = (topic: string, retainHandling: 0 | 2 = 0): readonly Subscription[] => [{ topic, qos: 1, retainHandling }];

describeWithMosquitto('a connection to mosquitto', () => {
  it('speaks MQTT 5 and passes retain flags, response topics and correlation data', async () => {
    const { url } = await mosquitto();
    const { broker, events } = open(url, { subscriptions: to('a/#') });
    await until(() => broker.isOnline);
    broker.publish(publication('a/live', '1'));
    broker.publish(publication('a/retained', '2', { isRetained: true, correlation: Buffer.from('c1') }));
    await until(() => events.messages.length === 2);
    expect(events.sessions).toEqual([5]);
    expect(events.messages.map(({ isRetained }) => isRetained)).toEqual([false, true]);
    expect(Buffer.from(events.messages[1]?.correlation ?? []).toString()).toBe('c1');
  });

  it('asks for retained messages where they are wanted only', async () => {
    const { url } = await mosquitto();
    const first = open(url, { clientId: 'first' });
    await until(() => first.broker.isOnline);
    first.broker.publish(publication('kept/a', 'x', { isRetained: true }));
    first.broker.publish(publication('never/a', 'x', { isRetained: true }));
    await first.broker.close(1000);
    const { events, broker } = open(url, { subscriptions: [...to('never/#', 2), ...to('kept/#', 0)] });
    await until(() => broker.isOnline && events.messages.length > 0);
    broker.publish(publication('never/b', 'live'));
    await until(() => events.messages.length === 2);
    expect(events.texts).toEqual(['kept/a x', 'never/b live']);
  });

  it('comes back after a crash of the broker and delivers what was queued, twenty at a time', async () => {
    const first = await startMosquitto();
    const { broker, events } = open(first.url, { subscriptions: to('event') });
    await until(() => broker.isOnline);
    await first.stop();
    await until(() => !broker.isOnline);
    for (let index = 0; index < 1200; index += 1) broker.publish(publication('event', String(index)));
    await mosquitto({ port: first.port });
    await until(() => events.messages.length === 1000);
    expect(events.texts[0]).toBe('event 200');
    expect(events.texts.at(-1)).toBe('event 1199');
    expect(events.sessions).toEqual([5, 5]);
  });

  it('says that the password is refused, and goes on trying', async () => {
    const { url } = await mosquitto({ passwords: { chair: 'right' } });
    const wrong = open(url, { username: 'chair', password: 'wrong' });
    await until(() => wrong.events.reasons.length >= 2);
    expect(wrong.events.reasons[0]).toMatch(/mqtt\.username.*mqtt\.password_file/);
    expect(wrong.log.of('broker_unreachable')).toHaveLength(1);
    const right = open(url, { clientId: 'right', username: 'chair', password: 'right' });
    await until(() => right.broker.isOnline);
  });

  it('backs off when another client takes its id', async () => {
    const { url } = await mosquitto();
    const first = open(url);
    await until(() => first.broker.isOnline);
    const second = open(url);
    await until(() => first.events.reasons.length >= 1);
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(first.events.sessions.length + second.events.sessions.length).toBeLessThanOrEqual(6);
  });

  it('publishes the will when the connection breaks, and not after a goodbye', async () => {
    const { url } = await mosquitto();
    const listener = open(url, { clientId: 'listener', subscriptions: to('will') });
    await until(() => listener.broker.isOnline);
    const will = { topic: 'will', payload: 'offline' };
    const polite = open(url, { clientId: 'polite', will });
    await until(() => polite.broker.isOnline);
    await polite.broker.close(1000);
    const rude = open(url, { clientId: 'rude', will });
    await until(() => rude.broker.isOnline);
    expect(listener.events.texts).toEqual([]);
    open(url, { clientId: 'rude' });
    await until(() => listener.events.messages.length === 1);
    expect(listener.events.texts).toEqual(['will offline']);
  });

  it('verifies the certificate of the broker, and says what to do about an unknown one', async () => {
    const { cert, key } = selfSigned;
    const { port } = await mosquitto({
      config: ['certfile DIR/cert.pem', 'keyfile DIR/key.pem'],
      files: { 'cert.pem': cert, 'key.pem': key },
    });
    const url = `mqtts://localhost:${port}`;
    const unknown = open(url);
    await until(() => unknown.events.reasons.length >= 2);
    expect(unknown.events.sessions).toEqual([]);
    expect(unknown.events.reasons[0]).toMatch(/self-signed; name it in mqtt.ca_file/);
    const known = open(url, { clientId: 'known', ca: cert });
    await until(() => known.broker.isOnline);
    const plain = open(`mqtt://localhost:${port}`, { clientId: 'plain' });
    await until(() => plain.events.reasons.length > 0);
  });

  it('goes on when the broker refuses a publication', async () => {
    const { url } = await mosquitto({
      config: ['acl_file DIR/acl'],
      files: { acl: 'topic read #\ntopic write allowed\n' },
    });
    const { broker, events, log } = open(url, { subscriptions: to('allowed') });
    await until(() => broker.isOnline);
    for (let index = 0; index < 40; index += 1) broker.publish(publication('forbidden', 'x'));
    broker.publish(publication('allowed', 'x'));
    await until(() => events.messages.length === 1);
    expect(log.of('publish_refused')).toHaveLength(1);
  });
});
