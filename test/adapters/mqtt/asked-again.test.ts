import type { ISubscribePacket, Packet } from 'mqtt-packet';
import { afterEach, describe, expect, it } from 'vitest';
import type { Subscription } from '../../../src/adapters/mqtt/subscriptions.js';
import type { Visit } from '../../support/scripted-broker.js';
import { ConnectionBench, to } from './connection-bench.js';
import { World } from './fake-brokers.js';
import { until } from './support.js';

let bench = new ConnectionBench();
afterEach(async () => {
  await bench.close();
  bench = new ConnectionBench();
});

const no = 0x80;
type Grant = (topic: string, qos: number) => number | null;

/** A stop filter that the connection can do without. */
const optional = (...topics: readonly string[]): readonly Subscription[] =>
  to(...topics).map((each) => ({ ...each, isOptional: true }));

/** A broker that answers each filter with what `grants.now` says, null: not at all; and a connection for stops to it. */
async function meeting(grants: { now: Grant }, wanted: readonly Subscription[]) {
  const broker = await bench.broker((packet, visit) => packet.cmd === 'subscribe' && answered(packet, visit, grants));
  const run = bench.run(broker.url);
  const client = run.openStops(wanted);
  await until(() => client.isOnline);
  const visit = broker.visits[0];
  if (visit === undefined) throw new Error('nobody came');
  const asked = () => visit.of('subscribe').map(({ subscriptions }) => subscriptions.map(asText).join(', '));
  return { broker, run, client, visit, asked };
}

function answered({ subscriptions, messageId = 0 }: ISubscribePacket, visit: Visit, grants: { now: Grant }): boolean {
  const granted = subscriptions.map(({ topic, qos }) => grants.now(topic, qos));
  const suback: Packet = { cmd: 'suback', messageId, granted: granted.map((code) => code ?? no) };
  if (!granted.includes(null)) visit.send(suback);
  return true;
}

const asText = ({ topic, qos }: { readonly topic: string; readonly qos: number }): string => `${topic} ${qos}`;

describe('a stop filter that the broker refuses for a while [S7]', () => {
  it('is asked for again by itself while the connection lives, and is heard then', async () => {
    const grants: { now: Grant } = { now: (topic, qos) => (topic === 'b' ? no : qos) };
    const { broker, run, visit, asked } = await meeting(grants, optional('a', 'b', 'c'));
    expect(asked()).toEqual(['a 1', 'b 1', 'c 1', 'b 0']);
    expect(run.log.of('subscription_refused')).toMatchObject([{ topics: ['b'] }]);
    await until(() => asked().length === 8);
    expect(asked().slice(4)).toEqual(['b 1', 'b 0', 'b 1', 'b 0']);
    grants.now = (_topic, qos) => qos;
    await until(() => run.log.of('subscription_granted').length === 1);
    expect(run.log.of('subscription_granted')).toEqual([{ topics: ['b'] }]);
    expect(asked().at(-1)).toBe('b 1');
    visit.send({ cmd: 'publish', topic: 'b', payload: 'x', qos: 0, dup: false, retain: false });
    await until(() => run.stops.texts.includes('b x'));
    expect(broker.visits).toHaveLength(1);
  });

  it('is asked for after 5 to 10 s, and later after more and more', async () => {
    const { visit, run } = await meeting({ now: () => no }, optional('a'));
    const times: number[] = [];
    let known = visit.of('subscribe').length;
    let atMs = bench.clock.nowMs();
    await until(() => {
      const count = visit.of('subscribe').filter(({ subscriptions }) => subscriptions[0]?.qos === 1).length;
      if (count > known - 1) {
        times.push(Math.round((bench.clock.nowMs() - atMs) / 1000));
        atMs = bench.clock.nowMs();
        known = count + 1;
      }
      return times.length === 3;
    });
    expect(times[0]).toBeGreaterThanOrEqual(5);
    expect(times.at(-1)).toBeGreaterThanOrEqual(20);
    expect(run.stops.reasons).toEqual([]);
  });

  it('comes first of all that were refused, one a request, and the rest at once when one is granted', async () => {
    const grants: { now: Grant } = { now: () => no };
    const { asked } = await meeting(grants, optional('a', 'b', 'c'));
    const before = asked().length;
    grants.now = (_topic, qos) => qos;
    await until(() => asked().length === before + 3);
    expect(asked().slice(before)).toEqual(['a 1', 'b 1', 'c 1']);
  });

  it('that is not answered at all ends the connection after 10 s as any other request', async () => {
    const grants: { now: Grant } = { now: (topic, qos) => (topic === 'b' ? no : qos) };
    const { broker, run } = await meeting(grants, optional('a', 'b'));
    grants.now = () => null;
    await until(() => broker.visits.length === 2);
    expect(run.stops.reasons).toEqual(['the broker has not answered SUBSCRIBE b for 10 s']);
  });
});

describe('a stop filter that the broker takes with QoS 0 alone [S7]', () => {
  it('is asked for with QoS 1 again, and then what it brings is kept as it was promised', async () => {
    const grants: { now: Grant } = { now: (_topic, qos) => (qos === 1 ? no : 0) };
    const { broker, run, asked } = await meeting(grants, optional('a', 'b'));
    expect(run.stops.kept).toEqual([false]);
    grants.now = (_topic, qos) => qos;
    await until(() => run.stops.kept.length === 2);
    expect(run.stops.kept).toEqual([false, true]);
    expect(asked().slice(-2)).toEqual(['a 1', 'b 1']);
    expect(run.log.of('subscription_granted')).toEqual([{ topics: ['a'] }, { topics: ['b'] }]);
    expect(broker.visits).toHaveLength(1);
  });

  it('is asked for with QoS 0 anew where it is refused once more, and is not promised', async () => {
    const { run, asked } = await meeting({ now: (_topic, qos) => (qos === 1 ? no : 0) }, optional('a'));
    await until(() => asked().length >= 4);
    expect(asked().slice(0, 4)).toEqual(['a 1', 'a 0', 'a 1', 'a 0']);
    expect(run.stops.kept).toEqual([false]);
    expect(run.log.of('subscription_lowered')).toHaveLength(1);
  });
});

describe('a connection whose lane is silent [S7]', () => {
  it('is not given up while the broker has a subscription to answer, which some do slowly', async () => {
    const grants: { now: Grant } = { now: (topic, qos) => (topic === 'b' ? no : qos) };
    const { client, run, asked } = await meeting(grants, optional('a', 'b'));
    const before = asked().length;
    grants.now = () => null;
    await until(() => asked().length > before);
    client.breakOff('silent');
    expect([client.isOnline, run.stops.reasons]).toEqual([true, []]);
  });
});

describe('a face whose stops the broker takes later than its connection [S7]', () => {
  it('takes no start of that chair until its topic has come back, and its health follows', () => {
    const world = new World({ groups: { hall: [], attic: [] } });
    world.stops.hears = (topic) => topic !== 'chair2mqtt/hall/stop';
    world.stops.online(4, false);
    world.commands.online(4);
    world.clock.advance(20_000);
    const start = (chairId: string, id: string) =>
      world.commands.deliver(`chair2mqtt/${chairId}/set`, { command: 'start', id });
    const mqtt = () => JSON.parse(world.commands.of('bridge/health').at(-1) ?? '{}').mqtt;
    start('hall', 'a1');
    start('attic', 'b1');
    expect([world.results('hall'), world.results('attic')]).toEqual([['a1 unavailable'], ['b1 ok']]);
    expect(mqtt()).toMatchObject({ stops_kept: false, missing_rights: ['chair2mqtt/hall/stop'] });
    world.stops.hears = () => true;
    world.stops.events.onSessionKept?.(true);
    world.clock.advance(6000);
    start('hall', 'a2');
    expect(world.results('hall').at(-1)).toBe('a2 ok');
    expect(mqtt()).toMatchObject({ stops_kept: true, missing_rights: [], stops_proven: true });
    expect(world.log.of('rights_complete')).toHaveLength(1);
  });
});
