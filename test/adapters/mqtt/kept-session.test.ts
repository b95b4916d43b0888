import type { Packet } from 'mqtt-packet';
import { afterEach, describe, expect, it } from 'vitest';
import { MemoryStore } from '../../support/memory-store.js';
import type { Script, ScriptedBroker } from '../../support/scripted-broker.js';
import { ConnectionBench, connack, to } from './connection-bench.js';
import { until } from './support.js';

let bench = new ConnectionBench();
afterEach(async () => {
  await bench.close();
  bench = new ConnectionBench();
});

/** Answers the hello with these words, on the connection of that number. */
const hellos =
  (...answers: readonly Parameters<typeof connack>[0][]): Script =>
  (packet, visit, nth) => {
    if (packet.cmd !== 'connect') return false;
    visit.send(connack(answers[nth] ?? answers.at(-1)));
    return true;
  };

const isOfStops = (packet: Packet): boolean => packet.cmd === 'connect' && packet.clientId.endsWith('-stop');
/** Of each connection for stops whether it was to begin its session anew. */
const hellosOfStops = ({ visits }: ScriptedBroker): readonly (boolean | undefined)[] =>
  visits.flatMap((visit) => visit.of('connect').filter(isOfStops)).map(({ clean }) => clean);
const idPattern = /^chair2mqtt-[0-9a-f]{32}-stop$/;

class LosingStore extends MemoryStore {
  override save = () => Promise.resolve(true);
}

class HangingStore extends MemoryStore {
  override save = () => new Promise<boolean>(() => undefined);
}

describe('the session of the stops [S7]', () => {
  it('is asked for with an id of 128 bits, that of the commands is clean', async () => {
    const broker = await bench.broker();
    const run = bench.run(broker.url);
    const [stops, commands] = [run.openStops(), run.openCommands()];
    await until(() => stops.isOnline && commands.isOnline);
    const connects = broker.visits.flatMap((visit) => visit.of('connect'));
    const [ofStops, ofCommands] = ['-stop', ''].map((end) =>
      connects.find(({ clientId }) => clientId.endsWith('-stop') === (end === '-stop')),
    );
    expect(ofStops).toMatchObject({ clean: false, keepalive: 5, properties: { sessionExpiryInterval: 3600 } });
    expect(ofStops?.properties?.maximumPacketSize).toBe(1_048_576);
    expect(ofStops?.clientId).toMatch(idPattern);
    expect(ofCommands).toMatchObject({ clean: true, keepalive: 30, properties: { sessionExpiryInterval: 0 } });
    expect(ofCommands?.properties?.maximumPacketSize).toBe(65_536 + 512);
    expect(`${ofCommands?.clientId}-stop`).toBe(ofStops?.clientId);
  });

  it.each([
    ['present', [{}, { sessionPresent: true }], [true, true]],
    ['lost', [{}, {}], [true, false]],
    ['lost, then kept', [{}, {}, { sessionPresent: true }], [true, false, true]],
    ['shorter than asked', [{ properties: { sessionExpiryInterval: 60 } }], [false]],
    ['as long as asked', [{ properties: { sessionExpiryInterval: 3600 } }], [true]],
  ] as const)('is told to be kept as far as the broker says: %s', async (_name, answers, kept) => {
    const broker = await bench.broker(hellos(...answers));
    const run = bench.run(broker.url);
    const stops = run.openStops();
    for (let nth = 1; nth <= answers.length; nth += 1) {
      await until(() => run.stops.kept.length === nth && stops.isOnline);
      broker.visits.at(-1)?.socket.destroy();
      await until(() => !stops.isOnline);
    }
    expect(run.stops.kept.slice(0, kept.length)).toEqual(kept);
  });

  it('is missed after a restart of the daemon as well', async () => {
    const broker = await bench.broker();
    const first = bench.run(broker.url);
    const before = first.openStops();
    await until(() => before.isOnline);
    await first.close();
    const second = bench.run(broker.url);
    const after = second.openStops();
    await until(() => after.isOnline);
    expect([first.stops.kept, second.stops.kept]).toEqual([[true], [false]]);
    expect(new Set(broker.visits.map((visit) => visit.of('connect')[0]?.clientId)).size).toBe(1);
  });

  it('loses what is no longer wanted', async () => {
    const broker = await bench.broker(hellos({}, { sessionPresent: true }));
    const first = bench.run(broker.url);
    const before = first.openStops(to('hall/stop', 'shed/stop', 'shed/estop'));
    await until(() => before.isOnline);
    await first.close();
    const second = bench.run(broker.url);
    const after = second.openStops(to('hall/stop', 'new/stop'));
    await until(() => after.isOnline);
    expect(broker.visits[1]?.of('unsubscribe')).toMatchObject([{ unsubscriptions: ['shed/stop', 'shed/estop'] }]);
    await second.close();
    const third = bench.run(broker.url).openStops(to('hall/stop', 'new/stop'));
    await until(() => third.isOnline);
    expect(broker.visits[2]?.of('unsubscribe')).toEqual([]);
  });

  it.each([
    ['another machine', { machine: 'there' }],
    ['a folder that loses what is written', { store: new LosingStore() }],
    ['a folder that hangs', { store: new HangingStore() }],
  ])('has a new client id on %s', async (name, rest) => {
    const broker = await bench.broker();
    const first = bench.run(broker.url).openStops();
    await until(() => first.isOnline);
    const second = bench.run(broker.url, rest).openStops();
    await until(() => second.isOnline);
    const [one, two] = broker.visits.map((visit) => visit.of('connect')[0]);
    expect(two?.clientId).toMatch(idPattern);
    expect(two?.clientId).not.toBe(one?.clientId);
    expect(two?.clean).toBe(name !== 'another machine');
    expect(two?.properties?.sessionExpiryInterval).toBe(name === 'another machine' ? 3600 : 0);
  });

  it('has the client id of the configuration where there is one', async () => {
    const broker = await bench.broker();
    const client = bench.run(broker.url, { clientId: 'chair2mqtt-hall' }).openStops();
    await until(() => client.isOnline);
    expect(broker.visits[0]?.of('connect')[0]).toMatchObject({ clientId: 'chair2mqtt-hall-stop', clean: false });
    const made = bench.run(broker.url).openStops();
    await until(() => made.isOnline);
    expect(broker.visits[1]?.of('connect')[0]?.clientId).toMatch(idPattern);
  });

  it('is begun anew once where the connection ends twice right after its CONNACK', async () => {
    const broker = await bench.broker((packet, visit, nth) => {
      if (packet.cmd === 'connect') visit.send(connack({ sessionPresent: nth > 0 && packet.clean === false }));
      if (packet.cmd === 'subscribe' && nth < 2) visit.socket.destroy();
      return packet.cmd === 'connect' || (packet.cmd === 'subscribe' && nth < 2);
    });
    const run = bench.run(broker.url);
    const stops = run.openStops();
    await until(() => stops.isOnline);
    expect(broker.visits.map((visit) => visit.of('connect')[0]?.clean)).toEqual([false, false, true]);
    expect(run.log.of('stop_session_renewed')).toHaveLength(1);
    expect(run.stops.kept).toEqual([false]);
    broker.visits.at(-1)?.socket.destroy();
    await until(() => run.stops.sessions.length === 2);
    expect(broker.visits.at(-1)?.of('connect')[0]?.clean).toBe(false);
  });

  it('is begun anew, and there at once, where the broker lets the other connection in and leaves it without an answer', async () => {
    let isShut = false;
    const broker = await bench.broker((packet) => isShut && packet.cmd === 'connect' && packet.clean === false);
    const run = bench.run(broker.url);
    const both = [run.openStops(), run.openCommands()];
    await until(() => both.every(({ isOnline }) => isOnline));
    isShut = true;
    broker.visits.find((visit) => visit.packets.some(isOfStops))?.socket.destroy();
    await until(() => run.stops.sessions.length === 2);
    expect(hellosOfStops(broker)).toEqual([false, false, true]);
    expect(run.log.of('stop_session_renewed')).toEqual([
      { hint: 'the broker lets others in and not this session; what waited in it is lost' },
    ]);
    expect(run.stops.kept).toEqual([true, false]);
  });

  it('is begun anew until it is in, with the usual pauses', async () => {
    const broker = await bench.broker((packet, _visit, nth) => isOfStops(packet) && nth < 5);
    const run = bench.run(broker.url);
    const both = [run.openStops(), run.openCommands()];
    await until(() => both.every(({ isOnline }) => isOnline));
    const hellos = hellosOfStops(broker);
    expect(hellos).toEqual([false, ...hellos.slice(1).map(() => true)]);
    broker.visits.findLast((visit) => visit.packets.some(isOfStops))?.socket.destroy();
    await until(() => run.stops.sessions.length === 2);
    expect(hellosOfStops(broker).at(-1)).toBe(false);
  });

  it('is asked for again where the broker lets nobody in', async () => {
    const broker = await bench.broker((packet, _visit, nth) => packet.cmd === 'connect' && nth < 4);
    const run = bench.run(broker.url);
    const both = [run.openStops(), run.openCommands()];
    await until(() => both.every(({ isOnline }) => isOnline));
    expect(new Set(hellosOfStops(broker))).toEqual(new Set([false]));
    expect(run.log.of('stop_session_renewed')).toEqual([]);
  });
});

describe('a message on the connection for stops', () => {
  const stop = { cmd: 'publish', topic: 'stop', payload: 'x', qos: 1, dup: false, retain: false } as const;

  it('is late where it comes before the subscription is answered, delivered again, or right behind such a one', async () => {
    bench = new ConnectionBench(1);
    const broker = await bench.broker((packet, visit) => {
      if (packet.cmd === 'connect') {
        visit.send(connack({ sessionPresent: true }));
        visit.send({ ...stop, payload: 'waited', messageId: 1 });
        return true;
      }
      if (packet.cmd !== 'subscribe') return false;
      visit.send({ cmd: 'suback', messageId: packet.messageId ?? 0, granted: [1] });
      visit.send({ ...stop, payload: 'waited too', messageId: 2 });
      visit.send({ ...stop, payload: 'retained', retain: true, messageId: 3 });
      setTimeout(() => visit.send({ ...stop, payload: 'now', messageId: 4 }), 500);
      setTimeout(() => visit.send({ ...stop, payload: 'again', dup: true, messageId: 5 }), 600);
      return true;
    });
    const run = bench.run(broker.url);
    run.openStops();
    await until(() => run.stops.messages.length === 5);
    expect(run.stops.messages.map(({ payload, isLate }) => `${Buffer.from(payload)} ${isLate}`)).toEqual([
      'waited true',
      'waited too true',
      'retained false',
      'now false',
      'again true',
    ]);
  });

  it('is never late in a session that has just begun', async () => {
    const broker = await bench.broker((packet, visit) => {
      if (packet.cmd !== 'subscribe') return false;
      visit.send({ cmd: 'suback', messageId: packet.messageId ?? 0, granted: [1] });
      visit.send({ ...stop, messageId: 2 });
      return true;
    });
    const run = bench.run(broker.url);
    run.openStops();
    await until(() => run.stops.messages.length === 1);
    expect(run.stops.messages[0]?.isLate).toBe(false);
  });
});

describe('two clients with one client id', () => {
  it('are named with the remedy once connections end three times within their first minute', async () => {
    const broker = await bench.broker((packet, visit) => {
      if (packet.cmd === 'subscribe') setTimeout(() => visit.socket.destroy(), 300);
      return false;
    });
    const run = bench.run(broker.url);
    run.openCommands();
    await until(() => broker.visits.length === 3);
    expect(run.log.of('connection_ended_again_and_again')).toEqual([]);
    await until(() => broker.visits.length === 5);
    expect(run.log.of('connection_ended_again_and_again')).toEqual([
      { client_id: expect.stringMatching(/^chair2mqtt-/), hint: expect.stringMatching(/mqtt\.client_id/) },
    ]);
  });
});
