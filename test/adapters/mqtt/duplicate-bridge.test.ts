import { describe, expect, it } from 'vitest';
import { World } from './fake-brokers.js';

const info = (epoch: string) => ({ epoch, started_at: '2026-01-01T11:00:00Z', chairs: [] });

describe('another daemon with the same bridge id', () => {
  it('is told of once, and shown our own info once, so that two never answer each other without end', () => {
    const world = World.settled();
    for (let times = 0; times < 3; times += 1) world.commands.deliver('chair2mqtt/bridge/info', info('theirs'));
    expect(world.log.of('bridge_id_twice')).toMatchObject([{ hint: expect.stringContaining('bridge_id of its own') }]);
    expect(world.commands.of('bridge/info')).toHaveLength(1);
  });

  it.each([[info('mine')], ['not JSON'], [{ epoch: 7 }], ['x'.repeat(300_000)]])('is not seen in %.40j', (payload) => {
    const world = World.settled();
    world.commands.deliver('chair2mqtt/bridge/info', payload);
    expect(world.log.of('bridge_id_twice')).toEqual([]);
  });

  it.each([
    [4, true, 0],
    [4, false, 1],
    [5, true, 1],
  ] as const)('is not the run before: MQTT %i, retain flag %s', (protocolVersion, isRetained, count) => {
    const world = World.settled({}, protocolVersion);
    world.commands.deliver('chair2mqtt/bridge/info', info('before'), { isRetained });
    expect(world.log.of('bridge_id_twice')).toHaveLength(count);
  });
});
