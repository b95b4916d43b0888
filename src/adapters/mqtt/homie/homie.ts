import { homieId } from '../../../core/ids.js';
import type { Status, TelemetryStatus } from '../../../core/status.js';
import type { BrokerMessage, Publication } from '../../../ports.js';
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
  deviceIdOf,
  type HomieDevice,
  homiePrefix,
  isNews,
  isSameProperty,
  outlineOf,
  propertyTopicOf,
  type ShownDevice,
  stateTopicOf,
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

/** The bridge and its chairs as Homie 5 devices. */
class Homie implements HubConvention {
  readonly will: Will;
  readonly subscriptions: readonly Subscription[];
  readonly stopSubscriptions: readonly Subscription[];
  /** Where all our devices begin. */
  private readonly family: string;
  private readonly root: ShownDevice;
  private readonly rootId: string;
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
    this.family = `${homiePrefix}/${homieId(topics.base)}-`;
    this.root = { base: `${this.family}${homieId(bridgeId)}`, chairId: null, said: new Map() };
    this.rootId = deviceIdOf(this.root);
    for (const chairId of fleet.chairIds) {
      const base = `${this.family}${homieId(chairId)}`;
      const nothing = { said: new Map(), properties: [], telemetry: null, told: new Map(), wasReady: false };
      this.devices.set(chairId, { chairId, base, ...nothing });
    }
    // The connection of commands has a will of its own; without either connection nobody could start anything.
    this.will = { topic: stateTopicOf(this.root), payload: 'lost' };
    // [S7] A broker that refuses Homie must not take our own lanes with it.
    const listen = (topic: string, retainHandling: 0 | 2) =>
      ({ topic, qos: 1, retainHandling, isOptional: true }) as const;
    const bases = [...this.devices.values()].map(({ base }) => base);
    this.subscriptions = [
      ...bases.map((base) => listen(`${base}/session/+/set`, 2)),
      ...[this.root, ...this.devices.values()].map((shown) => listen(stateTopicOf(shown), 2)),
      listen(`${homiePrefix}/+${descriptionLeaf}`, 0),
    ];
    this.stopSubscriptions = bases.flatMap((base) =>
      ['stop', 'emergency-stop'].map((id) => listen(`${base}/session/${id}/set`, 0)),
    );
    for (const device of this.devices.values()) this.describe(device);
  }

  onOnline(): void {
    this.isOnline = true;
    this.root.said.clear();
    for (const { said } of this.devices.values()) said.clear();
    const children = [...this.devices.values()].map(deviceIdOf);
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
    this.root.said.delete(stateTopicOf(this.root));
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
    device.said.delete(propertyTopicOf(device, property));
    this.sayValue(device, property, this.parts.fleet.status(device.chairId));
  }

  readStop(topic: string): AskedStop | null {
    const asked = this.wishes.get(topic);
    if (asked === undefined || asked.wish.kind !== 'stop') return null;
    return { scope: { kind: 'chair', chairId: asked.device.chairId }, stop: asked.wish.stop };
  }

  onIntroduced(chairId: string): void {
    const device = this.devices.get(chairId);
    if (device === undefined) return;
    device.said.clear();
    device.told.clear();
    this.introduce(device);
  }

  onChair(chairId: string): void {
    const device = this.devices.get(chairId);
    if (device === undefined || !this.isOurs(device)) return;
    const old = device.properties;
    this.describe(device);
    if (outlineOf(device.properties) === outlineOf(old)) return;
    for (const property of old.filter((each) => !device.properties.some((own) => isSameProperty(own, each)))) {
      this.say(device, propertyTopicOf(device, property), '');
    }
    this.introduce(device);
  }

  onStatus(chairId: string, status: Status): void {
    const device = this.devices.get(chairId);
    if (device === undefined || !this.isOurs(device)) return;
    for (const property of device.properties) this.sayValue(device, property, status);
    this.say(device, alertTopicOf(device.base), status.fault?.message ?? '');
  }

  onTelemetry(chairId: string, telemetry: TelemetryStatus): void {
    const device = this.devices.get(chairId);
    if (device === undefined) return;
    device.telemetry = telemetry;
    if (this.isOurs(device)) this.sayTemperatures(device);
  }

  onAvailability(chairId: string, isAvailable: boolean): void {
    const device = this.devices.get(chairId);
    if (device === undefined) return;
    if (isAvailable) device.wasReady = true;
    else device.telemetry = null;
    if (!this.isOurs(device)) return;
    this.sayTemperatures(device);
    // A chair that does not answer any more has not said goodbye; one that was not met yet is only being looked for.
    const absent = device.wasReady ? 'lost' : 'init';
    this.say(device, stateTopicOf(device), isAvailable ? 'ready' : absent);
  }

  onClosing(): void {
    for (const device of this.devices.values()) {
      if (this.parts.owns(device.chairId)) this.say(device, stateTopicOf(device), 'disconnected');
    }
    this.say(this.root, stateTopicOf(this.root), 'disconnected');
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
    };
    device.properties = propertiesOf(chair);
    for (const property of device.properties) {
      const { wish } = property;
      if (wish !== undefined) this.wishes.set(`${propertyTopicOf(device, property)}/set`, { device, property, wish });
    }
  }

  private introduce(device: HomieDevice): void {
    const { fleet } = this.parts;
    const { chairId } = device;
    this.describe(device);
    this.describeAs(chairId, device, chairDescription(fleet.card(chairId).name, this.rootId, device.properties));
    this.onStatus(chairId, fleet.status(chairId));
    this.onAvailability(chairId, fleet.isAvailable(chairId));
  }

  /** What an earlier run, or an earlier description of the same chair, has left at the broker. */
  private clearLeftovers(base: string, description: Uint8Array): void {
    const device = [...this.devices.values()].find((each) => each.base === base);
    if (device !== undefined && !this.parts.owns(device.chairId)) return;
    const topics = describedTopics(base, description, this.rootId);
    if (topics === null) return;
    const own = new Set(device?.properties.map((property) => propertyTopicOf(device, property)));
    const attributes = device === undefined ? [`${base}/$state`, `${base}${descriptionLeaf}`, alertTopicOf(base)] : [];
    for (const topic of [...attributes, ...topics]) if (!own.has(topic)) this.send(topic, '');
  }

  private tellRoot(): void {
    if (this.isOnline) this.say(this.root, stateTopicOf(this.root), this.areStopsOnline ? 'ready' : 'init');
  }

  private sayValue(device: HomieDevice, property: Property, status: Status): void {
    if (property.read !== undefined) this.say(device, propertyTopicOf(device, property), property.read(status) ?? '');
  }

  private sayTemperatures(device: HomieDevice): void {
    const nowMs = this.parts.clock.nowMs();
    const { telemetry, told } = device;
    for (const property of device.properties) {
      if (property.sense === undefined) continue;
      const topic = propertyTopicOf(device, property);
      const celsius = telemetry === null ? null : property.sense(telemetry);
      if (celsius === null) {
        told.delete(topic);
        this.say(device, topic, '');
      } else if (isNews(told.get(topic), celsius, nowMs)) {
        told.set(topic, { celsius, atMs: nowMs });
        this.say(device, topic, `${celsius}`);
      }
    }
  }

  private describeAs(id: string, shown: ShownDevice, description: Description): void {
    const { version, isNew } = this.versions.versionOf(id, description);
    shown.said.set(stateTopicOf(shown), 'init');
    // A description may change only while the device is not ready: then `ready` must not take the place of a waiting `init`.
    this.keep(shown, 'init', isNew ? 'queue' : 'newest');
    this.say(shown, `${shown.base}${descriptionLeaf}`, JSON.stringify({ ...description, version }));
  }

  /** An empty payload clears the topic: there is no value. It is said also where none was, for an earlier run may have left one. */
  private say(shown: ShownDevice, topic: string, payload: string): void {
    const { said } = shown;
    if (said.get(topic) === payload) return;
    said.set(topic, payload);
    if (topic === stateTopicOf(shown)) this.keep(shown, payload, 'newest');
    else this.send(topic, payload);
  }

  private keep(shown: ShownDevice, state: string, offline: Publication['offline']): void {
    const publication = { topic: stateTopicOf(shown), payload: state, qos: 1, isRetained: true, offline } as const;
    this.parts.sendKept(publication, shown.chairId);
  }

  private send(topic: string, payload: string, offline: Publication['offline'] = 'newest'): void {
    this.parts.send({ topic, payload, qos: 1, isRetained: true, offline });
  }

  private isOurs({ chairId }: HomieDevice): boolean {
    return this.isOnline && this.parts.owns(chairId);
  }
}

/** Homie 5 for hubs such as openHAB. */
export const homieConvention =
  (options: HomieOptions): CreateHubConvention =>
  (parts) =>
    new Homie(options, parts);
