import { describe, expect, it } from 'vitest';
import { World } from './fake-brokers.js';

/** What a world said and its broker would give back is given back. */
function echo(world: World): void {
  const { published } = world.commands;
  for (const { topic, payload, isRetained } of published.splice(0)) {
    if (/(state|info|availability)$/.test(topic)) world.commands.deliver(topic, payload, { isRetained });
  }
}

const settled = (): World => {
  const world = new World();
  world.stops.online();
  world.commands.online();
  for (let count = 0; count < 25; count += 1) {
    world.clock.advance(100);
    echo(world);
  }
  return world;
};

const kept = ['bridge/state', 'bridge/info', 'hall/state', 'hall/availability'];

describe('a retained topic of ours', () => {
  it.each(
    kept.flatMap(
      (topic) =>
        [
          [topic, 'something else'],
          [topic, ''],
        ] as const,
    ),
  )('%s is said again 500 ms after %j stands there', (topic, payload) => {
    const world = settled();
    world.commands.deliver(`chair2mqtt/${topic}`, payload, { isRetained: true });
    world.clock.advance(400);
    expect(world.commands.of(topic)).toEqual([]);
    world.clock.advance(200);
    expect(world.commands.of(topic)).toHaveLength(1);
    expect(world.commands.published.find((each) => each.topic.endsWith(topic))).toMatchObject({ isRetained: true });
    echo(world);
    world.clock.advance(5000);
    expect(world.commands.of(topic)).toEqual([]);
  });

  it('is left in peace where only its own echo comes, however late and whatever was said since', () => {
    const world = settled();
    const { face, fleet } = world;
    for (let count = 0; count < 6; count += 1) face.onAvailability('hall', count % 2 === 0);
    face.onStatus('hall', { ...fleet.status('hall'), seq: 2 });
    face.onStatus('hall', { ...fleet.status('hall'), seq: 3 });
    const told = world.commands.published.splice(0);
    for (const { topic, payload } of told) {
      world.clock.advance(1500);
      world.commands.deliver(topic, payload, { isRetained: true });
    }
    world.clock.advance(5000);
    expect([...world.commands.of('hall/state'), ...world.commands.of('hall/availability')]).toEqual([]);
  });

  it('is said again where somebody repeats what we said before the last', () => {
    const world = settled();
    world.face.onAvailability('hall', false);
    world.face.onAvailability('hall', true);
    echo(world);
    world.commands.deliver('chair2mqtt/hall/availability', 'offline', { isRetained: true });
    world.clock.advance(600);
    expect(world.commands.of('hall/availability')).toEqual(['online']);
  });

  it('is said anew with each connection, and what was under way before it is no excuse', () => {
    const world = settled();
    world.face.onAvailability('hall', false);
    world.commands.forget();
    world.commands.offline();
    world.commands.online();
    echo(world);
    world.commands.deliver('chair2mqtt/bridge/state', 'offline', { isRetained: true });
    world.clock.advance(600);
    expect(world.commands.of('bridge/state')).toEqual(['online']);
  });

  it('is said again three times, then once a minute, and that is named in log and health', () => {
    const world = settled();
    const quarrel = (forMs: number): number => {
      let corrections = 0;
      for (let passedMs = 0; passedMs < forMs; passedMs += 1000) {
        world.commands.deliver('chair2mqtt/hall/state', '{"state":"idle"}', { isRetained: true });
        world.clock.advance(1000);
        corrections += world.commands.of('hall/state').length;
        echo(world);
      }
      return corrections;
    };
    expect(quarrel(5000)).toBe(3);
    expect(world.log.of('retained_contested')).toMatchObject([{ topic: 'chair2mqtt/hall/state' }]);
    expect(quarrel(300_000)).toBeLessThanOrEqual(6);
    expect(world.log.of('retained_contested')).toHaveLength(1);
    world.clock.advance(61_000);
    const health = () => JSON.parse(world.commands.of('bridge/health').at(-1) ?? '{}');
    expect(health().mqtt.contested).toEqual(['chair2mqtt/hall/state']);
    echo(world);
    world.clock.advance(180_000);
    expect(health().mqtt.contested).toEqual([]);
  });

  it('is not made right any more by a daemon that goes down', async () => {
    const world = settled();
    await world.face.close(100);
    world.commands.forget();
    world.commands.deliver('chair2mqtt/bridge/state', 'x', { isRetained: true });
    world.clock.advance(5000);
    expect(world.commands.published).toEqual([]);
  });
});
