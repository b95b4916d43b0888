import { afterEach, describe, expect, it } from 'vitest';
import type { Script, ScriptedBroker } from '../../support/scripted-broker.js';
import { ConnectionBench, connack } from './connection-bench.js';
import { until } from './support.js';

let bench = new ConnectionBench();
afterEach(async () => {
  await bench.close();
  bench = new ConnectionBench();
});

const versionsOf = ({ visits }: ScriptedBroker) =>
  visits.flatMap((visit) => visit.of('connect').map(({ protocolVersion }) => protocolVersion));

const refuseFive: Script = (packet, visit) => {
  if (packet.cmd !== 'connect' || packet.protocolVersion !== 5) return false;
  visit.version = 4;
  visit.send(connack({ returnCode: 1 }));
  visit.socket.end();
  return true;
};

const closeAtHello =
  (isTo: (version: number | undefined, nth: number) => boolean): Script =>
  (packet, visit, nth) => {
    if (packet.cmd !== 'connect' || !isTo(packet.protocolVersion, nth)) return false;
    visit.socket.destroy();
    return true;
  };

describe('the version of MQTT [S6]', () => {
  it('is the older one at once where the broker refuses 5 in so many words, on both connections', async () => {
    const broker = await bench.broker(refuseFive);
    const run = bench.run(broker.url);
    const both = [run.openStops(), run.openCommands()];
    await until(() => both.every(({ isOnline }) => isOnline));
    expect([...run.stops.sessions, ...run.commands.sessions]).toEqual([4, 4]);
    expect(run.log.of('broker_unreachable')).toEqual([]);
  });

  it('decides with which QoS a filter is asked for that has one of its own in 5', async () => {
    const lane = { topic: 'lane', qos: 0, qosOfFive: 1, retainHandling: 2 } as const;
    const asked = async (script?: Script) => {
      const broker = await bench.broker(script);
      const client = bench.run(broker.url, { machine: `${script}` }).openStops([lane]);
      await until(() => client.isOnline);
      return broker.visits.flatMap((visit) => visit.of('subscribe').flatMap(({ subscriptions }) => subscriptions));
    };
    expect(await asked()).toMatchObject([{ topic: 'lane', qos: 1 }]);
    expect(await asked(refuseFive)).toMatchObject([{ topic: 'lane', qos: 0 }]);
  });

  it('stays 5 where each connection is closed twice without a word', async () => {
    const broker = await bench.broker(closeAtHello((_version, nth) => nth < 4));
    const run = bench.run(broker.url);
    const both = [run.openStops(), run.openCommands()];
    await until(() => both.every(({ isOnline }) => isOnline));
    expect([...run.stops.sessions, ...run.commands.sessions]).toEqual([5, 5]);
  });

  it('is the older one after three closes in a row, where 5 has never worked, and 5 again a minute later', async () => {
    let doesKnowFive = false;
    const broker = await bench.broker(closeAtHello((version) => version === 5 && !doesKnowFive));
    const run = bench.run(broker.url);
    const client = run.openCommands();
    await until(() => client.isOnline);
    expect(versionsOf(broker)).toEqual([5, 5, 5, 4]);
    doesKnowFive = true;
    await new Promise((resolve) => setTimeout(resolve, 3100));
    expect(client.isOnline, 'a working connection is not broken off for it').toBe(true);
    broker.visits.at(-1)?.socket.destroy();
    await until(() => run.commands.sessions.length === 2);
    expect(run.commands.sessions).toEqual([4, 5]);
  });

  it('is the older one again after one close, where three have led to it before', async () => {
    const broker = await bench.broker(closeAtHello((version) => version === 5));
    const run = bench.run(broker.url);
    const client = run.openCommands();
    await until(() => client.isOnline);
    await new Promise((resolve) => setTimeout(resolve, 3100));
    broker.visits.at(-1)?.socket.destroy();
    await until(() => run.commands.sessions.length === 2);
    expect(versionsOf(broker)).toEqual([5, 5, 5, 4, 5, 4]);
  });

  it('never is the older one for silence where 5 has worked once, also after a restart', async () => {
    let isSilent = false;
    const broker = await bench.broker(closeAtHello(() => isSilent));
    const first = bench.run(broker.url);
    const before = first.openCommands();
    await until(() => before.isOnline);
    await first.close();
    isSilent = true;
    bench.run(broker.url).openCommands();
    await until(() => broker.visits.length === 7);
    expect(new Set(versionsOf(broker))).toEqual(new Set([5]));
  });

  it('is learned for each address by itself', async () => {
    const good = await bench.broker();
    const first = bench.run(good.url).openCommands();
    await until(() => first.isOnline);
    const old = await bench.broker(closeAtHello((version) => version === 5));
    const second = bench.run(old.url).openCommands();
    await until(() => second.isOnline);
    expect(versionsOf(old)).toEqual([5, 5, 5, 4]);
  });

  it('is that of the connection that is up, when the other one comes back', async () => {
    let doesKnowFive = false;
    const broker = await bench.broker((packet, visit, nth) => !doesKnowFive && refuseFive(packet, visit, nth));
    const run = bench.run(broker.url);
    const both = [run.openStops(), run.openCommands()];
    await until(() => both.every(({ isOnline }) => isOnline));
    doesKnowFive = true;
    await new Promise((resolve) => setTimeout(resolve, 3100));
    const stopVisit = broker.visits.find(
      (visit) => !visit.isGone && visit.of('connect')[0]?.clientId.endsWith('-stop'),
    );
    stopVisit?.socket.destroy();
    await until(() => run.stops.sessions.length === 2);
    expect(run.stops.sessions).toEqual([4, 4]);
    expect(run.commands.sessions).toEqual([4]);
  });

  it('is never another one on each connection, however the answers cross', async () => {
    let hello = 0;
    const broker = await bench.broker((packet, visit) => {
      if (packet.cmd !== 'connect' || packet.protocolVersion !== 5) return false;
      hello += 1;
      // The first is accepted late, when the second has been refused and is up with the older one.
      if (hello === 1) setTimeout(() => visit.send(connack()), 100);
      else {
        visit.version = 4;
        visit.send(connack({ returnCode: 1 }));
        visit.socket.end();
      }
      return true;
    });
    const run = bench.run(broker.url);
    const both = [run.openStops(), run.openCommands()];
    await until(() => both.every(({ isOnline }) => isOnline));
    expect(run.stops.sessions.at(-1)).toBe(run.commands.sessions.at(-1));
  });
});
