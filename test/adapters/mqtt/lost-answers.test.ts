import { afterEach, describe, expect, it } from 'vitest';
import type { Script, Visit } from '../../support/scripted-broker.js';
import { ConnectionBench } from './connection-bench.js';
import { publication, until } from './support.js';

let bench = new ConnectionBench();
afterEach(async () => {
  await bench.close();
  bench = new ConnectionBench();
});

const payloadsOf = (visit: Visit | undefined) => visit?.of('publish').map(({ payload }) => String(payload)) ?? [];

/** Answers everything but the publications that begin with `lost`. */
const losing: Script = (packet) => packet.cmd === 'publish' && String(packet.payload).startsWith('lost');

async function connected(script: Script) {
  const broker = await bench.broker(script);
  const run = bench.run(broker.url);
  const client = run.openCommands();
  await until(() => client.isOnline);
  return { broker, run, client };
}

describe('a broker that loses the answer to one publication and answers later ones', () => {
  it('keeps its connection, and is told of in the log once a topic', async () => {
    const { broker, run, client } = await connected(losing);
    for (const payload of ['lost 1', '1', 'lost 2', '2']) client.publish(publication('event', payload));
    await until(() => run.log.of('publication_unanswered').length > 0);
    client.publish(publication('event', '3'));
    await until(() => payloadsOf(broker.visits[0]).includes('3'));
    expect(broker.visits).toHaveLength(1);
    expect(run.commands.reasons).toEqual([]);
    expect(run.log.of('publication_unanswered')).toMatchObject([{ topic: 'event' }]);
  });

  it('holds up nothing by it: what waits for a place goes on', async () => {
    const { broker, run, client } = await connected(losing);
    for (let index = 0; index < 19; index += 1) client.publish(publication('event', `lost ${index}`));
    for (const payload of ['1', '2', '3']) client.publish(publication('event', payload));
    await until(() => payloadsOf(broker.visits[0]).includes('3'));
    await until(() => client.load.inFlight === 19 && run.log.of('publication_unanswered').length > 0);
    for (let index = 0; index < 20; index += 1) client.publish(publication('event', `more ${index}`));
    await until(() => payloadsOf(broker.visits[0]).includes('more 19'));
    expect(broker.visits).toHaveLength(1);
  });

  it('gets it again on the next connection, but nothing that is old by then', async () => {
    const { broker, run, client } = await connected((packet, visit, nth) => nth === 0 && losing(packet, visit, nth));
    const state = (payload: string) => publication('state', payload, { offline: 'newest' });
    client.publish(publication('event', 'lost event'));
    client.publish(state('lost state'));
    client.publish(publication('event', '1'));
    await until(() => run.log.of('publication_unanswered').length === 2);
    client.publish(state('newer'));
    await until(() => payloadsOf(broker.visits[0]).includes('newer'));
    broker.visits[0]?.socket.destroy();
    await until(() => payloadsOf(broker.visits[1]).length > 0);
    client.publish(publication('event', '2'));
    await until(() => payloadsOf(broker.visits[1]).includes('2'));
    expect(payloadsOf(broker.visits[1]).filter((payload) => payload !== 'newer')).toEqual(['lost event', '2']);
  });

  it('is left after a hundred of them', async () => {
    const { broker, run, client } = await connected((packet, visit, nth) => nth === 0 && losing(packet, visit, nth));
    let sent = 0;
    await until(() => {
      sent += 1;
      client.publish(publication('event', `${sent % 2 === 0 ? 'lost ' : ''}${sent}`));
      return broker.visits.length > 1;
    });
    expect(run.commands.reasons).toEqual(['the broker has not answered a publication on event for 10 s']);
    expect(payloadsOf(broker.visits[0]).filter((payload) => payload.startsWith('lost')).length).toBeGreaterThan(100);
  });
});

it('waits for a slow broker as long as it answers one publication after the other', async () => {
  const { broker, run, client } = await connected((packet, visit) => {
    if (packet.cmd !== 'publish') return false;
    const { messageId = 0 } = packet;
    setTimeout(() => visit.send({ cmd: 'puback', messageId }), 300 * visit.of('publish').length);
    return true;
  });
  for (const payload of ['1', '2', '3', '4']) client.publish(publication('event', payload));
  await until(() => client.load.inFlight === 0);
  expect(broker.visits).toHaveLength(1);
  expect(run.commands.reasons).toEqual([]);
});
