import { afterEach, describe, expect, it } from 'vitest';
import type { Script, ScriptedBroker } from '../../support/scripted-broker.js';
import { ConnectionBench, connack, plain } from './connection-bench.js';
import { publication, until } from './support.js';

let bench = new ConnectionBench();
afterEach(async () => {
  await bench.close();
  bench = new ConnectionBench();
});

/** A broker with these words in its CONNACK. */
const saying =
  (properties: NonNullable<Parameters<typeof connack>[0]>['properties'] & {}): Script =>
  (packet, visit) => {
    if (packet.cmd !== 'connect') return false;
    visit.send(connack({ properties }));
    return true;
  };

const payloads = (broker: ScriptedBroker, nth = 0) =>
  broker.visits[nth]?.of('publish').map(({ payload }) => String(payload).slice(0, 10)) ?? [];

async function connected(script: Script, will?: { topic: string; payload: string }) {
  const broker = await bench.broker(script);
  const run = bench.run(broker.url);
  const client = run.openCommands(undefined, will);
  await until(() => client.isOnline);
  return { broker, run, client };
}

describe('what a broker says of itself', () => {
  it('leaves out what is too large, and names it once with its size and the limit', async () => {
    const { broker, run, client } = await connected(saying({ maximumPacketSize: 500 }));
    for (let index = 0; index < 3; index += 1)
      client.publish(publication('state', 'x'.repeat(600), { offline: 'newest', isRetained: true }));
    client.publish(publication('telemetry', 'x'.repeat(600), { qos: 0, offline: 'drop' }));
    client.publish(publication('event', 'small'));
    await until(() => payloads(broker).length === 1);
    expect(payloads(broker)).toEqual(['small']);
    expect(run.log.of('publication_too_large')).toEqual([
      expect.objectContaining({ topic: 'state', bytes: 613, bytes_max: 500 }),
      expect.objectContaining({ topic: 'telemetry', bytes: 615, bytes_max: 500 }),
    ]);
    expect(broker.visits).toHaveLength(1);
  });

  it.each([
    [500, 491],
    [501, 492],
  ])('counts to the byte: of %i, a payload of %i fits', async (maximumPacketSize, bytes) => {
    const { broker, client } = await connected(saying({ maximumPacketSize }));
    client.publish(publication('e', 'a'.repeat(bytes + 1)));
    client.publish(publication('e', 'b'.repeat(bytes)));
    await until(() => payloads(broker).length === 1);
    expect(payloads(broker)).toEqual(['bbbbbbbbbb']);
    expect(broker.visits[0]?.of('publish')[0]?.length).toBe(maximumPacketSize - 3);
  });

  it('sends with QoS 0 where there is no more', async () => {
    const { broker, client } = await connected(saying({ maximumQoS: 0 }));
    for (let index = 0; index < 50; index += 1) client.publish(publication('event', `${index}`));
    await until(() => payloads(broker).length === 50);
    expect(new Set(broker.visits[0]?.of('publish').map(({ qos }) => qos))).toEqual(new Set([0]));
  });

  it('sends without the retain flag where nothing is kept, and clears nothing there', async () => {
    const { broker, run, client } = await connected(saying({ retainAvailable: false }));
    client.publish(publication('all/stop', '', { isRetained: true, offline: 'newest' }));
    client.publish(publication('state', 'idle', { isRetained: true, offline: 'newest' }));
    await until(() => payloads(broker).length === 1);
    expect(broker.visits[0]?.of('publish')).toMatchObject([{ topic: 'state', retain: false }]);
    expect(run.log.of('broker_without_retain')).toHaveLength(1);
  });

  it('asks for no more topics at once than its packets bear', async () => {
    const broker = await bench.broker(saying({ maximumPacketSize: 60 }));
    const client = bench
      .run(broker.url)
      .openCommands(plain('a/stop', 'chair-with-a-long-name/stop', 'b/stop', 'c/stop', 'd/stop'));
    await until(() => client.isOnline);
    const asked = broker.visits[0]?.of('subscribe') ?? [];
    expect(asked.map(({ subscriptions }) => subscriptions.length)).toEqual([3, 2]);
    expect(Math.max(...asked.map(({ length = 0 }) => length))).toBeLessThanOrEqual(58);
  });

  it('has no more under way than it bears', async () => {
    const { broker, client } = await connected((packet, visit, nth) => {
      if (packet.cmd === 'publish') return true;
      return saying({ receiveMaximum: 3 })(packet, visit, nth);
    });
    for (let index = 0; index < 50; index += 1) client.publish(publication('event', `${index}`));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(payloads(broker)).toHaveLength(3);
  });

  it.each([
    ['receiveMaximum 0', { receiveMaximum: 0 }],
    ['maximumPacketSize 0', { maximumPacketSize: 0 }],
    ['maximumQoS 2', { maximumQoS: 2 }],
  ])('is a named problem where it cannot be: %s', async (name, properties) => {
    const broker = await bench.broker(saying(properties));
    const run = bench.run(broker.url);
    run.openCommands();
    await until(() => run.commands.reasons.length >= 2);
    const reason = `the broker names an impossible limit: ${name}`;
    expect(run.log.of('broker_unreachable')).toEqual([{ url: broker.url, reason }]);
    expect(run.commands.sessions).toEqual([]);
  });

  it.each([
    [154, 'retain', { qos: 1, retain: false }],
    [155, 'QoS', { qos: 0, retain: true }],
  ])('has the last will without what it refuses: reason %i, %s', async (reasonCode, _name, will) => {
    const { broker, run } = await connected(
      (packet, visit, nth) => {
        if (packet.cmd !== 'connect' || nth > 0) return false;
        visit.send(connack({ reasonCode }));
        return true;
      },
      { topic: 'state', payload: 'offline' },
    );
    expect(broker.visits[1]?.of('connect')[0]?.will).toMatchObject(will);
    expect(run.commands.reasons).toEqual([]);
  });
});
