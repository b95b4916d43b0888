import type { ISubscribePacket } from 'mqtt-packet';
import { afterEach, describe, expect, it } from 'vitest';
import { homeAssistant } from '../../../src/adapters/mqtt/home-assistant/home-assistant.js';
import { homieConvention } from '../../../src/adapters/mqtt/homie/homie.js';
import { type Subscription, subscriptionsIn } from '../../../src/adapters/mqtt/subscriptions.js';
import { isOfFilter } from '../../simulation/handed.js';
import type { ScriptedBroker } from '../../support/scripted-broker.js';
import { ConnectionBench, type Run } from './connection-bench.js';
import { World } from './fake-brokers.js';
import { until } from './support.js';

const bench = new ConnectionBench(0.1);
afterEach(() => bench.close());

const options = { people: [], sessionMinutesMax: () => 30 };
const hubs = [homeAssistant({ ...options, mode: 'device', prefix: 'homeassistant' }), homieConvention(options)];
const chairIds = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `chair-${index}`);
const groupsFor = (count: number): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(chairIds(count).map((id, index) => [id, ['everyone', `room-${index % 30}`]]));

interface Asked {
  readonly commands: readonly Subscription[];
  readonly stops: readonly Subscription[];
}

/** What a face over so many chairs asks for. */
function askedFor(count: number): Asked {
  const { commands, stops } = new World({ groups: groupsFor(count), hubs });
  return { commands: commands.needs.subscriptions, stops: stops.needs.subscriptions };
}

/** How a broker answers to each filter that is asked for. */
type Grant = (filter: { readonly topic: string; readonly qos: number }, granted: number) => number;

/** A broker that grants what `grant` says, and a run that asks it for all of this. */
async function meeting(asked: Asked, grant: Grant): Promise<{ broker: ScriptedBroker; run: Run }> {
  const broker = await bench.broker((packet, visit) => {
    if (packet.cmd !== 'subscribe') return false;
    const counts = visit as typeof visit & { granted?: number };
    const granted = packet.subscriptions.map((each) => {
      const code = grant(each, counts.granted ?? 0);
      if (code < 128) counts.granted = (counts.granted ?? 0) + 1;
      return code;
    });
    visit.send({ cmd: 'suback', messageId: packet.messageId ?? 0, granted });
    return true;
  });
  const run = bench.run(broker.url);
  const both = [run.openStops(asked.stops), run.openCommands(asked.commands)];
  await until(() => both.every(({ isOnline }) => isOnline));
  return { broker, run };
}

const requests = ({ visits }: ScriptedBroker): readonly ISubscribePacket[] =>
  visits.flatMap((visit) => visit.of('subscribe'));
const atMost =
  (count: number): Grant =>
  ({ qos }, granted) =>
    granted < count ? qos : 0x97;
/** As where the rights end at the own chairs. */
const reachesFar = (topic: string): boolean => /^(?:chair2mqtt|homie\/5)(?:\/group)?\/\+\//.test(topic);
const onlyOwn: Grant = ({ topic, qos }) => (reachesFar(topic) ? 0x87 : qos);

describe('what is subscribed to', () => {
  it.each([1, 20, 500, 1000])('is one filter a kind, without an overlap, for %i chairs in groups', (count) => {
    const { commands, stops } = askedFor(count);
    expect([commands.length, stops.length]).toEqual([15, 7]);
    for (const all of [commands, stops]) {
      for (const [at, { topic }] of all.entries()) {
        expect(all.filter((other, index) => index !== at && isOfFilter(other.topic, topic))).toEqual([]);
      }
    }
  });

  it('is all of QoS 1 in the session that is kept, where MQTT 5 is spoken: some keep the rest at one node alone [S7]', () => {
    const { stops, commands } = askedFor(40);
    const qosIn = (version: 4 | 5) => subscriptionsIn(version, stops).map(({ qos }) => qos);
    expect(new Set(qosIn(5))).toEqual(new Set([1]));
    expect(qosIn(4).filter((qos) => qos === 0)).toEqual([0]);
    expect(new Set(subscriptionsIn(5, commands).map(({ qos }) => qos))).toEqual(new Set([0]));
  });

  it('brings the stops of every chair and group, those of all, and is kept by the broker [S7]', () => {
    const { stops } = askedFor(40);
    const scopes = ['all', 'chair-0', 'chair-39', 'group/room-3'];
    for (const topic of scopes.flatMap((scope) => [`chair2mqtt/${scope}/stop`, `chair2mqtt/${scope}/estop`])) {
      expect(stops.filter((each) => isOfFilter(each.topic, topic)).map(({ qos }) => qos)).toEqual([1]);
    }
  });

  it.each([63, 50])('is granted by a broker that grants %i', async (count) => {
    const { broker, run } = await meeting(askedFor(1000), atMost(count));
    expect(run.log.of('subscription_refused')).toEqual([]);
    expect(Math.max(...requests(broker).map(({ subscriptions }) => subscriptions.length))).toBeLessThanOrEqual(8);
  });

  it('is told as far as it is missing by a broker that grants 10: the commands and all stops come', async () => {
    const { run } = await meeting(askedFor(1000), atMost(10));
    const missing = run.log.of('subscription_refused');
    expect(missing).toHaveLength(1);
    expect(missing[0]).toMatchObject({ topics: expect.arrayContaining(['homie/5/+/$state']) });
    expect(JSON.stringify(missing)).not.toContain('chair2mqtt/');
  });

  it('is asked for one by one where wildcards are refused, if that is at most 50 a connection', async () => {
    const { broker, run } = await meeting(askedFor(6), onlyOwn);
    expect(run.stops.sessions).toEqual([5]);
    const topics = requests(broker).flatMap(({ subscriptions }) => subscriptions.map(({ topic }) => topic));
    expect(topics).toEqual(expect.arrayContaining(['chair2mqtt/chair-5/stop', 'chair2mqtt/group/room-5/estop']));
    for (const visit of broker.visits) {
      const held = visit
        .of('subscribe')
        .flatMap(({ subscriptions }) => subscriptions)
        .filter(({ topic }) => !reachesFar(topic));
      expect(held.length).toBeLessThanOrEqual(50);
    }
  });
});

describe('a broker that takes the stops with QoS 0 alone [S7]', () => {
  const noQos1: Grant = ({ qos }) => (qos === 1 ? 0x80 : 0);

  it('has them asked for so, and what it does not keep is not promised', async () => {
    const { run } = await meeting(askedFor(3), noQos1);
    expect(run.stops.kept).toEqual([false]);
    expect(run.log.of('subscription_refused')).toEqual([]);
    expect(run.log.of('subscription_lowered')).toMatchObject([
      { topics: expect.arrayContaining(['chair2mqtt/+/stop', 'chair2mqtt/+/estop']) },
    ]);
  });
});
