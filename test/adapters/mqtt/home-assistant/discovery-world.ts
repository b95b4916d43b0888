import type { DiscoverySettings } from '../../../../src/adapters/mqtt/home-assistant/discovery-truth.js';
import { homeAssistant } from '../../../../src/adapters/mqtt/home-assistant/home-assistant.js';
import type { Schedule } from '../../../../src/core/ledger/schedules/schedule.js';
import type { ServiceBook } from '../../../../src/core/service-book.js';
import type { MemoryStore } from '../../../support/memory-store.js';
import type { FakeBroker } from '../fake-brokers.js';
import { World } from '../fake-brokers.js';
import { FakeFleet } from '../fake-fleet.js';

export const book: ServiceBook = {
  version: 1,
  serial: 'SIM-0001',
  hasSerial: true,
  manufacturer: null,
  model: 'sim-3z',
  fw: '1.4.2',
  zones: ['back', 'seat', 'legs'],
  warmZones: ['back', 'seat', 'legs'],
  hasSeatSensor: true,
  motorMs: 3_600_000,
  zoneMs: {},
};

export interface DiscoveryOptions extends Partial<DiscoverySettings> {
  /** The chairs and what is known of each. */
  readonly books?: Readonly<Record<string, ServiceBook | null>>;
  readonly store?: MemoryStore;
  readonly schedules?: readonly Schedule[];
}

/** A face that announces its chairs, between a fleet and two brokers that a test plays. */
export function discoveryWorld({
  books = { hall: book },
  store,
  schedules = [],
  ...options
}: DiscoveryOptions = {}): World {
  const fleet = new FakeFleet(Object.fromEntries(Object.keys(books).map((chairId) => [chairId, []])));
  for (const [chairId, each] of Object.entries(books)) fleet.chair(chairId).book = each;
  fleet.schedules = schedules;
  const settings = { mode: 'device', prefix: 'homeassistant', people: [], sessionMinutesMax: () => 30 } as const;
  const hubs = [homeAssistant({ ...settings, ...options })];
  return new World({ fleet, hubs, ...(store === undefined ? {} : { store }) });
}

/** Connects and lets everything that is announced at a connect go out. `kept`: what the broker tells with its consent to the
 *  subscriptions. */
export function connect(world: World, kept: ReadonlyMap<string, string> = new Map()): void {
  world.stops.online();
  for (const [topic, payload] of kept) keep(world, topic, payload);
  world.commands.online();
  world.clock.advance(100);
}

/** What was published on the topics of the discovery: `[topic, payload]`, oldest first. */
export const announced = (broker: FakeBroker, prefix = 'homeassistant'): readonly (readonly [string, string])[] =>
  broker.published.filter(({ topic }) => topic.startsWith(`${prefix}/`)).map(({ topic, payload }) => [topic, payload]);

/** Brings a message of the broker's store, as after a subscription. */
export const keep = (world: World, topic: string, payload: string): void =>
  world.commands.deliver(topic, payload, { isRetained: true });
