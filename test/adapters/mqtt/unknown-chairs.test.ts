import { describe, expect, it } from 'vitest';
import { withoutOverlap } from '../../../src/adapters/mqtt/subscriptions.js';
import { World } from './fake-brokers.js';
import { foreignClaim } from './fake-fleet.js';

const start = { command: 'start', program: 'relaxation' };
const told = (world: World) => world.log.of('unknown_chair').map(({ chair }) => chair);

describe('a command for a chair that no daemon has', () => {
  it('is named once, when others have had the time to claim it, with the chairs that there are', () => {
    const world = World.settled();
    for (let count = 0; count < 5; count += 1) world.commands.deliver('chair2mqtt/hal/set', start);
    world.commands.deliver('chair2mqtt/kitchen/intensity/set', 40);
    world.clock.advance(11_000);
    expect(told(world)).toEqual([]);
    world.clock.advance(1500);
    expect(told(world)).toEqual(['hal', 'kitchen']);
    expect(world.log.of('unknown_chair')[0]).toMatchObject({ hint: expect.stringContaining('hall') });
    world.commands.deliver('chair2mqtt/hal/set', start);
    world.clock.advance(30_000);
    expect(told(world)).toHaveLength(2);
  });

  it('is nothing to name where another daemon claims the chair, before it or after it', () => {
    const world = World.settled();
    world.commands.deliver('chair2mqtt/studio/owner', foreignClaim);
    for (const id of ['studio', 'loft']) world.commands.deliver(`chair2mqtt/${id}/set`, start);
    world.clock.advance(5000);
    world.commands.deliver('chair2mqtt/loft/owner', foreignClaim);
    world.clock.advance(30_000);
    expect(told(world)).toEqual([]);
  });

  it('is not one for our own, for a group, or somebody who clears a topic', () => {
    const world = World.settled();
    world.commands.deliver('chair2mqtt/hall/set', start);
    world.commands.deliver('chair2mqtt/group/nobody/set', start);
    world.commands.deliver('chair2mqtt/old/set', '', { isRetained: true });
    world.clock.advance(30_000);
    expect(told(world)).toEqual([]);
  });

  it('fills no log and no memory: a hundred names are the most', () => {
    const world = World.settled();
    for (let count = 0; count < 1000; count += 1) world.commands.deliver(`chair2mqtt/no-${count}/set`, start);
    world.clock.advance(30_000);
    expect(told(world)).toHaveLength(100);
  });
});

it('asks for no topic twice, so that a broker brings nothing twice', () => {
  const asked = ['a/+/set', 'a/b/set', 'a/b/c/set', 'a/b/owner', 'a/+/owner'].map(
    (topic) => ({ topic, qos: 1, retainHandling: 2 }) as const,
  );
  const once = withoutOverlap(asked);
  expect(once.map(({ topic }) => topic)).toEqual(['a/+/set', 'a/b/c/set', 'a/+/owner']);
  expect(once.map(({ standsFor }) => standsFor)).toEqual([['a/b/set'], undefined, ['a/b/owner']]);
});
