import { describe, expect, it } from 'vitest';
import { World } from './fake-brokers.js';

const topic = 'chair2mqtt/bridge/drain';

const ask = (world: World, payload: string | object, flags: { isRetained?: boolean; isDuplicate?: boolean } = {}) =>
  world.commands.deliver(topic, payload, flags);

describe('the topic that asks a daemon to drain', () => {
  it.each([
    ['ON', true],
    ['off', false],
    ['true', true],
    ['{"value":"ON"}', true],
    ['{"value":false,"id":"d1"}', false],
  ])('takes %s', (payload, isOn) => {
    const world = World.settled();
    ask(world, payload);
    expect(world.fleet.drains).toEqual([isOn]);
  });

  it('takes the time of a sender', () => {
    const world = World.settled({ requireTs: true });
    ask(world, { value: 'ON', ts: world.wallS });
    expect(world.fleet.drains).toEqual([true]);
  });

  it.each([
    ['an empty payload', ''],
    ['another word', 'now'],
    ['another key', { value: 'ON', force: true }],
    ['half an object', '{"value":'],
    ['a time of long ago', { value: 'ON', ts: 1 }],
    ['a large payload', ' '.repeat(5000)],
  ])('refuses %s, and says why in the log', (_, payload) => {
    const world = World.settled();
    ask(world, payload);
    expect(world.fleet.drains).toEqual([]);
    expect(world.log.lines.filter(({ event }) => event === 'drain_refused')).toHaveLength(1);
  });

  it('refuses what may be old: retained, delivered again, while connecting, and without a time where one is wanted [S6]', () => {
    const world = World.settled();
    ask(world, 'ON', { isRetained: true });
    ask(world, 'ON', { isDuplicate: true });
    expect(world.fleet.drains).toEqual([]);
    world.commands.offline();
    world.commands.online();
    ask(world, 'ON');
    expect(world.fleet.drains).toEqual([]);
    const strict = World.settled({ requireTs: true });
    ask(strict, 'ON');
    expect(strict.fleet.drains).toEqual([]);
  });

  it('says in info until when, and that no start is taken', () => {
    const world = World.settled();
    const until = '2026-01-01T12:30:00Z';
    world.fleet.drainUntil = until;
    world.clock.advance(1500);
    expect(JSON.parse(world.commands.of('bridge/info').at(-1) ?? '{}')).toMatchObject({ until });
    expect(JSON.parse(world.commands.of('hall/state').at(-1) ?? '{}')).toMatchObject({ takes_starts: false });
    world.fleet.drainUntil = null;
    world.clock.advance(1500);
    expect(JSON.parse(world.commands.of('bridge/info').at(-1) ?? '{}')).toMatchObject({ until: null });
    expect(JSON.parse(world.commands.of('hall/state').at(-1) ?? '{}')).toMatchObject({ takes_starts: true });
  });
});
