import { homieId } from '../../../core/ids.js';
import type { Status, TelemetryStatus } from '../../../core/status.js';
import type { BrokerMessage } from '../../../ports.js';
import type { AskedStop, CreateHubConvention, HubConvention, HubConventionParts } from '../hub-convention.js';
import type { Subscription, Will } from '../subscriptions.js';
import {
  bridgeDescription,
  chairDescription,
  type Description,
  DescriptionVersions,
  describedTopics,
} from './description.js';
import {
  alertTopicOf,
  descriptionLeaf,
  HomieDevice,
  homiePrefix,
  type SendRetained,
  ShownDevice,
  stateLeaf,
} from './devices.js';
import { type HomieChair, type HomieWish, type Property, propertiesOf } from './properties.js';

export interface HomieOptions {
  readonly people: readonly string[];
  /** May be a fraction. */
  readonly sessionMinutesMax: (chairId: string) => number;
}

/** What a `/set` topic is for. */
interface Asked {
  readonly device: HomieDevice;
  readonly property: Property;
  readonly wish: HomieWish;
}

const outlineOf = (properties: readonly Property[]): string =>
  JSON.stringify(properties.map(({ node, id, description }) => [node, id, description]));
const isSameProperty = (one: Property, other: Property): boolean => one.node === other.node && one.id === other.id;

/** Where a device stands; `id` is already as Homie wants it. */
export const homieBase = (base: string, id: string): string => `${homiePrefix}/${homieId(base)}-${id}`;

/** [S7] A broker that refuses Homie must not take our own lanes with it. `bases`: the devices that are meant. */
const listen = (qos: 0 | 1, leaf: string, retainHandling: 0 | 2, bases: readonly string[] = []): Subscription => ({
  topic: `${homiePrefix}/+${leaf}`,
  qos,
  retainHandling,
  isOptional: true,
  standsFor: bases.map((base) => `${base}${leaf}`),
});

/** For the connection of commands: `root` is the bridge, `bases` are its chairs. */
export const homieFilters = (root: string, bases: readonly string[]): readonly Subscription[] => [
  ...homieCommandFilters(bases),
  listen(0, stateLeaf, 2, [root, ...bases]),
  listen(0, descriptionLeaf, 0),
];

export const homieCommandFilters = (bases: readonly string[]): readonly Subscription[] => [
  listen(0, '/session/+/set', 2, bases),
];

export const homieStopFilters = (bases: readonly string[]): readonly Subscription[] =>
  ['/session/stop/set', '/session/emergency-stop/set'].map((leaf) => listen(1, leaf, 0, bases));

/** The bridge and its chairs as Homie 5 devices. */
class Homie implements HubConvention {
  readonly will: Will;
  readonly subscriptions: readonly Subscription[];
  readonly stopSubscriptions: readonly Subscription[];
  /** Where all our devices begin. */
  private readonly family: string;
  private readonly root: ShownDevice;
  private readonly devices = new Map<string, HomieDevice>();
  private readonly wishes = new Map<string, Asked>();
  private readonly versions: DescriptionVersions;
  private isOnline = false;
  private areStopsOnline = false;
  constructor(
    private readonly options: HomieOptions,
    private readonly parts: HubConventionParts,
  ) {
    const { fleet, topics, bridgeId, store, clock } = parts;
    this.versions = new DescriptionVersions(store, clock);
    this.family = homieBase(topics.base, '');
    this.root = new ShownDevice(`${this.family}${homieId(bridgeId)}`, this.senderFor(null));
    for (const chairId of fleet.chairIds) {
      const base = `${this.family}${homieId(chairId)}`;
      this.devices.set(chairId, new HomieDevice(chairId, base, this.senderFor(chairId)));
    }
    // The connection of commands has a will of its own; without either connection nobody could start anything.
    this.will = { topic: this.root.stateTopic, payload: 'lost' };
    const bases = [...this.devices.values()].map(({ base }) => base);
    this.subscriptions = homieFilters(this.root.base, bases);
    this.stopSubscriptions = homieStopFilters(bases);
    for (const device of this.devices.values()) this.describe(device);
  }

  onOnline(): void {
    this.isOnline = true;
    for (const device of [this.root, ...this.devices.values()]) device.forget();
    const children = [...this.devices.values()].map(({ id }) => id);
    const { bridgeId } = this.parts;
    this.describeAs(bridgeId, this.root, bridgeDescription(`chair2mqtt ${bridgeId}`, children));
    this.tellRoot();
  }

  onOffline(): void {
    this.isOnline = false;
  }

  onStopsOnline(): void {
    this.areStopsOnline = true;
    // The will of the connection that broke may have been published meanwhile.
    this.root.forget(this.root.stateTopic);
    this.tellRoot();
  }

  onStopsOffline(): void {
    this.areStopsOnline = false;
  }

  onMessage(message: BrokerMessage): void {
    const { topic, payload } = message;
    if (topic.startsWith(this.family) && topic.endsWith(descriptionLeaf)) {
      this.clearLeftovers(topic.slice(0, -descriptionLeaf.length), payload);
      return;
    }
    const asked = this.wishes.get(topic);
    if (asked === undefined || asked.wish.kind !== 'value') return;
    const { device, property, wish } = asked;
    this.parts.takeValue(device.chairId, wish.name, message);
    if (!this.isOurs(device)) return;
    // A hub that was refused has to see what is true.
    device.forget(device.topicOf(property));
    device.sayValue(property, this.parts.fleet.status(device.chairId));
  }

  readStop(topic: string): AskedStop | null {
    const asked = this.wishes.get(topic);
    if (asked === undefined || asked.wish.kind !== 'stop') return null;
    return { scope: { kind: 'chair', chairId: asked.device.chairId }, stop: asked.wish.stop };
  }

  onIntroduced(chairId: string): void {
    const device = this.devices.get(chairId);
    if (device === undefined) return;
    device.forget();
    this.introduce(device);
  }

  onChair(chairId: string): void {
    const device = this.devices.get(chairId);
    if (device === undefined || !this.isOurs(device)) return;
    const old = device.properties;
    this.describe(device);
    if (outlineOf(device.properties) === outlineOf(old)) return;
    for (const property of old.filter((each) => !device.properties.some((own) => isSameProperty(own, each)))) {
      device.say(device.topicOf(property), '');
    }
    this.introduce(device);
  }

  onStatus(chairId: string, status: Status): void {
    const device = this.devices.get(chairId);
    if (device !== undefined && this.isOurs(device)) device.sayStatus(status);
  }

  onFacts(chairId: string): void {
    const device = this.devices.get(chairId);
    if (device === undefined || !this.isOurs(device)) return;
    const { fleet } = this.parts;
    const isServiceDue = fleet.service(chairId).some(({ notes }) => notes.length > 0);
    device.sayFacts({ schedule: fleet.schedule(chairId), isServiceDue });
  }

  onTelemetry(chairId: string, telemetry: TelemetryStatus): void {
    const device = this.devices.get(chairId);
    if (device === undefined) return;
    device.telemetry = telemetry;
    if (this.isOurs(device)) device.sayTemperatures(this.parts.clock.nowMs());
  }

  onAvailability(chairId: string, isAvailable: boolean): void {
    const device = this.devices.get(chairId);
    if (device === undefined) return;
    if (isAvailable) device.wasReady = true;
    else device.telemetry = null;
    if (!this.isOurs(device)) return;
    device.sayTemperatures(this.parts.clock.nowMs());
    // A chair that does not answer any more has not said goodbye; one that was not met yet is only being looked for.
    const absent = device.wasReady ? 'lost' : 'init';
    device.say(device.stateTopic, isAvailable ? 'ready' : absent);
  }

  onClosing(): void {
    for (const device of this.devices.values()) {
      if (this.parts.owns(device.chairId)) device.say(device.stateTopic, 'disconnected');
    }
    this.root.say(this.root.stateTopic, 'disconnected');
    this.isOnline = false;
  }

  private describe(device: HomieDevice): void {
    const { fleet } = this.parts;
    const { people, sessionMinutesMax } = this.options;
    const { chairId } = device;
    const chair: HomieChair = {
      book: fleet.book(chairId),
      programs: fleet.programs(chairId),
      people,
      sessionMinutesMax: sessionMinutesMax(chairId),
      isPlanned: fleet.schedules.some(({ chairs }) => chairs.includes(chairId)),
    };
    device.properties = propertiesOf(chair);
    for (const property of device.properties) {
      const { wish } = property;
      if (wish !== undefined) this.wishes.set(`${device.topicOf(property)}/set`, { device, property, wish });
    }
  }

  private introduce(device: HomieDevice): void {
    const { fleet } = this.parts;
    const { chairId } = device;
    this.describe(device);
    this.describeAs(chairId, device, chairDescription(fleet.card(chairId).name, this.root.id, device.properties));
    this.onStatus(chairId, fleet.status(chairId));
    this.onFacts(chairId);
    this.onAvailability(chairId, fleet.isAvailable(chairId));
  }

  /** What an earlier run, or an earlier description of the same chair, has left at the broker. */
  private clearLeftovers(base: string, description: Uint8Array): void {
    const device = [...this.devices.values()].find((each) => each.base === base);
    if (device !== undefined && !this.parts.owns(device.chairId)) return;
    const topics = describedTopics(base, description, this.root.id);
    if (topics === null) return;
    const own = new Set(device?.properties.map((property) => device.topicOf(property)));
    const attributes = device === undefined ? [`${base}/$state`, `${base}${descriptionLeaf}`, alertTopicOf(base)] : [];
    for (const topic of [...attributes, ...topics]) if (!own.has(topic)) this.senderFor(null)(topic, '');
  }

  /** What a device is about to be is kept true; its values come often enough. */
  private senderFor(chairId: string | null): SendRetained {
    const { send, sendKept } = this.parts;
    return (topic, payload, offline = 'newest') => {
      const publication = { topic, payload, qos: 1, isRetained: true, offline } as const;
      if (topic.endsWith(stateLeaf)) sendKept(publication, chairId);
      else send(publication);
    };
  }

  private tellRoot(): void {
    if (this.isOnline) this.root.say(this.root.stateTopic, this.areStopsOnline ? 'ready' : 'init');
  }

  private describeAs(id: string, shown: ShownDevice, description: Description): void {
    const { version, isNew } = this.versions.versionOf(id, description);
    shown.sayDescription({ ...description, version }, isNew);
  }

  private isOurs({ chairId }: HomieDevice): boolean {
    return this.isOnline && this.parts.owns(chairId);
  }
}

/** Homie 5. */
export const homieConvention =
  (options: HomieOptions): CreateHubConvention =>
  (parts) =>
    new Homie(options, parts);
