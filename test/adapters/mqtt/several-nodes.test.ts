import { afterEach, describe, expect, it } from 'vitest';
import type { Script, ScriptedBroker } from '../../support/scripted-broker.js';
import { ConnectionBench, connack, type Run, to } from './connection-bench.js';
import { until } from './support.js';

/** Its clock is slow: what is awaited here comes at once, and a busy machine is not to run into a deadline. */
const slowly = 0.1;
let bench = new ConnectionBench(slowly);
afterEach(async () => {
  await bench.close();
  bench = new ConnectionBench(slowly);
});

/** Where nothing listens. */
const nowhere = 'mqtt://127.0.0.1:1';
/** Takes the connection, and never says a word. */
const mute: Script = (packet) => packet.cmd === 'connect';
const asksForFive: Script = (packet, visit) => {
  if (packet.cmd !== 'connect' || packet.protocolVersion === 5) return false;
  visit.send(connack({ returnCode: 1 }));
  visit.socket.end();
  return true;
};

const isOfStops = (visit: ScriptedBroker['visits'][number]): boolean =>
  visit.of('connect')[0]?.clientId.endsWith('-stop') === true;
const visitors = ({ visits }: ScriptedBroker): readonly string[] =>
  visits.map((visit) => (isOfStops(visit) ? 'stops' : 'commands')).sort();
const urlsOf = (run: Run): readonly unknown[] => run.log.of('broker_connected').map(({ url }) => url);

async function bothUp(run: Run): Promise<void> {
  const both = [run.openStops(), run.openCommands()];
  await until(() => both.every(({ isOnline }) => isOnline));
}

describe('a list of brokers [S7]', () => {
  it('is begun with its first entry, by both connections', async () => {
    const [one, two] = [await bench.broker(), await bench.broker()];
    const run = bench.run([one.url, two.url]);
    await bothUp(run);
    expect([visitors(one), visitors(two)]).toEqual([['commands', 'stops'], []]);
    expect(urlsOf(run)).toEqual([one.url, one.url]);
  });

  it.each(['commands', 'stops'])(
    'is gone on in at once by both where the connection of %s breaks off',
    async (which) => {
      const [one, two] = [await bench.broker(), await bench.broker()];
      const run = bench.run([one.url, two.url]);
      await bothUp(run);
      const broken = one.visits.find((visit) => isOfStops(visit) === (which === 'stops'));
      broken?.socket.destroy();
      await until(() => urlsOf(run).length === 4);
      expect([visitors(one), visitors(two)]).toEqual([
        ['commands', 'stops'],
        ['commands', 'stops'],
      ]);
      expect(one.visits.every(({ isGone }) => isGone)).toBe(true);
      expect([...run.stops.reasons, ...run.commands.reasons].sort()).toEqual([
        'the broker closed the connection',
        'the other connection has gone on to the next broker of mqtt.url',
      ]);
      expect(run.log.of('broker_unreachable'), 'the one that only goes along has no trouble of its own').toEqual([
        { url: one.url, reason: 'the broker closed the connection' },
      ]);
    },
  );

  it('is gone on in where a lane is given up, and round to the first entry again', async () => {
    const [one, two] = [await bench.broker(), await bench.broker()];
    const run = bench.run([one.url, two.url]);
    const stops = run.openStops();
    const commands = run.openCommands();
    await until(() => stops.isOnline && commands.isOnline);
    stops.breakOff('it did not answer for 3 s');
    await until(() => urlsOf(run).length === 4);
    commands.breakOff('it did not answer for 3 s');
    await until(() => urlsOf(run).length === 6);
    expect(urlsOf(run)).toEqual([one.url, one.url, two.url, two.url, one.url, one.url]);
  });

  it('has 3 s for the CONNACK of each entry', async () => {
    bench = new ConnectionBench(4);
    const [one, two] = [await bench.broker(mute), await bench.broker()];
    const run = bench.run([one.url, two.url]);
    await bothUp(run);
    expect(run.log.of('broker_unreachable')).toEqual([
      { url: one.url, reason: expect.stringMatching(/^there is no answer to CONNECT for 3 s/) },
    ]);
    expect([visitors(one).length, visitors(two).length]).toEqual([2, 2]);
  });

  it('waits once a round where none answers, and says once what is wrong with each', async () => {
    bench = new ConnectionBench(20);
    const run = bench.run([nowhere, 'mqtt://127.0.0.1:2']);
    run.openCommands();
    await until(() => run.commands.reasons.length >= 7);
    expect(run.log.of('broker_unreachable').map(({ url }) => url)).toEqual([nowhere, 'mqtt://127.0.0.1:2']);
  });

  it('is tried by one connection where the other has nothing to do yet', async () => {
    const two = await bench.broker();
    const run = bench.run([nowhere, two.url]);
    const commands = run.openCommands();
    await until(() => commands.isOnline);
    const stops = run.openStops();
    await until(() => stops.isOnline);
    expect(visitors(two)).toEqual(['commands', 'stops']);
  });

  it('may hold a broker of another version: what is known is known of each', async () => {
    const refusesFive: Script = (packet, visit) => {
      if (packet.cmd !== 'connect' || packet.protocolVersion !== 5) return false;
      visit.version = 4;
      visit.send(connack({ returnCode: 1 }));
      visit.socket.end();
      return true;
    };
    const [one, two] = [await bench.broker(refusesFive), await bench.broker(asksForFive)];
    const run = bench.run([one.url, two.url]);
    await bothUp(run);
    for (const { socket } of one.visits) socket.destroy();
    await until(() => urlsOf(run).length === 4);
    for (const { socket } of two.visits) socket.destroy();
    await until(() => urlsOf(run).length === 6);
    expect(run.commands.sessions).toEqual([4, 5, 4]);
    expect(run.stops.sessions).toEqual([4, 5, 4]);
  });

  it('is not left for an entry that refuses only the version', async () => {
    const one = await bench.broker((packet, visit) => {
      if (packet.cmd !== 'connect' || packet.protocolVersion !== 5) return false;
      visit.version = 4;
      visit.send(connack({ returnCode: 1 }));
      visit.socket.end();
      return true;
    });
    const two = await bench.broker();
    const run = bench.run([one.url, two.url]);
    await bothUp(run);
    expect(urlsOf(run)).toEqual([one.url, one.url]);
    expect(visitors(two)).toEqual([]);
  });

  it('learns by three closes without a word, at whatever entry, that a cluster may know only MQTT 3.1.1', async () => {
    bench = new ConnectionBench(20);
    const closesAtFive: Script = (packet, visit) => {
      if (packet.cmd !== 'connect' || packet.protocolVersion !== 5) return false;
      visit.version = 4;
      visit.socket.destroy();
      return true;
    };
    const nodes = [
      await bench.broker(closesAtFive),
      await bench.broker(closesAtFive),
      await bench.broker(closesAtFive),
    ];
    const run = bench.run(nodes.map(({ url }) => url));
    const commands = run.openCommands();
    await until(() => commands.isOnline);
    const versions = nodes.flatMap(({ visits }) =>
      visits.flatMap((visit) => visit.of('connect').map((each) => each.protocolVersion)),
    );
    expect(versions.toSorted()).toEqual([4, 5, 5, 5]);
    expect(run.commands.sessions).toEqual([4]);
  });

  it('learns it too where each time only one of the two connections is closed, and the other goes along', async () => {
    bench = new ConnectionBench(20);
    let closes = 0;
    const closesInTurn: Script = (packet, visit) => {
      if (packet.cmd !== 'connect' || packet.protocolVersion !== 5) return false;
      visit.version = 4;
      if (isOfStops(visit) === (closes % 2 === 1)) {
        closes += 1;
        visit.socket.destroy();
      }
      return true;
    };
    const nodes = [await bench.broker(closesInTurn), await bench.broker(closesInTurn)];
    const run = bench.run(nodes.map(({ url }) => url));
    await bothUp(run);
    expect([run.commands.sessions, run.stops.sessions]).toEqual([[4], [4]]);
    expect(closes).toBeLessThan(10);
  });

  it('is left alone by connections that are closed', async () => {
    const [one, two] = [await bench.broker(), await bench.broker()];
    const run = bench.run([one.url, two.url]);
    await bothUp(run);
    await run.close();
    expect(visitors(two)).toEqual([]);
  });
});

describe('the kept session of a list of brokers [S7]', () => {
  /** Keeps sessions by itself, as brokers do that share nothing. */
  function keeping(): Script {
    const kept = new Set<string>();
    return (packet, visit) => {
      if (packet.cmd !== 'connect') return false;
      const isPresent = packet.clean === false && kept.has(packet.clientId);
      if (packet.clean === false) kept.add(packet.clientId);
      visit.send(connack({ sessionPresent: isPresent }));
      return true;
    };
  }

  it('is not promised after a move to an entry that has none, and again where one is there', async () => {
    const [one, two] = [await bench.broker(keeping()), await bench.broker(keeping())];
    const run = bench.run([one.url, two.url]);
    await bothUp(run);
    for (const at of [one, two, one]) {
      // The connection of stops only goes along: if it broke off itself, twice within 5 s, it would be opened without its session.
      for (const visit of at.visits) if (!isOfStops(visit)) visit.socket.destroy();
      const before = urlsOf(run).length;
      await until(() => urlsOf(run).length === before + 2);
    }
    expect(run.stops.kept, 'at first nothing can have been lost').toEqual([true, false, true, true]);
  });

  it('is promised after a move where the nodes share their sessions', async () => {
    const shared = keeping();
    const [one, two] = [await bench.broker(shared), await bench.broker(shared)];
    const run = bench.run([one.url, two.url]);
    await bothUp(run);
    for (const { socket } of one.visits) socket.destroy();
    await until(() => urlsOf(run).length === 4);
    expect(run.stops.kept).toEqual([true, true]);
  });

  it('loses at each entry the topics that are wanted no more', async () => {
    const shared = keeping();
    const [one, two] = [await bench.broker(shared), await bench.broker(shared)];
    const first = bench.run([one.url, two.url]).openStops(to('hall/stop', 'shed/stop'));
    await until(() => first.isOnline);
    await first.close(1000);
    const run = bench.run([two.url, one.url]);
    const second = run.openStops(to('hall/stop'));
    await until(() => second.isOnline);
    expect(two.visits[0]?.of('unsubscribe')).toMatchObject([{ unsubscriptions: ['shed/stop'] }]);
    second.breakOff('to the other');
    await until(() => urlsOf(run).length === 2);
    expect(one.visits[1]?.of('unsubscribe')).toMatchObject([{ unsubscriptions: ['shed/stop'] }]);
  });
});
