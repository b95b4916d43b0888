import { describe, expect, it } from 'vitest';
import { discoveryProblems } from './discovery-validator.js';
import { announced, book, connect, type DiscoveryOptions, discoveryWorld } from './discovery-world.js';

describe('what is announced', () => {
  const small = { ...book, serial: 'A.1 / ß', zones: ['back' as const], warmZones: [], hasSeatSensor: false };
  it.each([
    ['as devices', {}],
    ['as components', { mode: 'components' }],
    ['of people', { people: ['guest', 'owner'] }],
    [
      'of a small chair with an odd serial number and name',
      { books: { 'den-2_b': small }, sessionMinutesMax: () => 2 },
    ],
    ['on another prefix', { prefix: 'hub/ha' }],
  ] satisfies readonly (readonly [string, DiscoveryOptions])[])(
    'is what Home Assistant takes: %s',
    (_name, options) => {
      const world = discoveryWorld(options);
      connect(world);
      const messages = world.commands.published.filter(({ topic: each }) => each.endsWith('/config'));
      expect(messages.length).toBeGreaterThan(1);
      expect(messages.flatMap((each) => discoveryProblems(each.topic, each.payload))).toEqual([]);
    },
  );

  it('is still taken when entities come and go', () => {
    const world = discoveryWorld({ people: ['guest'] });
    connect(world);
    world.fleet.chair('hall').book = small;
    world.face.onCard('hall');
    world.clock.advance(1100);
    expect(announced(world.commands).flatMap(([where, payload]) => discoveryProblems(where, payload))).toEqual([]);
  });
});
