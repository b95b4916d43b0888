import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../../support/memory-store.js';
import { World } from './fake-brokers.js';
import { FakeFleet, foreignClaim } from './fake-fleet.js';

/** A data folder in which `attic`, the bridge `cellar` and a whole base are remembered. */
function remembered(): MemoryStore {
  const store = new MemoryStore();
  const places = [
    { base: 'chair2mqtt', bridge: 'bridge', chairs: ['hall', 'attic'] },
    { base: 'chair2mqtt', bridge: 'cellar', chairs: ['hall'] },
    { base: 'house', bridge: 'bridge', chairs: ['hall'] },
  ];
  void store.save('mqtt.retained', { places });
  return store;
}

function connected(store = remembered(), protocolVersion: 4 | 5 = 5): World {
  const world = new World({ store, fleet: new FakeFleet({ hall: [] }) });
  world.stops.online(protocolVersion);
  world.commands.online(protocolVersion);
  return world;
}

const cleared = (world: World): readonly string[] =>
  world.commands.published.filter(({ payload }) => payload === '').map(({ topic }) => topic);
const placesIn = (store: MemoryStore) => JSON.parse(store.records.get('mqtt.retained') ?? '{}').places;

const chairOf = (base: string) =>
  ['availability', 'state', 'programs', 'usage', 'schedule'].map((leaf) => `${base}/${leaf}`);
const bridgeOf = (base: string) => ['state', 'info'].map((leaf) => `${base}/${leaf}`);

describe('what was retained and has left the configuration', () => {
  it('is cleared after 12 s of listening, retained, and forgotten', () => {
    const store = remembered();
    const world = connected(store);
    world.clock.advance(11_900);
    expect(cleared(world)).toEqual([]);
    world.clock.advance(200);
    expect(cleared(world).toSorted()).toEqual(
      [
        ...chairOf('chair2mqtt/attic'),
        ...bridgeOf('chair2mqtt/cellar'),
        ...bridgeOf('house/bridge'),
        ...chairOf('house/hall'),
      ].toSorted(),
    );
    expect(world.commands.published.every(({ payload, isRetained }) => payload !== '' || isRetained)).toBe(true);
    expect(placesIn(store)).toEqual([{ base: 'chair2mqtt', bridge: 'bridge', chairs: ['hall'] }]);
    const again = connected(store);
    again.clock.advance(30_000);
    expect(cleared(again)).toEqual([]);
  });

  it('is remembered before anything is retained, and until it is cleared', () => {
    const store = remembered();
    const world = new World({ store, fleet: new FakeFleet({ hall: [], study: [] }) });
    expect(world.commands.published).toEqual([]);
    expect(placesIn(store)[0].chairs).toEqual(['hall', 'study', 'attic']);
    expect(placesIn(store)).toHaveLength(3);
  });

  it('waits for 12 s without a break', () => {
    const world = connected();
    world.clock.advance(10_000);
    world.commands.offline();
    world.clock.advance(10_000);
    world.commands.online();
    world.clock.advance(11_000);
    expect(cleared(world)).toEqual([]);
    world.clock.advance(2000);
    expect(cleared(world)).not.toEqual([]);
  });

  it.each([
    ['a claim on the chair', 'chair2mqtt/attic/owner', { ...foreignClaim, bridge_id: 'cellar' }],
    ['the info of its bridge', 'chair2mqtt/cellar/info', { epoch: 'x', chairs: [{ id: 'attic' }] }],
  ])('is left alone where %s shows a daemon that has it', (_name, topic, payload) => {
    const world = connected();
    world.commands.deliver(topic, payload, { isRetained: topic.endsWith('info') });
    world.clock.advance(13_000);
    expect(cleared(world).filter((each) => /attic|cellar/.test(each))).toEqual([]);
    expect(cleared(world)).toEqual(expect.arrayContaining(chairOf('house/hall')));
  });

  it.each([
    ['nonsense', 'chair2mqtt/attic/owner', 'nonsense', false, 5],
    ['what the broker has kept', 'chair2mqtt/cellar/info', { chairs: [{ id: 'attic' }] }, true, 4],
  ] as const)('is not saved by %s', (_name, topic, payload, isRetained, version) => {
    const world = connected(remembered(), version);
    world.commands.deliver(topic, payload, { isRetained });
    world.clock.advance(13_000);
    expect(cleared(world)).toEqual(
      expect.arrayContaining([...chairOf('chair2mqtt/attic'), ...bridgeOf('chair2mqtt/cellar')]),
    );
  });

  it('takes with it the Homie devices of its bridge', () => {
    const world = connected();
    const description = { root: 'chair2mqtt-cellar', nodes: { session: { properties: { state: {} } } } };
    world.commands.deliver('homie/5/chair2mqtt-attic/$description', description, { isRetained: true });
    world.commands.deliver('homie/5/chair2mqtt-cellar/$description', { children: [] }, { isRetained: true });
    world.commands.deliver('homie/5/chair2mqtt-hall/$description', { ...description, root: 'x' }, { isRetained: true });
    world.clock.advance(13_000);
    const others = cleared(world).filter((topic) => /^hom/.test(topic));
    expect(others.toSorted()).toEqual([
      'homie/5/chair2mqtt-attic/$alert/fault',
      'homie/5/chair2mqtt-attic/$description',
      'homie/5/chair2mqtt-attic/$state',
      'homie/5/chair2mqtt-attic/session/state',
      'homie/5/chair2mqtt-cellar/$alert/fault',
      'homie/5/chair2mqtt-cellar/$description',
      'homie/5/chair2mqtt-cellar/$state',
    ]);
  });

  it.each([undefined, {}, { places: [{ base: 'a/+', bridge: 'b', chairs: [] }] }, { places: 'x' }])(
    'is nothing where the record is %j',
    (record) => {
      const store = new MemoryStore();
      if (record !== undefined) void store.save('mqtt.retained', record);
      const world = connected(store);
      world.clock.advance(13_000);
      expect(cleared(world)).toEqual([]);
    },
  );
});
