import { type HomieOptions, homieConvention } from '../../../../src/adapters/mqtt/homie/homie.js';
import type { ServiceBook } from '../../../../src/core/service-book.js';
import type { TelemetryStatus } from '../../../../src/core/status.js';
import type { Zone } from '../../../../src/core/zones.js';
import type { MemoryStore } from '../../../support/memory-store.js';
import { World } from '../fake-brokers.js';
import { FakeFleet } from '../fake-fleet.js';
import { book } from '../home-assistant/discovery-world.js';

export const root = 'homie/5/chair2mqtt-bridge';
export const chair = 'homie/5/chair2mqtt-hall';

export interface HomieWorldOptions extends Partial<HomieOptions> {
  /** What is known of the chair; null before it was ever met. */
  readonly book?: ServiceBook | null;
  readonly store?: MemoryStore;
  readonly schedules?: FakeFleet['schedules'];
}

/** A face with Homie and one chair, between a fleet and two brokers that a test plays. */
export function homieWorld({ book: own = book, store, schedules = [], ...options }: HomieWorldOptions = {}): World {
  const fleet = new FakeFleet({ hall: [] });
  fleet.chair('hall').book = own;
  fleet.schedules = schedules;
  const hub = homieConvention({ people: [], sessionMinutesMax: () => 30, ...options });
  return new World({ fleet, hubs: [hub], ...(store === undefined ? {} : { store }) });
}

/** Both connections up; what that has published is still there to be looked at. */
export function connected(options: HomieWorldOptions = {}): World {
  const world = homieWorld(options);
  world.stops.online();
  world.commands.online();
  return world;
}

/** Connected, ready to take commands, and nothing remembered of that. */
export function settled(options: HomieWorldOptions = {}): World {
  const world = connected(options);
  world.clock.advance(2000);
  world.forget();
  return world;
}

/** What was published last on each topic of Homie; an empty payload has cleared the topic. */
export function kept(world: World): ReadonlyMap<string, string> {
  const all = world.commands.published.filter(({ topic }) => topic.startsWith('homie/'));
  return new Map(all.map(({ topic, payload }) => [topic, payload]));
}

/** Everything that was published on a topic, oldest first. */
export const said = (world: World, topic: string): readonly string[] =>
  world.commands.published.filter((each) => each.topic === topic).map(({ payload }) => payload);

export const descriptionOf = (world: World, device: string) =>
  JSON.parse(kept(world).get(`${device}/$description`) ?? 'null');

/** Another daemon that was started earlier claims the chair. */

export function telemetry(celsius: number | null, zones: readonly Zone[] = ['back']): TelemetryStatus {
  const zone = { technique: 'off', level: 0, rate: 0, current_ma: null, temperature_c: celsius } as const;
  return {
    zones: Object.fromEntries(zones.map((each) => [each, { ...zone, flags: [] }])),
    rail_v: null,
    lease_ms: 0,
    ts: '2026-01-01T12:00:00Z',
    link: { crc_errors: 0, retries: 0, reconnects: 0, rtt_ms: null, age_ms: null },
  };
}
