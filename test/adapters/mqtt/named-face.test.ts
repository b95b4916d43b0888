import { describe, expect, it } from 'vitest';
import { createMqttFace } from '../../../src/adapters/mqtt/mqtt-face.js';
import { createNamedFace } from '../../../src/adapters/mqtt/named-face.js';
import { topicsOf } from '../../../src/adapters/mqtt/topics.js';
import { MemoryStore } from '../../support/memory-store.js';
import { sampleFace } from '../../support/mqtt-face.js';
import { VirtualTime } from '../../support/virtual-time.js';
import { BrokerPair } from './fake-brokers.js';
import { FakeFleet, foreignClaim, intakeOver } from './fake-fleet.js';
import { RecordingLog } from './support.js';

/** A daemon's face as it names itself; each name gets connections of its own. */
function named(configured?: string, store = new MemoryStore()) {
  const clock = new VirtualTime();
  const [fleet, log] = [new FakeFleet(), new RecordingLog()];
  const intake = intakeOver(fleet, { clock, store, log });
  const pairs: { readonly bridgeId: string; readonly pair: BrokerPair }[] = [];
  const refusals: string[] = [];
  const face = createNamedFace({
    ...{ configured, epoch: 'mine', chairIds: fleet.chairIds, store, clock, log },
    onRefused: (message) => refusals.push(message),
    create: (bridgeId, onBridgeTaken) => {
      const pair = new BrokerPair();
      pairs.push({ bridgeId, pair });
      const topics = topicsOf('chair2mqtt', bridgeId);
      const own = { fleet, intake, connect: pair.connect, clock, store, log, topics, bridgeId, onBridgeTaken };
      return createMqttFace(sampleFace(own));
    },
  });
  face.start();
  const newest = () => pairs.at(-1) ?? { bridgeId: '', pair: new BrokerPair() };
  return { face, clock, fleet, log, store, pairs, refusals, newest };
}

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};

const twinComes = async (daemon: ReturnType<typeof named>): Promise<void> => {
  const { bridgeId, pair } = daemon.newest();
  pair.online();
  daemon.clock.advance(500);
  pair.commands.deliver(`chair2mqtt/${bridgeId}/owner`, { ...foreignClaim, bridge_id: bridgeId });
  await settle();
};

describe('a daemon without a configured bridge id [S16]', () => {
  it('is `bridge`, and takes one of its own where a live daemon has that, once and for all', async () => {
    const daemon = named();
    expect(daemon.newest().bridgeId).toBe('bridge');
    await twinComes(daemon);
    const { bridgeId, pair } = daemon.newest();
    expect(bridgeId).toMatch(/^bridge-[0-9a-f]{4}$/);
    expect([daemon.refusals, daemon.log.of('bridge_renamed')]).toMatchObject([[], [{ before: 'bridge' }]]);
    pair.online();
    expect(pair.commands.of(`${bridgeId}/state`)).toEqual(['online']);
    expect(pair.commands.needs.will).toEqual({ topic: `chair2mqtt/${bridgeId}/state`, payload: 'offline' });
    daemon.face.onAvailability('hall', false);
    expect(pair.commands.of('hall/availability').at(-1)).toBe('offline');
    expect(named(undefined, daemon.store).newest().bridgeId).toBe(bridgeId);
  });

  it('leaves the old name without a word', async () => {
    const daemon = named();
    await twinComes(daemon);
    const { pair } = daemon.pairs[0] ?? daemon.newest();
    expect(pair.commands.of('bridge/state')).toEqual(['online']);
    expect([pair.commands.isClosed, pair.stops.isClosed]).toEqual([true, true]);
    pair.commands.forget();
    daemon.clock.advance(120_000);
    expect(pair.commands.published).toEqual([]);
  });
});

describe('a daemon with a configured bridge id [S16]', () => {
  it('refuses where a live daemon has it, and says how to name this one', async () => {
    const daemon = named('hall-bridge');
    await twinComes(daemon);
    expect(daemon.refusals).toEqual([expect.stringMatching(/hall-bridge.*mqtt\.bridge_id/)]);
    expect(daemon.pairs).toHaveLength(1);
  });

  it('has it, whatever it was called before', async () => {
    const daemon = named();
    await twinComes(daemon);
    expect(named('hall-bridge', daemon.store).newest().bridgeId).toBe('hall-bridge');
  });

  it('takes nothing for its own record that is none', () => {
    const store = new MemoryStore();
    void store.save('mqtt.bridge', { id: 'all/stop', epoch: 'x' });
    expect(named(undefined, store).newest().bridgeId).toBe('bridge');
  });
});
