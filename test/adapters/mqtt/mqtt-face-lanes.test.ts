import { describe, expect, it } from 'vitest';
import { homieConvention } from '../../../src/adapters/mqtt/homie/homie.js';
import { World } from './fake-brokers.js';
import { foreignClaim } from './fake-fleet.js';

const set = 'chair2mqtt/hall/set';
const lane = 'chair2mqtt/bridge/lane';
const groups = { hall: ['down'], attic: [] };
const probe = `chair2mqtt-probe ${'5'.repeat(32)}`;

const start = (world: World, id: string, rest: object = {}) =>
  world.commands.deliver(set, { command: 'start', id, ...rest });
const isNotLane = (topic: string): boolean => topic !== lane;
const messageOf = (world: World, chairId = 'hall'): string =>
  JSON.parse(world.commands.of(`${chairId}/result`).at(-1) ?? '{}').message;
const healthOf = (world: World) => JSON.parse(world.commands.of('bridge/health').at(-1) ?? '{}').mqtt;

/** Brings back the newest nonce of a connection. */
function answer(world: World, side: 'commands' | 'stops', at = -1): void {
  const nonce = world[side].proofs.filter(({ topic }) => topic === lane).at(at);
  world[side].deliver(lane, nonce?.payload ?? '');
}

it('tells that stops and commands come when all of them came back, and not upon a SUBACK [S7]', () => {
  const world = new World();
  world.stops.hears = (topic) => topic !== 'chair2mqtt/hall/stop';
  world.stops.online();
  world.commands.online();
  world.clock.advance(10_000);
  expect(world.proven).toEqual([]);
  world.stops.hears = () => true;
  world.clock.advance(6000);
  expect(world.proven).toEqual([true]);
  world.stops.offline();
  world.clock.advance(200);
  expect(world.proven).toEqual([true, false]);
});

describe('a lane [S7]', () => {
  it('sends a nonce of its own each second on each connection', () => {
    const world = World.settled();
    for (const [side, name] of [
      ['commands', 'commands'],
      ['stops', 'stop'],
    ] as const) {
      const before = world[side].proofs.filter(({ topic }) => topic === lane).length;
      world.clock.advance(10_000);
      const nonces = world[side].proofs.filter(({ topic }) => topic === lane);
      expect(nonces.length - before).toBe(10);
      expect(nonces.every(({ payload }) => new RegExp(`^mine:${name}:[0-9a-f]+$`).test(payload))).toBe(true);
      expect(new Set(nonces.map(({ payload }) => payload)).size).toBe(nonces.length);
      expect(nonces.every(({ qos, isRetained }) => qos === 0 && !isRetained)).toBe(true);
    }
  });

  it.each(['commands', 'stops'] as const)('is given up when the connection of %s was silent for 3 s', (side) => {
    const world = World.settled();
    world[side].hears = () => false;
    world.clock.advance(2000);
    expect(world[side].givenUp).toEqual([]);
    world.clock.advance(2000);
    expect(world[side].givenUp).toHaveLength(1);
    world.clock.advance(10_000);
    expect(world[side].givenUp).toHaveLength(1);
    const other = side === 'commands' ? world.stops : world.commands;
    expect(other.givenUp).toEqual([]);
  });

  it.each(['commands', 'stops'] as const)(
    'that never came back on the connection of %s keeps it, takes no start and names its topic',
    (side) => {
      const world = new World();
      world[side].hears = isNotLane;
      world.stops.online();
      world.commands.online();
      world.clock.advance(30_000);
      start(world, 'a1');
      expect(world.results()).toEqual(['a1 unavailable']);
      expect(messageOf(world)).toContain(lane);
      expect(world[side].givenUp).toEqual([]);
      expect(world.log.of('right_missing')).toMatchObject([{ topics: [lane] }]);
      expect(healthOf(world)).toMatchObject({ stops_online: true, missing_rights: [lane] });
    },
  );

  it('is not opened by the nonce of another daemon, of the other connection, a retained one or an old one', () => {
    const world = World.settled();
    world.stops.hears = isNotLane;
    world.stops.offline();
    world.stops.online();
    const fresh = world.stops.proofs.filter(({ topic }) => topic === lane).at(-1)?.payload ?? '';
    world.stops.deliver(lane, fresh.replace('mine', 'other'));
    world.stops.deliver(lane, fresh.replace('stop', 'commands'));
    world.stops.deliver(lane, fresh, { isRetained: true });
    world.commands.deliver(lane, fresh);
    answer(world, 'stops', -2);
    start(world, 'a1');
    world.stops.deliver(lane, fresh);
    start(world, 'a2');
    answer(world, 'stops');
    expect(world.results()).toEqual(['a1 unavailable', 'a2 ok']);
  });
});

describe('a start [S7]', () => {
  it.each(['commands', 'stops'] as const)('waits until the connection of %s has answered', (side) => {
    const world = World.settled();
    world[side].hears = isNotLane;
    start(world, 'a1');
    world.clock.advance(900);
    answer(world, side, -2);
    expect(world.fleet.calls).toEqual([]);
    answer(world, side);
    expect(world.results()).toEqual(['a1 ok']);
  });

  it('is unavailable when the way has not answered for 1 s, and says which', () => {
    const world = World.settled();
    world.stops.hears = isNotLane;
    start(world, 'a1');
    world.clock.advance(999);
    expect(world.results()).toEqual([]);
    world.clock.advance(1);
    expect(world.results()).toEqual(['a1 unavailable']);
    expect(messageOf(world)).toContain('the connection for stops');
    answer(world, 'stops');
    expect(world.results()).toEqual(['a1 unavailable']);
  });

  it.each([
    ['a stop', (world: World) => world.stops.deliver('chair2mqtt/hall/stop'), 'stale'],
    ['a stop of another group', (world: World) => world.stops.deliver('chair2mqtt/group/up/stop'), 'ok'],
    ['a pause', (world: World) => world.commands.deliver(set, { command: 'pause' }), 'stale'],
    ['the end of the connection', (world: World) => world.stops.offline(), 'unavailable'],
  ])('that waits while %s comes', (_name, happens, code) => {
    const world = World.settled();
    world.commands.hears = isNotLane;
    start(world, 'a1');
    happens(world);
    answer(world, 'commands');
    world.clock.advance(2000);
    expect(world.results()).toContain(`a1 ${code}`);
    expect(world.fleet.calls.includes('hall start')).toBe(code !== 'stale');
  });

  it('of many costs few nonces, and one for all is enough', () => {
    const chairIds = Array.from({ length: 300 }, (_, index) => `c${index}`);
    const world = World.settled({ groups: Object.fromEntries(chairIds.map((chairId) => [chairId, ['all-of-us']])) });
    for (const chairId of chairIds) world.fleet.chair(chairId).state = 'paused';
    const before = world.stops.proofs.length;
    world.commands.deliver('chair2mqtt/group/all-of-us/set', { command: 'resume' });
    world.clock.advance(50);
    expect(world.fleet.calls).toHaveLength(300);
    expect(world.stops.proofs.length - before).toBeLessThan(5);
  });

  it('of a group waits anew when each turn comes', () => {
    const world = World.settled({ groups: { hall: ['down'], attic: ['down'] } });
    world.commands.deliver('chair2mqtt/group/down/set', { command: 'start', id: 'g1' });
    world.stops.hears = isNotLane;
    world.clock.advance(1600);
    expect(world.results('hall')).toEqual(['g1 ok']);
    expect(world.results('attic')).toEqual(['g1 unavailable']);
  });

  it('gets what its chair says first where the way is known to be closed', () => {
    const world = World.settled();
    world.stops.offline();
    world.fleet.verdict = { code: 'ok', message: '' };
    start(world, 'a1');
    expect(world.fleet.calls).toEqual(['hall start']);
    expect(world.results()).toEqual(['a1 unavailable']);
  });

  it('waits for nothing where it only ends or changes something', () => {
    const world = World.settled();
    world.fleet.chair('hall').state = 'running';
    world.commands.hears = isNotLane;
    world.commands.deliver(set, { command: 'adjust', intensity: 5 });
    for (const command of ['skip', 'stop', 'estop', 'pause']) world.commands.deliver(set, { command });
    expect(world.fleet.calls).toHaveLength(5);
  });
});

describe('what comes after a silence [S6]', () => {
  it('is stale until the way has answered to something sent after it, then as long as it has no ts', () => {
    const world = World.settled();
    world.commands.offline();
    world.clock.advance(20_000);
    world.commands.hears = isNotLane;
    world.commands.online();
    world.clock.advance(1500);
    const says = () => JSON.parse(world.commands.of('hall/state').at(-1) ?? '{}').takes_starts;
    for (const command of ['select', 'reset', 'remote_start']) {
      world.commands.deliver(set, { command, id: command, ...(command === 'remote_start' ? { enabled: true } : {}) });
    }
    expect([world.results(), says()]).toEqual([['select stale', 'reset stale', 'remote_start stale'], false]);
    world.commands.hears = () => true;
    world.clock.advance(1500);
    start(world, 'untimed');
    start(world, 'timed', { ts: world.wallS });
    world.clock.advance(20);
    expect([world.results().slice(3), says()]).toEqual([['untimed stale', 'timed ok'], true]);
    world.clock.advance(10_000);
    start(world, 'later');
    expect(world.results().at(-1)).toBe('later ok');
  });

  it('is a stop all the same [S7]', () => {
    const world = World.settled();
    world.commands.hears = () => false;
    world.clock.advance(3500);
    world.commands.deliver(set, { command: 'stop' });
    world.commands.deliver('chair2mqtt/hall/pause/set', 'ON');
    expect(world.fleet.calls).toEqual(['hall stop', 'hall pause']);
  });
});

describe('a probe [S7]', () => {
  const homie = homieConvention({ people: [], sessionMinutesMax: () => 30 });

  it.each([
    ['hall/stop', {}],
    ['hall/estop', {}],
    ['all/stop', {}],
    ['all/estop', {}],
    ['group/down/stop', {}],
    ['hall/stop', { isRetained: true }],
    ['hall/stop', { responseTopic: 'answers/me' }],
  ])('on %s stops nobody and is not answered, whoever sent it', (topic, rest) => {
    for (const version of [4, 5] as const) {
      const world = World.settled({ groups }, version);
      world.stops.deliver(`chair2mqtt/${topic}`, probe, rest);
      expect(world.fleet.calls).toEqual([]);
      expect([...world.stops.published, ...world.commands.published]).toEqual([]);
      start(world, 'a1');
      expect(world.results()).toEqual(['a1 ok']);
    }
  });

  it('on a stop topic of Homie stops nobody', () => {
    const world = World.settled({ hubs: [homie] });
    const topics = ['stop', 'emergency-stop'].map((id) => `homie/5/chair2mqtt-hall/session/${id}/set`);
    for (const topic of topics) world.stops.deliver(topic, probe);
    expect(world.fleet.calls).toEqual([]);
    for (const topic of topics) world.stops.deliver(topic, `${probe} `);
    expect(world.fleet.calls).toHaveLength(2);
  });

  it('is sent to all, the groups, and the chairs, as what it is', () => {
    const world = new World({ groups });
    world.stops.online();
    const probes = world.stops.proofs.filter(({ topic }) => topic !== lane);
    expect(probes.map(({ topic }) => topic.slice(11))).toEqual(
      ['all', 'group/down', 'hall', 'attic'].flatMap((target) => [`${target}/stop`, `${target}/estop`]),
    );
    const manner = { qos: 0, isRetained: false, expiryS: 5, offline: 'drop' };
    expect(
      probes.every((each) => Object.entries(manner).every(([key, value]) => Reflect.get(each, key) === value)),
    ).toBe(true);
    expect(new Set(probes.map(({ payload }) => payload)).size).toBe(probes.length);
  });

  it.each([
    ['all/stop', ['hall', 'attic']],
    ['group/down/estop', ['hall']],
    ['attic/estop', ['attic']],
  ])('that does not come back on %s refuses starts to %j', (topic, refused) => {
    const world = new World({ groups });
    world.stops.hears = (each) => each !== `chair2mqtt/${topic}`;
    world.stops.online();
    world.commands.online();
    world.clock.advance(6000);
    for (const chairId of ['hall', 'attic']) {
      world.commands.deliver(`chair2mqtt/${chairId}/set`, { command: 'start', id: 'a1' });
      expect(world.results(chairId)).toEqual([refused.includes(chairId) ? 'a1 unavailable' : 'a1 ok']);
      if (refused.includes(chairId)) expect(messageOf(world, chairId)).toContain(`chair2mqtt/${topic}`);
    }
    world.clock.advance(1000);
    expect(healthOf(world)).toMatchObject({ stops_proven: false, missing_rights: [`chair2mqtt/${topic}`] });
    expect(world.log.of('right_missing')).toHaveLength(1);
    world.stops.hears = () => true;
    world.clock.advance(7000);
    expect(healthOf(world)).toMatchObject({ stops_proven: true, missing_rights: [] });
    expect(world.log.of('rights_complete')).toHaveLength(1);
  });

  it('is not sent below a chair that another daemon owns [S16]', () => {
    const world = World.settled({ groups });
    world.commands.deliver('chair2mqtt/hall/owner', foreignClaim);
    world.stops.proofs.length = 0;
    world.clock.advance(70_000);
    for (let atMs = 0; atMs < 70_000; atMs += 10_000) world.commands.deliver('chair2mqtt/hall/owner', foreignClaim);
    const topics = world.stops.proofs.map(({ topic }) => topic);
    expect(topics).toContain('chair2mqtt/attic/stop');
    expect(topics.filter((topic) => topic.startsWith('chair2mqtt/hall/'))).toEqual([]);
  });
});
