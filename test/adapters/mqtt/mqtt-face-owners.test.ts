import { describe, expect, it } from 'vitest';
import { startedAt } from '../../support/mqtt-face.js';
import { World } from './fake-brokers.js';

const earlier = { epoch: 'other', bridge_id: 'elsewhere', started_at: '2025-12-31T00:00:00Z' };
const later = { ...earlier, started_at: '2026-02-01T00:00:00Z' };
const claim = (world: World, payload: unknown, rest = {}) =>
  world.commands.deliver('chair2mqtt/hall/owner', payload, rest);

describe('the claim on a chair [S16]', () => {
  it('is repeated every 10 s, and never retained', () => {
    const world = World.settled();
    world.clock.advance(30_000);
    expect(world.commands.of('hall/owner')).toHaveLength(3);
    const own = { epoch: 'mine', bridge_id: 'bridge', started_at: startedAt };
    expect(JSON.parse(world.commands.of('hall/owner')[0] ?? '')).toEqual(own);
    expect(world.commands.published.find(({ topic }) => topic.endsWith('owner'))).toMatchObject({
      qos: 0,
      isRetained: false,
    });
  });

  it('is kept against a later daemon, which is answered at once, with everything that it may have overwritten', () => {
    const world = World.settled();
    claim(world, later);
    expect(world.commands.topics).toEqual(['hall/availability', 'hall/programs', 'hall/state', 'hall/owner']);
    claim(world, later);
    expect(world.commands.of('hall/owner')).toHaveLength(1);
    expect(world.fleet.calls).toEqual([]);
  });

  it.each([
    ['its own echo', { ...earlier, epoch: 'mine' }, {}],
    ['a retained claim', earlier, { isRetained: true }],
    ['nonsense', 'nonsense', {}],
    ['a long claim', { ...earlier, more: 'x'.repeat(2000) }, {}],
  ])('is not touched by %s', (_name, payload, rest) => {
    const world = World.settled();
    claim(world, payload, rest);
    expect(world.fleet.calls).toEqual([]);
    expect(world.commands.published).toEqual([]);
  });

  it('is given up to an earlier daemon: then only events and refusals are written', () => {
    const world = World.settled();
    claim(world, earlier);
    expect(world.fleet.calls).toEqual(['hall foreign here']);
    const { face, fleet } = world;
    face.onStatus('hall', fleet.status('hall'));
    face.onAvailability('hall', false);
    face.onPrograms('hall');
    world.commands.deliver('chair2mqtt/hall/set', { command: 'skip', id: 'ok' });
    fleet.verdict = { code: 'fault', message: 'another daemon' };
    world.commands.deliver('chair2mqtt/hall/set', { command: 'start', id: 'no' });
    world.stops.deliver('chair2mqtt/hall/stop');
    const nothing = {
      session_id: null,
      program: null,
      phase: null,
      ended_by: null,
      fault: null,
      late: null,
      source: null,
    };
    face.onEvent('hall', { event_type: 'fault', ...nothing, ts: startedAt });
    world.commands.offline();
    world.commands.online();
    world.clock.advance(20_000);
    const written = new Set(world.commands.topics);
    expect([...written]).toEqual(['hall/result', 'hall/event', 'bridge/state', 'bridge/info', 'bridge/health']);
    expect(world.results()).toEqual(['no fault']);
    expect(fleet.calls).toContain('hall lane stop mqtt');
  });

  it('may be taken back by a reset once the other has been silent for 30 s', () => {
    const world = World.settled();
    claim(world, earlier);
    world.clock.advance(20_000);
    claim(world, earlier);
    world.clock.advance(29_000);
    expect(world.fleet.calls).toEqual(['hall foreign here']);
    world.clock.advance(1000);
    expect(world.fleet.calls).toEqual(['hall foreign here', 'hall foreign gone']);
    expect(world.commands.of('hall/owner')).toEqual([]);
    world.fleet.replies = [];
    world.commands.deliver('chair2mqtt/hall/set', { command: 'reset', id: 'r1' });
    world.fleet.chair('hall').fault = null;
    world.fleet.replies[0]?.({ code: 'ok', message: '' });
    expect(world.commands.topics).toEqual([
      'hall/availability',
      'hall/programs',
      'hall/state',
      'hall/owner',
      'hall/result',
    ]);
  });
});
