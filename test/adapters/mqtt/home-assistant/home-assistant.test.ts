import { describe, expect, it } from 'vitest';
import type { FakeBroker, World } from '../fake-brokers.js';
import { foreignClaim } from '../fake-fleet.js';
import { announced, book, connect, type DiscoveryOptions, discoveryWorld, keep } from './discovery-world.js';

const chairTopic = 'homeassistant/device/chair2mqtt_SIM-0001/config';
const bridgeTopic = 'homeassistant/device/chair2mqtt_bridge_bridge/config';

const topicsOf = (broker: FakeBroker): readonly string[] => announced(broker).map(([topic]) => topic);
const cleared = (world: World): readonly string[] =>
  announced(world.commands)
    .filter(([, payload]) => payload === '')
    .map(([topic]) => topic);
const last = (broker: FakeBroker, topic: string) =>
  JSON.parse(announced(broker).findLast(([own]) => own === topic)?.[1] ?? 'null');

/** What a daemon with other settings has left at the broker. */
function leftBy(options: DiscoveryOptions): ReadonlyMap<string, string> {
  const world = discoveryWorld(options);
  connect(world);
  return new Map(announced(world.commands));
}

describe('the discovery of Home Assistant', () => {
  it('announces the bridge and then each chair, retained, once the broker has told what it still keeps', () => {
    const world = discoveryWorld();
    world.commands.hears = (topic) => !topic.endsWith('/fence');
    world.commands.online();
    world.clock.advance(4900);
    expect(announced(world.commands)).toEqual([]);
    const echo = world.commands.proofs.find(({ topic }) => topic.endsWith('/fence'));
    world.commands.deliver(echo?.topic ?? '', echo?.payload);
    world.clock.advance(100);
    expect(topicsOf(world.commands)).toEqual([bridgeTopic, chairTopic]);
    const flags = world.commands.published.filter(({ topic }) => topic === chairTopic);
    expect(flags).toMatchObject([{ isRetained: true, qos: 1, offline: 'newest' }]);
  });

  it('announces a chair that was never met as soon as it answers', () => {
    const world = discoveryWorld({ books: { hall: null } });
    connect(world);
    expect(topicsOf(world.commands)).toEqual([bridgeTopic]);
    world.fleet.chair('hall').book = book;
    world.face.onCard('hall');
    world.clock.advance(1100);
    expect(topicsOf(world.commands)).toEqual([bridgeTopic, chairTopic]);
  });

  it('makes what it announces of a chair once, however often others change', () => {
    const hall = { ...book, serial: 'SIM-0002' };
    const world = discoveryWorld({ books: { hall, lobby: book } });
    let made = 0;
    const { programs } = world.fleet;
    world.fleet.programs = () => {
      made += 1;
      return programs.call(world.fleet);
    };
    connect(world);
    const madeAtFirst = made;
    for (let count = 0; count < 20; count += 1) {
      world.face.onCard('lobby');
      world.clock.advance(10_000);
    }
    expect(made - madeAtFirst).toBe(20);
    world.face.onCard('hall');
    world.clock.advance(10_000);
    expect(made - madeAtFirst).toBe(21);
  });

  it('announces together what is learned within a second, and once more for a hub that was busy', () => {
    const world = discoveryWorld({ books: { hall: null } });
    connect(world);
    world.forget();
    for (const warmZones of [[], ['back' as const]]) {
      world.fleet.chair('hall').book = { ...book, warmZones };
      world.face.onCard('hall');
      expect(announced(world.commands)).toEqual([]);
      world.clock.advance(400);
    }
    world.clock.advance(700);
    expect(announced(world.commands)).toHaveLength(1);
    expect(last(world.commands, chairTopic).components).toHaveProperty('back_temperature');
    world.clock.advance(20_000);
    expect(topicsOf(world.commands)).toEqual([chairTopic, chairTopic]);
  });

  it('says nothing again where nothing has changed', () => {
    const world = discoveryWorld();
    connect(world);
    world.forget();
    world.face.onCard('hall');
    world.clock.advance(1100);
    world.face.onPrograms('hall');
    world.clock.advance(1100);
    expect(announced(world.commands)).toEqual([]);
  });

  it.each(['homeassistant/status', 'hub/status'])(
    'announces everything again, then state, when the hub is born on %s, and a second time when it listens to them',
    (topic) => {
      const world = discoveryWorld({ prefix: 'hub' });
      connect(world);
      world.clock.advance(2000);
      world.forget();
      world.commands.deliver(topic, 'online');
      world.clock.advance(499);
      expect(world.commands.published).toEqual([]);
      world.clock.advance(2001);
      const said = () => world.commands.published.map((publication) => publication.topic);
      const all = [
        'hub/device/chair2mqtt_bridge_bridge/config',
        'hub/device/chair2mqtt_SIM-0001/config',
        'chair2mqtt/hall/availability',
        'chair2mqtt/hall/programs',
        'chair2mqtt/hall/usage',
        'chair2mqtt/hall/state',
        'chair2mqtt/bridge/state',
        'chair2mqtt/bridge/info',
      ];
      expect(said()).toEqual(all);
      world.clock.advance(60_000);
      expect(said().filter((each) => all.includes(each))).toEqual([...all, ...all]);
    },
  );

  it.each(['offline', 'ONLINE', '', 'x'.repeat(5000)])('is not moved by a birth that says %.10s', (payload) => {
    const world = discoveryWorld();
    connect(world);
    world.forget();
    world.commands.deliver('homeassistant/status', payload);
    world.clock.advance(5000);
    expect(announced(world.commands)).toEqual([]);
  });

  it('announces everything again at each connect', () => {
    const world = discoveryWorld();
    connect(world);
    world.commands.offline();
    world.forget();
    world.commands.online();
    world.clock.advance(100);
    expect(topicsOf(world.commands)).toEqual([bridgeTopic, chairTopic]);
  });

  it('stays silent of a chair that another daemon owns [S16]', () => {
    const world = discoveryWorld();
    connect(world);
    world.commands.deliver('chair2mqtt/hall/owner', foreignClaim);
    world.forget();
    world.face.onCard('hall');
    world.clock.advance(1100);
    world.commands.deliver('homeassistant/status', 'online');
    world.clock.advance(3000);
    expect(topicsOf(world.commands)).toEqual([bridgeTopic]);
  });

  it('shows the first of two chairs with one serial number, and says so once', () => {
    const world = discoveryWorld({ books: { hall: book, study: book } });
    connect(world);
    world.face.onCard('study');
    world.clock.advance(1100);
    expect(topicsOf(world.commands)).toEqual([bridgeTopic, chairTopic]);
    expect(last(world.commands, chairTopic).device.name).toBe('hall');
    expect(world.log.of('discovery_serial_twice')).toHaveLength(1);
  });

  it('takes back what it announced when it is switched off', () => {
    const world = discoveryWorld({ mode: 'off' });
    connect(world, leftBy({}));
    expect(announced(world.commands)).toEqual([
      [bridgeTopic, ''],
      [chairTopic, ''],
    ]);
  });
});

describe('entities that no longer exist', () => {
  it('clears a chair that has left the configuration', () => {
    const world = discoveryWorld();
    const gone = { ...book, serial: 'GONE' };
    connect(world, leftBy({ books: { hall: book, study: gone } }));
    world.clock.advance(11_000);
    expect(cleared(world)).toEqual([]);
    world.clock.advance(2000);
    expect(cleared(world)).toEqual(['homeassistant/device/chair2mqtt_GONE/config']);
  });

  it('clears what the broker tells late', () => {
    const world = discoveryWorld();
    connect(world);
    world.clock.advance(13_000);
    const left = leftBy({ books: { study: { ...book, serial: 'GONE' } } });
    for (const [topic, payload] of left) keep(world, topic, payload);
    expect(cleared(world)).toEqual(['homeassistant/device/chair2mqtt_GONE/config']);
  });

  it('clears the old unit when a chair was replaced by another', () => {
    const world = discoveryWorld();
    connect(world);
    world.forget();
    world.fleet.chair('hall').book = { ...book, serial: 'NEW' };
    world.face.onCard('hall');
    world.clock.advance(1100);
    expect(announced(world.commands).map(([topic, payload]) => [topic, payload === ''])).toEqual([
      ['homeassistant/device/chair2mqtt_NEW/config', false],
      [chairTopic, true],
    ]);
  });

  it('keeps the entities of a configured chair that has not answered yet', () => {
    const world = discoveryWorld({ books: { hall: null } });
    connect(world, leftBy({}));
    world.clock.advance(13_000);
    expect(topicsOf(world.commands)).toEqual([bridgeTopic]);
  });

  it('leaves alone what it did not announce, and what another daemon announces', () => {
    const world = discoveryWorld({ books: { study: book } });
    connect(world);
    world.forget();
    keep(world, 'homeassistant/device/lamp/config', '{"origin":{"name":"lamp2mqtt"}}');
    keep(world, 'homeassistant/sensor/x/y/config', 'not JSON');
    keep(
      world,
      chairTopic,
      '{"availability":[{"topic":"chair2mqtt/other/state"},{"topic":"chair2mqtt/hall/availability"}]}',
    );
    keep(world, 'homeassistant/device/big/config', `"chair2mqtt/bridge/state"${' '.repeat(200_000)}`);
    expect(announced(world.commands)).toEqual([]);
  });

  it('takes an entity out of a device with nothing but its platform, then leaves it out', () => {
    const world = discoveryWorld();
    connect(world);
    world.forget();
    world.fleet.chair('hall').book = { ...book, hasSeatSensor: false, zones: ['back', 'seat'] };
    world.face.onCard('hall');
    world.clock.advance(1100);
    const [removal, update] = announced(world.commands).map(([, payload]) => JSON.parse(payload).components);
    expect(removal.occupied).toEqual({ platform: 'binary_sensor' });
    expect(removal.legs_level).toEqual({ platform: 'sensor' });
    expect(update).not.toHaveProperty('occupied');
    expect(update).not.toHaveProperty('legs_level');
    expect(Object.keys(removal)).toHaveLength(Object.keys(update).length + 2);
  });

  it('takes an entity of an earlier run out of its device', () => {
    const world = discoveryWorld({ books: { hall: { ...book, hasSeatSensor: false } } });
    connect(world, leftBy({}));
    const [removal] = announced(world.commands).filter(([topic]) => topic === chairTopic);
    expect(JSON.parse(removal?.[1] ?? '').components.occupied).toEqual({ platform: 'binary_sensor' });
    expect(last(world.commands, chairTopic).components).not.toHaveProperty('occupied');
  });

  it('clears the topic of a single entity that is gone', () => {
    const world = discoveryWorld({ mode: 'components' });
    connect(world);
    world.forget();
    world.fleet.chair('hall').book = { ...book, hasSeatSensor: false };
    world.face.onCard('hall');
    world.clock.advance(1100);
    expect(announced(world.commands)).toEqual([
      ['homeassistant/binary_sensor/chair2mqtt_SIM-0001/occupied/config', ''],
    ]);
  });
});
