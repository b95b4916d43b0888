import { afterEach, describe, expect, it } from 'vitest';
import type { Script, ScriptedBroker, Visit } from '../../support/scripted-broker.js';
import { ConnectionBench } from './connection-bench.js';
import { publication, until } from './support.js';

let bench = new ConnectionBench();
afterEach(async () => {
  await bench.close();
  bench = new ConnectionBench();
});

const payloadsOf = (visit: Visit | undefined) => visit?.of('publish').map(({ payload }) => String(payload)) ?? [];
const allPayloads = (broker: ScriptedBroker) => broker.visits.map(payloadsOf);

async function connected(script: Script) {
  const broker = await bench.broker(script);
  const run = bench.run(broker.url);
  const client = run.openCommands();
  await until(() => client.isOnline);
  return { broker, run, client };
}

/** Ends the first connection at its third publication, and acknowledges none on it. */
const endingAtThird =
  (end: (visit: Visit) => void): Script =>
  (packet, visit, nth) => {
    if (packet.cmd !== 'publish' || nth > 0) return false;
    if (visit.of('publish').length === 3) end(visit);
    return true;
  };

const withReason = (reasonCode: number): Ending => [
  `ended with a DISCONNECT of reason ${reasonCode}`,
  (visit) => {
    visit.send({ cmd: 'disconnect', reasonCode });
    visit.socket.end();
  },
];

type Ending = readonly [name: string, end: (visit: Visit) => void];

const endings: readonly Ending[] = [
  ['closed', (visit) => visit.socket.end()],
  ['reset', (visit) => visit.socket.resetAndDestroy()],
  ['ended by a DISCONNECT alone', (visit) => visit.send({ cmd: 'disconnect', reasonCode: 139 })],
  ['ended by what cannot be read', (visit) => visit.socket.write(Buffer.from([0x00, 0xff, 0xff, 0xff, 0xff]))],
  ...[0, 128, 130, 137, 139, 147, 149, 151].map(withReason),
];

describe('what was not acknowledged when a connection ended', () => {
  it.each(endings)('is sent again, in order: %s', async (_name, end) => {
    const { broker, run, client } = await connected(endingAtThird(end));
    for (const payload of ['1', '2', '3']) client.publish(publication('event', payload));
    await until(() => payloadsOf(broker.visits[1]).length === 3);
    expect(allPayloads(broker)).toEqual([
      ['1', '2', '3'],
      ['1', '2', '3'],
    ]);
    expect(run.log.of('publish_refused')).toEqual([]);
    expect(run.log.of('broker_unreachable')).toHaveLength(1);
  });

  it('says by which reason it ended, and what that means', async () => {
    const { run, client } = await connected(
      endingAtThird((visit) => visit.send({ cmd: 'disconnect', reasonCode: 149 })),
    );
    for (const payload of ['1', '2', '3']) client.publish(publication('event', payload));
    await until(() => run.commands.reasons.length === 1);
    expect(run.commands.reasons[0]).toMatch(/takes no packet as large as the last/);
  });
});

describe('a publication that ends the connection', () => {
  const poisoned: Script = (packet, visit) => {
    if (packet.cmd !== 'publish' || !String(packet.payload).startsWith('poison')) return false;
    visit.socket.destroy();
    return true;
  };

  it('is set aside after the second time, and takes no other with it', async () => {
    const { broker, run, client } = await connected(poisoned);
    for (const payload of ['1', 'poison', '2', '3']) client.publish(publication('event', payload));
    await until(() => payloadsOf(broker.visits.at(-1)).includes('3'));
    client.publish(publication('event', '4'));
    await until(() => payloadsOf(broker.visits.at(-1)).includes('4'));
    expect(broker.visits).toHaveLength(3);
    expect(payloadsOf(broker.visits[2])).toEqual(['2', '3', '4']);
    expect(run.log.of('publication_set_aside')).toMatchObject([{ topic: 'event', bytes: 6 }]);
  });

  it('tries again when a connection has lived for 60 s', async () => {
    const { broker, client } = await connected(poisoned);
    client.publish(publication('state', 'poison', { offline: 'newest' }));
    await until(() => broker.visits.length === 3);
    client.publish(publication('state', 'poison again', { offline: 'newest' }));
    client.publish(publication('event', 'x'));
    await until(() => payloadsOf(broker.visits[2]).length > 0);
    expect(payloadsOf(broker.visits[2])).toEqual(['x']);
    client.publish(publication('state', 'good', { offline: 'newest' }));
    await until(() => payloadsOf(broker.visits[2]).length === 2);
    expect(payloadsOf(broker.visits[2])).toEqual(['x', 'good']);
    expect(broker.visits).toHaveLength(3);
  });

  it('is left out as well where nobody acknowledges it', async () => {
    const { broker, run, client } = await connected(poisoned);
    const health = publication('health', `poison${'x'.repeat(2000)}`, { qos: 0, offline: 'drop' });
    client.publish(health);
    await until(() => broker.visits.length === 2 && client.isOnline);
    client.publish(health);
    await until(() => broker.visits.length === 3 && client.isOnline);
    client.publish(health);
    client.publish(publication('event', 'x'));
    await until(() => payloadsOf(broker.visits[2]).length > 0);
    expect(payloadsOf(broker.visits[2])).toEqual(['x']);
    expect(run.log.of('publication_set_aside')).toHaveLength(1);
  });
});

describe('a publication that the broker refuses', () => {
  it.each([
    [135, 'give this user the right'],
    [151, 'the quota of this client is used up'],
    [144, 'the broker does not take this topic'],
    [128, undefined],
    [131, undefined],
  ])('is told of once, with no advice but the right one: reason %i', async (reasonCode, hint) => {
    const { run, client } = await connected((packet, visit) => {
      if (packet.cmd !== 'publish') return false;
      visit.send({ cmd: 'puback', messageId: packet.messageId ?? 0, reasonCode });
      return true;
    });
    for (let index = 0; index < 5; index += 1) {
      client.publish(publication('one', '1'));
      client.publish(publication('two', '2'));
    }
    await until(() => run.log.of('publish_refused').length === 2);
    await client.close(5000);
    expect(run.log.of('publish_refused').map((fields) => [fields['topic'], fields['hint']])).toEqual([
      ['one', hint],
      ['two', hint],
    ]);
  });
});
