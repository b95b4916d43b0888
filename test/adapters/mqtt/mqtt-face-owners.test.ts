import { describe, expect, it } from 'vitest';
import { startedAt } from '../../support/mqtt-face.js';
import { World } from './fake-brokers.js';
import { fault, foreignClaim } from './fake-fleet.js';

const newcomer = { ...foreignClaim, held_ms: 0 };
const claim = (world: World, payload: unknown, rest = {}) =>
  world.commands.deliver('chair2mqtt/hall/owner', payload, rest);
const claimsOf = (world: World) => world.commands.of('hall/owner').map((text) => JSON.parse(text));

describe('the claim on a chair [S16]', () => {
  it('is repeated every 10 s, and never retained', () => {
    const world = World.settled();
    world.clock.advance(30_000);
    expect(world.commands.of('hall/owner')).toHaveLength(3);
    expect(world.commands.of('bridge/owner')).toHaveLength(3);
    const own = { epoch: 'mine', bridge_id: 'bridge', held_ms: 60_000, in_session: false, keeps: null };
    expect(claimsOf(world)[0]).toEqual(own);
    expect(world.commands.published.find(({ topic }) => topic.endsWith('owner'))).toMatchObject({
      qos: 0,
      isRetained: false,
    });
  });

  it('is kept against a newcomer, which is answered at once, with everything that it may have overwritten', () => {
    const world = World.settled();
    claim(world, newcomer);
    expect(world.commands.topics).toEqual(['hall/availability', 'hall/programs', 'hall/state', 'hall/owner']);
    expect(claimsOf(world)).toMatchObject([{ keeps: 'mine' }]);
  });

  it('answers twice a second and never less than the last word', () => {
    const world = World.settled();
    for (let count = 0; count < 50; count += 1) {
      claim(world, newcomer);
      world.clock.advance(20);
    }
    expect(claimsOf(world).length).toBeLessThanOrEqual(3);
    world.clock.advance(600);
    expect(claimsOf(world).length).toBeGreaterThanOrEqual(3);
  });

  it('takes no start for 1 s after it was settled with a newcomer, and says so', () => {
    const world = World.settled();
    claim(world, newcomer);
    expect(world.fleet.calls).toEqual(['hall unsettled']);
    world.clock.advance(200);
    expect(JSON.parse(world.commands.of('hall/state').at(-1) ?? '')).toMatchObject({ takes_starts: false });
    world.clock.advance(1000);
    expect(world.fleet.calls).toEqual(['hall unsettled', 'hall own']);
    expect(JSON.parse(world.commands.of('hall/state').at(-1) ?? '')).toMatchObject({ takes_starts: true });
  });

  it.each([
    ['its own echo', { ...foreignClaim, epoch: 'mine' }, {}],
    ['a retained claim', foreignClaim, { isRetained: true }],
    ['nonsense', 'nonsense', {}],
    ['a long claim', { ...foreignClaim, more: 'x'.repeat(2000) }, {}],
    ['a claim in the words of an earlier version', { epoch: 'a', bridge_id: 'b', started_at: startedAt }, {}],
  ])('is not touched by %s', (_name, payload, rest) => {
    const world = World.settled();
    claim(world, payload, rest);
    expect(world.fleet.calls).toEqual([]);
    expect(world.commands.published).toEqual([]);
  });

  it('is given up with a last word; after it nothing of the chair is written', () => {
    const world = World.settled();
    claim(world, foreignClaim);
    expect(claimsOf(world)).toMatchObject([{ epoch: 'mine', keeps: 'theirs' }]);
    expect(world.fleet.calls).toEqual(['hall yielded']);
    const { face, fleet } = world;
    world.forget();
    face.onStatus('hall', fleet.status('hall'));
    face.onAvailability('hall', false);
    face.onPrograms('hall');
    world.commands.deliver('chair2mqtt/hall/set', { command: 'skip', id: 'ok' }, { responseTopic: 'answers/me' });
    fleet.verdict = { code: 'foreign_owner', message: 'another daemon' };
    world.commands.deliver('chair2mqtt/hall/set', { command: 'start', id: 'no' }, { responseTopic: 'answers/me' });
    world.stops.deliver('chair2mqtt/hall/stop');
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
    face.onEvent('hall', { event_type: 'fault', ...nothing, ts: startedAt });
    world.commands.deliver('chair2mqtt/hall/state', '', { isRetained: true });
    world.commands.deliver('chair2mqtt/hall/availability', 'offline', { isRetained: true });
    claim(world, newcomer);
    world.commands.offline();
    world.commands.online();
    world.clock.advance(20_000);
    expect([...new Set(world.commands.topics)]).toEqual([
      'bridge/state',
      'bridge/info',
      'bridge/owner',
      'bridge/health',
    ]);
    expect(fleet.calls).toContain('hall lane stop mqtt');
  });

  it('is not said when the other has decided: it has heard enough', () => {
    const world = World.settled();
    claim(world, { ...foreignClaim, epoch: 'a', keeps: 'a' });
    expect(world.commands.of('hall/owner')).toEqual([]);
    expect(world.fleet.calls).toEqual(['hall yielded']);
  });

  it('is told of by the one that gave it up in its own info and health', () => {
    const world = World.settled();
    claim(world, foreignClaim);
    world.clock.advance(100);
    expect(world.commands.of('bridge/info')).toHaveLength(1);
    expect(JSON.parse(world.commands.of('bridge/health')[0] ?? '').chairs.hall).toMatchObject({
      foreign_owner: expect.stringContaining('bridge elsewhere'),
    });
  });

  it('may be taken back by a reset once the other has been silent for 30 s in which we could hear it', () => {
    const world = World.settled();
    claim(world, foreignClaim);
    world.clock.advance(20_000);
    claim(world, foreignClaim);
    world.clock.advance(20_000);
    world.commands.offline();
    world.clock.advance(60_000);
    world.commands.online();
    world.clock.advance(29_900);
    expect(world.fleet.calls).toEqual(['hall yielded']);
    world.clock.advance(200);
    expect(world.fleet.calls).toEqual(['hall yielded', 'hall yielded for now']);
    expect(world.commands.of('hall/owner')).toHaveLength(1);
    world.forget();
    world.fleet.replies = [];
    world.commands.deliver('chair2mqtt/hall/set', { command: 'reset', id: 'r1' });
    world.fleet.chair('hall').holding = { kind: 'own' };
    world.fleet.chair('hall').fault = null;
    world.fleet.replies[0]?.({ code: 'ok', message: '' });
    const introduced = ['hall/availability', 'hall/programs', 'hall/state', 'hall/owner'];
    expect(world.commands.topics).toEqual([...introduced, 'hall/result']);
  });

  it('lets a stop by another face reach the owner, on its lane, at QoS 1 and not retained', () => {
    const world = World.settled();
    world.face.onStopForOwner('hall', 'stop');
    world.face.onStopForOwner('hall', 'estop');
    const manner = { qos: 1, isRetained: false };
    expect(world.stops.published).toMatchObject([
      { topic: 'chair2mqtt/hall/stop', ...manner },
      { topic: 'chair2mqtt/hall/estop', ...manner },
    ]);
    expect(world.stops.published.every(({ payload }) => payload !== '')).toBe(true);
  });
});

describe('a chair whose port nothing locks [S16]', () => {
  const waiting = (): World => {
    const world = new World();
    world.fleet.chair('hall').holding = { kind: 'unsettled', why: 'listening' };
    return world;
  };

  it('is ours after 2 s of listening', () => {
    const world = waiting();
    world.clock.advance(1000);
    world.commands.online();
    world.clock.advance(1900);
    expect(world.fleet.calls).toEqual([]);
    world.clock.advance(200);
    expect(world.fleet.calls).toEqual(['hall own']);
  });

  it('is ours 4 s after the start where no broker answers', () => {
    const world = waiting();
    world.clock.advance(3900);
    expect(world.fleet.calls).toEqual([]);
    world.clock.advance(200);
    expect(world.fleet.calls).toEqual(['hall own']);
  });

  it('is left to who answers meanwhile', () => {
    const world = waiting();
    world.fleet.chair('hall').heldMs = 0;
    world.commands.online();
    claim(world, { ...foreignClaim, epoch: 'a' });
    world.clock.advance(5000);
    claim(world, { ...foreignClaim, epoch: 'a', keeps: 'a' });
    expect(world.fleet.calls).toEqual(['hall unsettled', 'hall yielded'].slice(-1));
    expect(fault('foreign_owner').code).toBe('foreign_owner');
  });
});
