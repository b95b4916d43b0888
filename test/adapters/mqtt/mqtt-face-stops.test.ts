import { describe, expect, it } from 'vitest';
import { World } from './fake-brokers.js';

const groups = { hall: ['down'], attic: [], cellar: ['down'] };
const clears = (world: World): readonly string[] =>
  world.stops.published.filter(({ isRetained, payload }) => isRetained && payload === '').map(({ topic }) => topic);

describe('a stop lane [S7]', () => {
  it.each([
    ['hall/stop', ['hall lane stop mqtt']],
    ['hall/estop', ['hall lane estop mqtt']],
    ['group/down/stop', ['hall lane stop mqtt', 'cellar lane stop mqtt']],
    ['group/nobody/stop', []],
    ['all/estop', ['hall lane estop mqtt', 'attic lane estop mqtt', 'cellar lane estop mqtt']],
    ['elsewhere/stop', []],
    ['all/set', []],
  ])('%s stops its chairs at once', (topic, calls) => {
    const world = World.settled({ groups });
    world.stops.deliver(`chair2mqtt/${topic}`, '');
    expect(world.fleet.calls).toEqual(calls);
  });

  it.each([
    ['anything', 'anything'],
    ['nothing', ''],
    ['something broken', Buffer.from([0xff, 0x00]).toString('latin1')],
    ['something long', 'x'.repeat(100_000)],
  ])('obeys %s', (_name, payload) => {
    const world = World.settled();
    world.stops.deliver('chair2mqtt/hall/stop', payload);
    expect(world.fleet.calls).toEqual(['hall lane stop mqtt']);
    expect(world.results()).toEqual(['null ok']);
  });

  it('obeys before its connection is up, while it goes down, and without end', async () => {
    const world = new World();
    world.stops.deliver('chair2mqtt/hall/stop', 'x');
    await world.face.close(1000);
    for (let index = 0; index < 1000; index += 1) world.stops.deliver('chair2mqtt/hall/stop', 'x');
    expect(world.fleet.calls).toHaveLength(1001);
    expect(world.results()).toHaveLength(10);
  });

  it('obeys a retained stop, clears it and says so', () => {
    const world = World.settled();
    world.stops.deliver('chair2mqtt/hall/stop', 'x', { isRetained: true });
    expect(world.fleet.calls).toEqual(['hall lane stop mqtt']);
    expect(clears(world)).toEqual(['chair2mqtt/hall/stop']);
    expect(world.log.of('retained_stop')).toHaveLength(1);
  });

  it("ignores somebody's clear", () => {
    const world = World.settled();
    world.stops.deliver('chair2mqtt/hall/stop', '', { isRetained: true });
    expect(world.fleet.calls).toEqual([]);
    expect(world.stops.published).toEqual([]);
  });

  it.each(['elsewhere/stop', 'group/nobody/estop'])('leaves what is retained for others to them: %s', (topic) => {
    for (const version of [4, 5] as const) {
      const world = World.settled({}, version);
      world.stops.deliver(`chair2mqtt/${topic}`, 'x', { isRetained: true });
      world.stops.deliver(`chair2mqtt/${topic}`, 'x');
      expect(world.stops.published).toEqual([]);
    }
  });

  it('leaves the retained message of a live stop alone with MQTT 5', () => {
    const world = World.settled();
    world.stops.deliver('chair2mqtt/hall/stop', 'x');
    expect(clears(world)).toEqual([]);
  });

  it('answers every stop but an empty one by a clear with MQTT 3.1.1, whose echo is one more stop', () => {
    const world = World.settled({}, 4);
    world.stops.deliver('chair2mqtt/hall/stop', 'x');
    expect(clears(world)).toEqual(['chair2mqtt/hall/stop']);
    world.stops.deliver('chair2mqtt/hall/stop', '');
    expect(world.fleet.calls).toHaveLength(2);
    expect(clears(world)).toHaveLength(1);
  });

  it('is answered where it asks for it', () => {
    const world = World.settled();
    world.stops.deliver('chair2mqtt/hall/stop', '', { responseTopic: 'chair2mqtt/send/me' });
    // The state says first that starts wait.
    expect(world.commands.topics).toEqual(['hall/state', 'hall/result', 'send/me']);
  });
});

describe('a start that meets a stop [S6]', () => {
  const start = (world: World, id: string) => world.commands.deliver('chair2mqtt/hall/set', { command: 'start', id });

  it('waits until the fence is back, and for at least 1 s', () => {
    const world = World.settled();
    world.stops.deliver('chair2mqtt/hall/stop');
    world.clock.advance(1000);
    start(world, 'a1');
    world.returnFence();
    start(world, 'a2');
    world.stops.deliver('chair2mqtt/hall/stop');
    world.returnFence();
    world.clock.advance(999);
    start(world, 'a3');
    world.clock.advance(1);
    start(world, 'a4');
    expect(world.results()).toEqual(['null ok', 'a1 stale', 'a2 ok', 'null ok', 'a3 stale', 'a4 ok']);
  });

  it('is held for the chairs of the stop only', () => {
    const world = World.settled({ groups });
    world.stops.deliver('chair2mqtt/attic/stop');
    start(world, 'a1');
    expect(world.results()).toEqual(['a1 ok']);
  });

  it('is not let through by the fence of another daemon, a retained or a broken one', () => {
    const world = World.settled();
    world.stops.deliver('chair2mqtt/hall/stop');
    world.clock.advance(1000);
    for (const payload of ['other:1', '1', 'mine:', 'mine:99', 'mine:1e0', '']) {
      world.commands.deliver('chair2mqtt/bridge/fence', payload);
    }
    world.commands.deliver('chair2mqtt/bridge/fence', 'mine:1', { isRetained: true });
    start(world, 'a1');
    expect(world.results()).toEqual(['null ok', 'a1 stale']);
  });

  it('waits for the last of many stops, which send few fences', () => {
    const world = World.settled();
    for (let index = 0; index < 500; index += 1) world.stops.deliver('chair2mqtt/hall/stop');
    expect(world.stops.of('bridge/fence')).toEqual(['mine:1']);
    world.clock.advance(50);
    expect(world.stops.of('bridge/fence')).toEqual(['mine:1', 'mine:500']);
    expect(world.stops.published.at(-1)).toMatchObject({ qos: 1, isRetained: false });
  });

  it('sends the fence again when it is lost, and when a connection comes back', () => {
    const world = World.settled();
    world.stops.deliver('chair2mqtt/hall/stop');
    world.clock.advance(2050);
    expect(world.stops.of('bridge/fence')).toEqual(['mine:1', 'mine:1']);
    world.commands.offline();
    world.commands.online();
    expect(world.stops.of('bridge/fence')).toHaveLength(3);
    world.returnFence();
    world.clock.advance(60_000);
    expect(world.stops.of('bridge/fence')).toHaveLength(3);
  });
});
