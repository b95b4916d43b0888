import { describe, expect, it } from 'vitest';
import {
  type DiscoveryFacts,
  fateOf,
  placeHolder,
  readFound,
} from '../../../../src/adapters/mqtt/home-assistant/discovery-topics.js';
import { MemoryStore } from '../../../support/memory-store.js';
import { announced, book, connect, type DiscoveryOptions, discoveryWorld } from './discovery-world.js';

const device = 'homeassistant/device/chair2mqtt_S1/config';
const lone = 'homeassistant/sensor/chair2mqtt_S1/state/config';
const other = 'homeassistant/sensor/chair2mqtt_S1/gone/config';

const facts = (change: Partial<DiscoveryFacts> = {}): DiscoveryFacts => ({
  truth: null,
  isPresent: true,
  isSubjectKnown: true,
  isAnybodyUnmet: false,
  isAbandoned: false,
  ...change,
});
const ours = { subject: 'chair2mqtt/hall', payload: '{}' };
const theirs = { subject: null, payload: '{}' };
const asDevice = new Map([[device, '{}']]);
const asComponents = new Map([[lone, '{}']]);

describe('a config that stands at the broker', () => {
  it.each([
    ['is kept where it is somebody’s truth', device, ours, { truth: asDevice, isSubjectKnown: false }, 'keep'],
    ['is kept where another daemon said it before', device, theirs, { truth: asDevice }, 'keep'],
    ['is handed over to the other form', device, ours, { truth: asComponents }, 'hand-over'],
    ['is handed over from another daemon', lone, theirs, { truth: asDevice }, 'hand-over'],
    ['waits while the chair does not answer here', lone, theirs, { truth: asDevice, isPresent: false }, 'wait'],
    ['is cleared where its device has no such entity', other, ours, { truth: asComponents }, 'clear'],
    ['is cleared where the chair is another unit now', device, ours, {}, 'clear'],
    ['waits where a chair may turn out to be that unit', device, ours, { isAnybodyUnmet: true }, 'wait'],
    ['waits where it is not known what its chair is', device, ours, { isSubjectKnown: false }, 'wait'],
    ['waits for claims where its chair has left', device, ours, { isSubjectKnown: null }, 'wait'],
    ['is cleared where nobody claims it', device, ours, { isSubjectKnown: null, isAbandoned: true }, 'clear'],
    [
      'waits where nobody claims it, but a chair may turn out to be it',
      device,
      ours,
      { isSubjectKnown: null, isAbandoned: true, isAnybodyUnmet: true },
      'wait',
    ],
    ['of another daemon is left alone', device, theirs, {}, 'wait'],
  ] as const)('%s', (_name, topic, found, change, fate) => {
    expect(fateOf(topic, found, facts(change))).toBe(fate);
  });
});

it('a place holder makes no entity, and is of the same device', () => {
  const device = { identifiers: ['chair2mqtt_S1'], name: 'Hall' };
  const origin = { name: 'chair2mqtt' };
  const held = placeHolder(JSON.stringify({ device, origin, components: { a: {} } }), 'chair2mqtt/bridge/state');
  expect(JSON.parse(held ?? '')).toMatchObject({
    device,
    origin,
    components: { handover: { automation_type: 'trigger' } },
  });
  expect(placeHolder('nonsense', 'a/b')).toBeNull();
});

describe('whom a config speaks of', () => {
  const bridges = [
    { base: 'chair2mqtt', id: 'bridge' },
    { base: 'house/two', id: 'cellar' },
  ];
  const config = (...topics: string[]) => JSON.stringify({ unique_id: 'x', availability: topics });
  it.each([
    [config('chair2mqtt/bridge/state', 'chair2mqtt/hall/availability'), 'chair2mqtt/hall'],
    [config('house/two/cellar/state', 'house/two/hall/stop'), 'house/two/hall'],
    [config('chair2mqtt/bridge/state', 'chair2mqtt/all/stop'), 'chair2mqtt/bridge'],
    [config('chair2mqtt/loft/state', 'chair2mqtt/hall/stop'), null],
    ['', 'nothing'],
    ['x', 'nothing'],
    ['{"migrate_discovery":true}', 'nothing'],
    [`${config('chair2mqtt/bridge/state')}${' '.repeat(200_000)}`, 'nothing'],
  ])('%.60s', (payload, subject) => {
    const read = readFound(device, Buffer.from(payload), bridges);
    expect(read === null ? 'nothing' : read.subject).toBe(subject);
    expect(readFound('homeassistant/device/lamp/config', Buffer.from(payload), bridges)).toBeNull();
  });
});

/** What a daemon with other settings has left at the broker. */
function leftBy(options: DiscoveryOptions): ReadonlyMap<string, string> {
  const world = discoveryWorld(options);
  connect(world);
  return new Map(announced(world.commands, options.prefix));
}

describe('the topics of a chair that has left', () => {
  const study = { ...book, serial: 'S2' };
  const remembered = () => {
    const store = new MemoryStore();
    void store.save('mqtt.retained', {
      places: [{ base: 'chair2mqtt', bridge: 'bridge', chairs: ['hall', 'study'] }],
    });
    return store;
  };

  it('are cleared 2 s after its entities, so that no hub reads an empty state of an entity that it still has', () => {
    const world = discoveryWorld({ store: remembered() });
    connect(world, leftBy({ books: { hall: book, study } }));
    const cleared = () => world.commands.published.filter(({ payload }) => payload === '').map(({ topic }) => topic);
    world.clock.advance(12_500);
    expect(cleared()).toEqual(['homeassistant/device/chair2mqtt_S2/config']);
    world.clock.advance(1000);
    expect(cleared()).toHaveLength(1);
    world.clock.advance(1500);
    expect(cleared().slice(1)).toEqual(
      ['availability', 'state', 'programs', 'usage', 'schedule'].map((leaf) => `chair2mqtt/study/${leaf}`),
    );
  });

  it('stand, with its entities, while a chair that was never met may turn out to be it', () => {
    const store = remembered();
    const world = discoveryWorld({ store, books: { hall: book, lounge: null } });
    connect(world, leftBy({ books: { hall: book, study } }));
    world.clock.advance(60_000);
    const cleared = () => world.commands.published.filter(({ payload }) => payload === '').map(({ topic }) => topic);
    expect(cleared()).toEqual([]);
    world.fleet.chair('lounge').book = study;
    world.face.onCard('lounge');
    world.clock.advance(1100);
    world.clock.advance(5000);
    expect(cleared()).toEqual(
      ['availability', 'state', 'programs', 'usage', 'schedule'].map((leaf) => `chair2mqtt/study/${leaf}`),
    );
    expect(JSON.parse(store.records.get('mqtt.retained') ?? '').places[0].chairs).toEqual(['hall', 'lounge']);
  });
});

describe('of two chairs with one serial number', () => {
  it('the one that has answered in this run is shown, and the other may be any', () => {
    const world = discoveryWorld({ books: { hall: book, study: { ...book, serial: 'S2' } } });
    connect(world);
    world.forget();
    Object.assign(world.fleet.chair('study'), { book, isMet: true });
    world.face.onCard('study');
    world.clock.advance(1100);
    const topics = announced(world.commands);
    expect(topics.map(([topic]) => topic)).toEqual(['homeassistant/device/chair2mqtt_SIM-0001/config']);
    expect(JSON.parse(topics[0]?.[1] ?? '').device.name).toBe('study');
  });
});

describe('a discovery whose prefix was changed', () => {
  const kept = leftBy({ prefix: 'old', books: { hall: book, study: { ...book, serial: 'S2' } } });
  const foreign = [...kept].map(([topic, payload]): [string, string] => [
    topic.replace('chair2mqtt_', 'chair2mqtt_other_'),
    payload.replaceAll('/bridge/', '/cellar/'),
  ]);
  const storeOf = (...prefixes: string[]) => {
    const store = new MemoryStore();
    void store.save('mqtt.discovery', { prefixes });
    return store;
  };
  const cleared = (world: ReturnType<typeof discoveryWorld>) =>
    world.commands.published.filter(({ payload }) => payload === '').map(({ topic }) => topic);

  it.each([
    ['device', { hall: book }],
    ['off', { hall: book }],
    ['components', { hall: null }],
  ] as const)('leaves nothing of ours under the old one, and what others have there: now %s', (mode, books) => {
    const store = storeOf('old');
    const world = discoveryWorld({ mode, books, store });
    connect(world, new Map([...kept, ...foreign]));
    world.clock.advance(500);
    expect(cleared(world).toSorted()).toEqual([...kept.keys()].toSorted());
    expect(JSON.parse(store.records.get('mqtt.discovery') ?? '')).toEqual({ prefixes: ['homeassistant', 'old'] });
    world.clock.advance(15_000);
    expect(cleared(world)).toHaveLength(kept.size);
    expect(JSON.parse(store.records.get('mqtt.discovery') ?? '')).toEqual({ prefixes: ['homeassistant', 'old'] });
    for (const topic of cleared(world)) world.commands.deliver(topic, '');
    expect(JSON.parse(store.records.get('mqtt.discovery') ?? '')).toEqual({ prefixes: ['homeassistant'] });
  });

  it('is listened for no longer than needed, and never where a record is none', () => {
    const listened = (store: MemoryStore) =>
      discoveryWorld({ store }).commands.needs.subscriptions.filter(({ topic }) => topic.endsWith('/config'));
    expect(listened(storeOf('old'))).toHaveLength(4);
    expect(listened(storeOf('homeassistant'))).toHaveLength(2);
    expect(listened(storeOf('a/#'))).toHaveLength(2);
    expect(listened(new MemoryStore())).toHaveLength(2);
  });
});
