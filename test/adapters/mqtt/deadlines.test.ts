import { afterEach, describe, expect, it } from 'vitest';
import type { Script } from '../../support/scripted-broker.js';
import { ConnectionBench, plain, to } from './connection-bench.js';
import { publication, until } from './support.js';

let bench = new ConnectionBench();
afterEach(async () => {
  await bench.close();
  bench = new ConnectionBench();
});

/** Answers nothing of this kind on the first connection. */
const silentAbout =
  (kind: string): Script =>
  (packet, _visit, nth) =>
    packet.cmd === kind && nth === 0;

describe('a connection whose broker does not answer', () => {
  it.each([
    ['connect', /no answer to CONNECT for 10 s/],
    ['subscribe', /not answered SUBSCRIBE set for 10 s/],
  ])('%s is made anew after 10 s, and says what was missing', async (kind, reason) => {
    const broker = await bench.broker(silentAbout(kind));
    const run = bench.run(broker.url);
    const client = run.openCommands();
    await until(() => client.isOnline);
    expect(run.commands.reasons).toEqual([expect.stringMatching(reason)]);
    expect(run.log.of('broker_unreachable')).toEqual([{ url: broker.url, reason: expect.stringMatching(reason) }]);
    expect(broker.visits).toHaveLength(2);
  });

  it('publish is made anew after 10 s, and everything is sent again', async () => {
    const broker = await bench.broker(silentAbout('publish'));
    const run = bench.run(broker.url);
    const client = run.openCommands();
    await until(() => client.isOnline);
    for (const payload of ['1', '2', '3']) client.publish(publication('event', payload));
    await until(() => broker.visits[1]?.of('publish').length === 3);
    expect(run.commands.reasons).toEqual(['the broker has not answered a publication on event for 10 s']);
    expect(broker.visits[1]?.of('publish').map(({ payload }) => String(payload))).toEqual(['1', '2', '3']);
  });

  it('an unsubscription is made anew as well', async () => {
    const broker = await bench.broker((packet, visit, nth) => {
      if (packet.cmd !== 'connect') return packet.cmd === 'unsubscribe' && nth === 1;
      visit.send({ cmd: 'connack', sessionPresent: nth > 0, returnCode: 0, reasonCode: 0 });
      return true;
    });
    const first = bench.run(broker.url);
    const before = first.openStops(to('one/stop', 'two/stop'));
    await until(() => before.isOnline);
    await first.close();
    const second = bench.run(broker.url);
    const after = second.openStops(to('two/stop'));
    await until(() => after.isOnline);
    expect(second.stops.reasons).toEqual(['the broker has not answered UNSUBSCRIBE one/stop for 10 s']);
    expect(broker.visits[2]?.of('unsubscribe')).toMatchObject([{ unsubscriptions: ['one/stop'] }]);
  });

  it('goodbye is broken off in time', async () => {
    const broker = await bench.broker((packet) => packet.cmd === 'publish');
    const client = bench.run(broker.url).openCommands();
    await until(() => client.isOnline);
    client.publish(publication('event', 'x'));
    const isBrokenOff = client.close(4000).then(() => true);
    expect(await isBrokenOff).toBe(true);
  });
});

it('asks for eight topics at a time', async () => {
  const topics = Array.from({ length: 19 }, (_, index) => `chair${index}/stop`);
  const broker = await bench.broker();
  const client = bench.run(broker.url).openCommands(plain(...topics));
  await until(() => client.isOnline);
  expect(broker.visits[0]?.of('subscribe').map(({ subscriptions }) => subscriptions.length)).toEqual([8, 8, 3]);
});

it('asks for each topic with QoS 1 by itself, and gives each its time from when the one before was answered', async () => {
  const broker = await bench.broker((packet, visit) => {
    if (packet.cmd !== 'subscribe') return false;
    const { messageId = 0 } = packet;
    setTimeout(() => visit.send({ cmd: 'suback', messageId, granted: [1] }), 350 * visit.of('subscribe').length);
    return true;
  });
  const run = bench.run(broker.url);
  const client = run.openStops(to('a', 'b', 'c'));
  await until(() => client.isOnline);
  expect(broker.visits[0]?.of('subscribe').map(({ subscriptions }) => subscriptions.length)).toEqual([1, 1, 1]);
  expect(run.stops.reasons).toEqual([]);
});

it('is up only when every request was answered', async () => {
  const topics = Array.from({ length: 19 }, (_, index) => `chair${index}/stop`);
  let asked = 0;
  const broker = await bench.broker((packet) => {
    if (packet.cmd === 'subscribe') asked += 1;
    return packet.cmd === 'subscribe' && asked === 2;
  });
  const run = bench.run(broker.url);
  const client = run.openCommands(plain(...topics));
  await until(() => asked === 3);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(client.isOnline).toBe(false);
  await until(() => client.isOnline);
  expect(run.commands.reasons).toEqual(['the broker has not answered SUBSCRIBE chair8/stop for 10 s']);
});
