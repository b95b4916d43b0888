import { describe, expect, it } from 'vitest';
import type { ScheduleStatus } from '../../../src/core/ledger/schedules/schedule-status.js';
import { evening } from '../../support/schedule-bench.js';
import { World } from './fake-brokers.js';
import { announced, connect, discoveryWorld } from './home-assistant/discovery-world.js';
import { hasJinja, howToGetJinja, render } from './home-assistant/jinja.js';

const planned: ScheduleStatus = {
  next: { schedule: 'evening', program: 'quick-break', person: 'anna', at: '2026-01-02T12:30:00Z' },
  offer: null,
  last: { schedule: 'evening', planned_at: '2026-01-01T12:30:00Z', outcome: 'skipped', code: 'not_pressed' },
};

const topic = 'chair2mqtt/hall/schedule';
const scheduled = (world: World) => world.commands.published.filter((each) => each.topic === topic);

describe('schedules over MQTT', () => {
  it('are retained for a chair that one names, at each connect and each change', () => {
    const world = new World();
    world.fleet.planned = planned;
    world.stops.online();
    world.commands.online();
    const [first] = scheduled(world);
    expect(first).toMatchObject({ isRetained: true, qos: 1, offline: 'newest' });
    expect(JSON.parse(first?.payload ?? '')).toEqual({ ...planned, ts: expect.stringMatching(/Z$/) });
    world.fleet.planned = { ...planned, next: null };
    world.face.onSchedule('hall');
    expect(JSON.parse(scheduled(world).at(-1)?.payload ?? '').next).toBeNull();
  });

  it('leave no word of a chair that none has ever named', () => {
    const world = new World();
    world.stops.online();
    world.commands.online();
    world.face.onSchedule('hall');
    expect(scheduled(world)).toEqual([]);
  });

  it('begin by any payload on offer/set, as a command with its result', () => {
    const world = World.settled();
    world.commands.deliver('chair2mqtt/hall/offer/set', 'PRESS');
    world.clock.advance(2000);
    expect(world.fleet.commands).toEqual([{ command: 'offer' }]);
  });

  it('never begin by what is retained, or old [S6]', () => {
    const world = World.settled();
    world.commands.deliver('chair2mqtt/hall/offer/set', 'PRESS', { isRetained: true });
    world.commands.deliver('chair2mqtt/hall/offer/set', '{"value":null,"ts":1000}');
    world.commands.deliver('chair2mqtt/hall/set', '{"command":"offer","ts":1000}');
    world.clock.advance(2000);
    expect(world.fleet.commands).toEqual([]);
  });
});

describe('what a hub shows of schedules', () => {
  it.skipIf(!hasJinja)(`renders in the hub's own template language (${howToGetJinja})`, () => {
    const world = discoveryWorld({ schedules: [{ ...evening, chairs: ['hall'] }] });
    connect(world);
    const [, payload] = announced(world.commands).at(-1) ?? [];
    const { components } = JSON.parse(payload ?? '{}');
    const { next_scheduled: next, offered } = components;
    const offer = { ready: true };
    const shown = render([
      { template: next.value_template, variables: { value_json: planned } },
      { template: next.value_template, variables: { value_json: { ...planned, next: null } } },
      { template: offered.value_template, variables: { value_json: planned } },
      { template: offered.value_template, variables: { value_json: { ...planned, offer } } },
      { template: offered.value_template, variables: { value_json: { ...planned, offer: { ready: false } } } },
    ]);
    expect(shown).toEqual(['2026-01-02T12:30:00Z', 'None', 'OFF', 'ON', 'OFF']);
  });
});
