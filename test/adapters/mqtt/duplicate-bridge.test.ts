import { describe, expect, it } from 'vitest';
import { World } from './fake-brokers.js';
import { foreignClaim } from './fake-fleet.js';

const twin = { ...foreignClaim, bridge_id: 'bridge' };
const claim = (world: World, payload: unknown, rest = {}) =>
  world.commands.deliver('chair2mqtt/bridge/owner', payload, rest);

describe('another daemon with the same bridge id [S16]', () => {
  it('that came later is answered at once, told of once, and shown our own state and info', () => {
    const world = World.settled();
    for (let times = 0; times < 3; times += 1) claim(world, { ...twin, held_ms: 0 });
    expect(world.log.of('bridge_id_twice')).toMatchObject([{ hint: expect.stringContaining('bridge_id of its own') }]);
    expect(world.commands.topics).toEqual(['bridge/state', 'bridge/info', 'bridge/owner']);
    expect(JSON.parse(world.commands.of('bridge/owner')[0] ?? '')).toMatchObject({ keeps: 'mine' });
  });

  it('that was there before keeps the id: nothing of the bridge is said any more, and the chairs go on', () => {
    const world = World.settled();
    claim(world, twin);
    expect(world.log.of('bridge_id_twice')).toHaveLength(1);
    expect(JSON.parse(world.commands.of('bridge/owner')[0] ?? '')).toMatchObject({ keeps: 'theirs' });
    world.forget();
    world.face.onCard('hall');
    world.face.onAvailability('hall', false);
    world.commands.deliver('chair2mqtt/bridge/state', 'offline', { isRetained: true });
    world.clock.advance(61_000);
    expect(world.commands.topics.filter((topic) => topic.startsWith('bridge/'))).toEqual([]);
    expect(world.commands.topics).toContain('hall/availability');
  });

  it.each([
    [{ ...twin, epoch: 'mine' }, {}],
    ['not JSON', {}],
    [{ epoch: 7 }, {}],
    ['x'.repeat(300_000), {}],
    [twin, { isRetained: true }],
  ])('is not seen in %.40j %j', (payload, rest) => {
    const world = World.settled();
    claim(world, payload, rest);
    expect(world.log.of('bridge_id_twice')).toEqual([]);
  });
});
