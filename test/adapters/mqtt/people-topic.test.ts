import { describe, expect, it } from 'vitest';
import type { PeopleKeeper } from '../../../src/core/people/keeper.js';
import { MemoryStore } from '../../support/memory-store.js';
import { sampleKeeper, sampleWeek } from '../../support/sample-keeper.js';
import { World } from './fake-brokers.js';

const topic = 'chair2mqtt/bridge/people';
const week = sampleWeek;

/** A daemon whose keeper says what the test wants. */
function house(store = new MemoryStore()) {
  let published: PeopleKeeper['published'] = null;
  const listeners: (() => void)[] = [];
  const keeper = sampleKeeper({ onPublished: (listener) => void listeners.push(listener) });
  const live = Object.defineProperty({ ...keeper }, 'published', { get: () => published });
  const world = World.settled({ store, face: { keeper: live } });
  const say = (next: PeopleKeeper['published']): void => {
    published = next;
    for (const listener of listeners) listener();
  };
  const told = () => world.commands.published.filter((each) => each.topic === topic);
  const reconnect = (): void => {
    world.commands.offline();
    world.commands.online();
    world.clock.advance(1000);
  };
  return { say, told, reconnect };
}

describe('what hubs are told of people', () => {
  it('stands on one topic, retained, from when it is known, and again after each change and connect', () => {
    const { say, told, reconnect } = house();
    expect(told()).toEqual([]);
    say({ anna: week });
    expect(told()).toMatchObject([{ payload: JSON.stringify({ anna: week }), isRetained: true, qos: 1 }]);
    say({ anna: { ...week, minutes: 40 } });
    expect(told()).toHaveLength(2);
    reconnect();
    expect(told().at(-1)?.payload).toBe(JSON.stringify({ anna: { ...week, minutes: 40 } }));
    expect(told()).toHaveLength(3);
  });

  it('is written by no house in which nobody lets hubs know', () => {
    const { say, told, reconnect } = house();
    say({});
    reconnect();
    expect(told()).toEqual([]);
  });

  it('is cleared once where somebody did before, also by the daemon after', () => {
    const store = new MemoryStore();
    const first = house(store);
    first.say({ anna: week });
    const second = house(store);
    second.say({});
    expect(second.told().map(({ payload }) => payload)).toEqual(['']);
    second.say({});
    second.reconnect();
    expect(second.told()).toHaveLength(1);
  });
});
