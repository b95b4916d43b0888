import { describe, expect, it } from 'vitest';
import { resultSchema } from '../../../src/core/status.js';
import { type FakeBroker, World } from './fake-brokers.js';
import { fault } from './fake-fleet.js';

const set = 'chair2mqtt/hall/set';
const start = (id?: string) => ({ command: 'start', ...(id === undefined ? {} : { id }) });
const firstResult = (commands: FakeBroker) => resultSchema.parse(JSON.parse(commands.of('hall/result')[0] ?? 'null'));

/** What an event says where nothing applies. */
const nothing = {
  session_id: null,
  program: null,
  phase: null,
  ended_by: null,
  fault: null,
  reason: null,
  late: null,
  source: null,
  schedule: null,
  code: null,
};

describe('a command over MQTT', () => {
  it('is run and gets a result', () => {
    const world = World.settled();
    world.commands.deliver(set, { ...start('a1'), program: 'relaxation' });
    expect(world.fleet.commands).toEqual([{ command: 'start', program: 'relaxation', id: 'a1' }]);
    expect(firstResult(world.commands)).toEqual({
      id: 'a1',
      command: 'start',
      ok: true,
      code: 'ok',
      message: '',
      values: {},
      state: 'idle',
      age_s: null,
      late: false,
      ts: '2026-01-01T12:00:02Z',
    });
    expect(world.commands.published[0]).toMatchObject({ qos: 1, isRetained: false, offline: 'queue' });
  });

  it('that halts and is retained is obeyed and cleared; what starts is refused and left [S6] [S7]', () => {
    const world = World.settled();
    for (const [topic, text] of [
      [set, '{"command":"stop"}'],
      [set, 'ESTOP'],
      ['chair2mqtt/hall/run/set', 'OFF'],
      ['chair2mqtt/hall/pause/set', 'ON'],
      ['chair2mqtt/hall/set', ' stop '],
    ] as const) {
      world.commands.forget();
      world.fleet.commands.length = 0;
      world.commands.deliver(topic, text, { isRetained: true });
      expect([topic, world.fleet.commands.length]).toEqual([topic, 1]);
      expect(world.commands.published).toContainEqual(
        expect.objectContaining({ topic, payload: '', isRetained: true }),
      );
    }
    world.commands.forget();
    world.commands.deliver(set, start('a9'), { isRetained: true });
    expect(world.commands.published.filter(({ payload }) => payload === '')).toEqual([]);
  });

  it('that is an empty retained message is somebody clearing the topic, and asks for nothing', () => {
    const world = World.settled();
    world.commands.deliver(set, '', { isRetained: true });
    world.commands.deliver('chair2mqtt/hall/start/set', '', { isRetained: true });
    expect(world.fleet.commands).toEqual([]);
    expect(world.results()).toEqual([]);
  });

  it('comes as a single value too', () => {
    const world = World.settled();
    world.fleet.chair('hall').state = 'running';
    world.commands.deliver('chair2mqtt/hall/intensity/set', '40');
    world.commands.deliver('chair2mqtt/hall/colour/set', 'red');
    world.commands.deliver('chair2mqtt/kitchen/run/set', 'ON');
    expect(world.fleet.commands).toEqual([{ command: 'adjust', intensity: 40 }]);
    expect(world.results()).toEqual(['null ok', 'null invalid_command']);
  });

  it('that is refused by its state is told why, and how old it is where that is why', () => {
    const world = World.settled();
    world.fleet.verdict = { code: 'resting', message: 'wait 20 min' };
    world.commands.deliver(set, start('a1'));
    world.commands.deliver(set, { ...start('a2'), ts: world.wallS - 60 });
    expect(world.results()).toEqual(['a1 resting', 'a2 stale']);
    expect(JSON.parse(world.commands.of('hall/result')[1] ?? '')).toMatchObject({ ok: false, age_s: 60 });
  });

  it('is refused for a second after each subscription, and before it [S6]', () => {
    const world = new World();
    world.stops.online();
    world.commands.deliver(set, start('early'));
    world.commands.online();
    world.clock.advance(999);
    world.commands.deliver(set, start('settling'));
    world.clock.advance(1001);
    world.commands.deliver(set, start('first'));
    world.commands.offline();
    world.commands.deliver(set, start('between'));
    world.commands.online();
    world.commands.deliver(set, start('again'));
    world.clock.advance(1000);
    world.commands.deliver(set, start('second'));
    const codes = ['early stale', 'settling stale', 'first ok', 'between stale', 'again stale', 'second ok'];
    expect(world.results()).toEqual(codes);
  });

  it('with an id that was seen gets the stored result, also after a late verdict', () => {
    const world = World.settled();
    world.fleet.replies = [];
    world.commands.deliver(set, { command: 'reset', id: 'r1' });
    world.commands.deliver(set, { command: 'reset', id: 'r1' });
    world.fleet.replies[0]?.({ code: 'ok', message: 'done' });
    world.commands.deliver(set, { command: 'reset', id: 'r1' });
    expect(world.fleet.calls).toEqual(['hall reset']);
    expect(world.results()).toEqual(['r1 duplicate', 'r1 ok', 'r1 ok']);
  });

  it.each(['paused', 'fault', 'emergency_stopped'] as const)(
    'with an id from before the event %s is a duplicate',
    (event_type) => {
      const world = World.settled();
      world.commands.deliver(set, start('a1'));
      world.intake.onEvent('hall', { event_type, ...nothing, ts: '2026-01-01T12:00:00Z' });
      world.commands.deliver(set, start('a1'));
      expect(world.results()).toEqual(['a1 ok', 'a1 duplicate']);
    },
  );

  it('with an id from before a restart is not run again [S6]', () => {
    const first = World.settled();
    first.commands.deliver(set, start('a1'));
    const second = World.settled({ store: first.store });
    second.commands.deliver(set, start('a1'));
    expect(second.fleet.calls).toEqual([]);
    expect(second.results()).toEqual(['a1 duplicate']);
  });

  it('is answered where it asks for it, with its correlation data', () => {
    const world = World.settled();
    const correlation = Buffer.from('c1');
    world.commands.deliver(set, start('a1'), { responseTopic: 'chair2mqtt/send/me', correlation });
    const [result, answer] = world.commands.published;
    expect(answer).toMatchObject({ topic: 'chair2mqtt/send/me', correlation, isRetained: false });
    expect(answer?.payload).toBe(result?.payload);
    expect(result).not.toHaveProperty('correlation');
  });

  it.each([
    '',
    'a/#',
    '+',
    '$SYS/x',
    'a\0b',
    'x'.repeat(300),
    'chair2mqtt/hall/set',
    'chair2mqtt/all/stop',
    'chair2mqtt/bridge/fence',
    'answers/me',
    'chair2mqtt/send/set',
    'chair2mqtt/sender/x',
    'zigbee2mqtt/lamp/set',
    'homeassistant/switch/x/config',
    'homie/5/x/$state',
  ])('is not answered on %j', (responseTopic) => {
    const world = World.settled();
    world.commands.deliver(set, { command: 'skip' }, { responseTopic });
    expect(world.commands.topics).toEqual(['hall/result']);
  });

  it('is not answered where its correlation data are too long', () => {
    const world = World.settled();
    world.commands.deliver(
      set,
      { command: 'skip' },
      { responseTopic: 'chair2mqtt/send/me', correlation: Buffer.alloc(1025) },
    );
    expect(world.commands.topics).toEqual(['hall/result']);
  });
});

describe('a flood of commands', () => {
  it('lets ten through in a second, and every stop [S7]', () => {
    const world = World.settled();
    for (let index = 0; index < 1000; index += 1) world.commands.deliver(set, { command: 'skip' });
    world.commands.deliver(set, { command: 'stop', id: 's1' });
    expect(world.fleet.calls).toEqual([...Array(10).fill('hall skip'), 'hall stop']);
    expect(world.results()).toEqual([...Array(10).fill('null ok'), 'null rate_limited', 's1 ok']);
  });

  it('for one chair does not touch another', () => {
    const world = World.settled({ groups: { hall: [], attic: [] } });
    for (let index = 0; index < 100; index += 1) world.commands.deliver(set, { command: 'skip' });
    world.commands.deliver('chair2mqtt/attic/set', start('a1'));
    expect(world.results('attic')).toEqual(['a1 ok']);
  });
});

describe('a remote start', () => {
  it.each([
    ['the broker of the stops is away', (world: World) => world.stops.offline()],
    ['the daemon goes down', (world: World) => void world.face.close(1000)],
  ])('is unavailable while %s', (_name, happens) => {
    const world = World.settled();
    happens(world);
    world.commands.deliver(set, start('a1'));
    expect(world.results()).toEqual(['a1 unavailable']);
  });

  it('is unavailable for 2 s after the daemon has come up [S16]', () => {
    const world = new World();
    world.stops.online();
    world.commands.online();
    world.clock.advance(1500);
    world.commands.deliver(set, start('a1'));
    world.clock.advance(500);
    world.commands.deliver(set, start('a2'));
    expect(world.results()).toEqual(['a1 unavailable', 'a2 ok']);
  });
});

describe('a group start', () => {
  const groups = { hall: ['down'], attic: [], cellar: ['down'], shed: ['down', 'out'] };
  const startAll = (world: World, rest = {}) =>
    world.commands.deliver('chair2mqtt/group/down/set', { ...start('g1'), ...rest });

  it('goes from chair to chair every 500 ms', () => {
    const world = World.settled({ groups });
    startAll(world);
    expect(world.fleet.calls).toEqual(['hall start']);
    world.clock.advance(500);
    expect(world.fleet.calls).toEqual(['hall start', 'cellar start']);
    world.clock.advance(500);
    expect(world.fleet.calls).toEqual(['hall start', 'cellar start', 'shed start']);
    expect(['hall', 'cellar', 'shed'].map((chairId) => world.results(chairId))).toEqual([
      ['g1 ok'],
      ['g1 ok'],
      ['g1 ok'],
    ]);
  });

  it('does not wait for chairs that refuse, and other commands do not wait at all', () => {
    const world = World.settled({ groups });
    world.commands.deliver(set, start('g1'));
    startAll(world);
    world.clock.advance(20);
    world.commands.deliver('chair2mqtt/group/down/set', { command: 'stop' });
    expect(world.fleet.calls).toEqual(['hall start', 'cellar start', 'hall stop', 'cellar stop', 'shed stop']);
  });

  it.each([
    ['a stop of its chair', (world: World) => world.stops.deliver('chair2mqtt/shed/stop')],
    ['an estop of its group', (world: World) => world.stops.deliver('chair2mqtt/group/out/estop', 'x')],
    ['a stop as a command', (world: World) => world.commands.deliver('chair2mqtt/shed/run/set', 'OFF')],
    ['the loss of the broker', (world: World) => world.commands.offline()],
    ['the loss of the connection for stops', (world: World) => world.stops.offline()],
    [
      'a fault',
      (world: World) =>
        world.intake.onEvent('shed', {
          ...nothing,
          event_type: 'fault',
          fault: fault('stall'),
          ts: '2026-01-01T12:00:00Z',
        }),
    ],
  ])('is dropped by %s', (_name, happens) => {
    const world = World.settled({ groups });
    startAll(world);
    happens(world);
    world.clock.advance(5000);
    expect(world.fleet.calls).not.toContain('shed start');
    expect(world.results('shed')).toContain('g1 stale');
  });

  it('has its ts judged when it comes, not when its turn comes', () => {
    const world = World.settled({ groups });
    startAll(world, { ts: world.wallS - 9.2 });
    world.clock.advance(5000);
    expect(world.results('shed')).toEqual(['g1 ok']);
    startAll(world, { id: 'g2', ts: world.wallS - 10.1 });
    expect(world.results('shed')).toEqual(['g1 ok', 'g2 stale']);
  });

  it('in a large group has all its turns within 30 s', () => {
    const chairIds = Array.from({ length: 200 }, (_, index) => `c${index}`);
    const world = World.settled({ groups: Object.fromEntries(chairIds.map((chairId) => [chairId, ['down']])) });
    startAll(world);
    world.clock.advance(15_000);
    expect(world.fleet.calls.length).toBeGreaterThan(90);
    expect(world.fleet.calls.length).toBeLessThan(110);
    world.clock.advance(15_050);
    expect(world.fleet.calls).toHaveLength(200);
  });
});
