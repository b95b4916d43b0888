import { homieId } from '../../../core/homie-id.js';
import type { Status } from '../../../core/status.js';
import type { BrokerMessage } from '../../../ports.js';
import type { Subscription, Will } from '../broker-options.js';
import type { AskedStop, CreateHubConvention, HubConvention, HubConventionParts } from '../hub-convention.js';
import { bridgeDescription, chairDescription, type Description } from './description.js';
import { topicsOfChild } from './leftovers.js';
import { type HomieChair, type HomieWish, type Property, propertiesOf } from './properties.js';

export interface HomieOptions {
  readonly people: readonly string[];
  readonly sessionMinutesMax: (chairId: string) => number;
}

const prefix = 'homie/5';

/** One chair as a child device. */
interface Device {
  readonly chairId: string;
  readonly base: string;
  properties: readonly Property[];
}

/** What a `/set` topic is for. */
interface Asked {
  readonly device: Device;
  readonly property: Property;
  readonly wish: HomieWish;
}

/** The bridge and its chairs as Homie 5 devices. */
class Homie implements HubConvention {
  readonly will: Will;
  readonly subscriptions: readonly Subscription[];
  readonly stopSubscriptions: readonly Subscription[];
  private readonly root: string;
  private readonly rootId: string;
  private readonly devices = new Map<string, Device>();
  private readonly wishes = new Map<string, Asked>();
  /** What was said last on each topic, so that only what has changed is said. */
  private readonly said = new Map<string, string>();
  private version = 0;
  private isOnline = false;
  private areStopsOnline = false;

  constructor(
    private readonly options: HomieOptions,
    private readonly parts: HubConventionParts,
  ) {
    const { fleet, topics, bridgeId } = parts;
    const domain = homieId(topics.base);
    this.rootId = `${domain}-${homieId(bridgeId)}`;
    this.root = `${prefix}/${this.rootId}`;
    for (const chairId of fleet.chairIds) {
      const base = `${prefix}/${domain}-${homieId(chairId)}`;
      this.devices.set(chairId, { chairId, base, properties: [] });
    }
    // The connection of commands has a will of its own; without either connection nobody could start anything.
    this.will = { topic: `${this.root}/$state`, payload: 'lost' };
    const listen = (topic: string, retainHandling: 0 | 2) => ({ topic, qos: 1, retainHandling }) as const;
    const bases = [...this.devices.values()].map(({ base }) => base);
    this.subscriptions = [
      ...bases.map((base) => listen(`${base}/session/+/set`, 2)),
      { ...listen(`${prefix}/+/$description`, 0), isOptional: true },
    ];
    this.stopSubscriptions = bases.flatMap((base) =>
      ['stop', 'emergency-stop'].map((id) => listen(`${base}/session/${id}/set`, 0)),
    );
    for (const device of this.devices.values()) this.describe(device);
  }

  onOnline(): void {
    this.isOnline = true;
    this.said.clear();
    const children = [...this.devices.values()].map(({ base }) => base.slice(prefix.length + 1));
    this.say(`${this.root}/$state`, 'init');
    this.sayDescription(this.root, bridgeDescription(`chair2mqtt ${this.parts.bridgeId}`, children));
    this.tellRoot();
  }

  onOffline(): void {
    this.isOnline = false;
  }

  onStopsOnline(): void {
    this.areStopsOnline = true;
    // The will of the connection that broke may have been published meanwhile.
    this.said.delete(`${this.root}/$state`);
    this.tellRoot();
  }

  onStopsOffline(): void {
    this.areStopsOnline = false;
  }

  onMessage({ topic, payload, ...rest }: BrokerMessage): void {
    if (topic.endsWith('/$description') && topic.startsWith(`${prefix}/`)) {
      this.clearLeftovers(topic.slice(0, -'/$description'.length), payload);
      return;
    }
    const asked = this.wishes.get(topic);
    if (asked === undefined || asked.wish.kind !== 'value') return;
    const { device, property, wish } = asked;
    this.parts.takeValue(device.chairId, wish.name, { topic, payload, ...rest });
    // A hub that was refused has to see what is true.
    this.said.delete(topicOf(device, property));
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
    for (const topic of [...this.said.keys()].filter((each) => each.startsWith(`${device.base}/`))) {
      this.said.delete(topic);
    }
    this.introduce(device);
  }

  onChair(chairId: string): void {
    const device = this.devices.get(chairId);
    if (device === undefined || !this.isOnline || !this.parts.owns(chairId)) return;
    const old = device.properties;
    this.describe(device);
    if (gistOf(device.properties) === gistOf(old)) return;
    for (const property of old.filter((each) => !device.properties.some((own) => isSame(own, each)))) {
      this.say(topicOf(device, property), '');
    }
    this.introduce(device);
  }

  onStatus(chairId: string, status: Status): void {
    const device = this.devices.get(chairId);
    if (device === undefined || !this.isOnline || !this.parts.owns(chairId)) return;
    for (const property of device.properties) this.sayValue(device, property, status);
    this.say(`${device.base}/$alert/fault`, status.fault?.message ?? '');
  }

  onAvailability(chairId: string, isAvailable: boolean): void {
    const device = this.devices.get(chairId);
    if (device === undefined || !this.isOnline || !this.parts.owns(chairId)) return;
    // A chair that does not answer has not said goodbye.
    this.say(`${device.base}/$state`, isAvailable ? 'ready' : 'lost');
  }

  onClosing(): void {
    for (const { base, chairId } of this.devices.values()) {
      if (this.parts.owns(chairId)) this.say(`${base}/$state`, 'disconnected');
    }
    this.say(`${this.root}/$state`, 'disconnected');
    this.isOnline = false;
  }

  private describe(device: Device): void {
    const { fleet } = this.parts;
    const { people, sessionMinutesMax } = this.options;
    const { chairId } = device;
    const chair: HomieChair = {
      ...{ book: fleet.book(chairId), programs: fleet.programs(chairId), people },
      sessionMinutesMax: sessionMinutesMax(chairId),
    };
    device.properties = propertiesOf(chair);
    for (const property of device.properties) {
      const { wish } = property;
      if (wish !== undefined) this.wishes.set(`${topicOf(device, property)}/set`, { device, property, wish });
    }
  }

  /** A description may change only while the device is not ready. */
  private introduce(device: Device): void {
    const { fleet } = this.parts;
    const { chairId, base } = device;
    this.describe(device);
    this.say(`${base}/$state`, 'init');
    this.sayDescription(base, chairDescription(fleet.card(chairId).name, this.rootId, device.properties));
    this.onStatus(chairId, fleet.status(chairId));
    this.onAvailability(chairId, fleet.isAvailable(chairId));
  }

  private clearLeftovers(device: string, description: Uint8Array): void {
    if ([...this.devices.values()].some(({ base }) => base === device)) return;
    for (const topic of topicsOfChild(device, description, this.rootId)) this.say(topic, '');
  }

  private tellRoot(): void {
    if (this.isOnline) this.say(`${this.root}/$state`, this.areStopsOnline ? 'ready' : 'init');
  }

  private sayValue(device: Device, property: Property, status: Status): void {
    if (property.read !== undefined) this.say(topicOf(device, property), property.read(status) ?? '');
  }

  /** A version must grow, also over restarts. */
  private sayDescription(base: string, description: Description): void {
    const version = Math.max(Math.floor(this.parts.clock.wallMs() / 1000), this.version + 1);
    this.version = version;
    this.say(`${base}/$description`, JSON.stringify({ ...description, version }));
  }

  private say(topic: string, payload: string): void {
    if (this.said.get(topic) === payload) return;
    const isNothing = payload === '' && !this.said.has(topic);
    this.said.set(topic, payload);
    if (isNothing && !topic.includes('$')) return;
    this.parts.send({ topic, payload, qos: 1, isRetained: true, offline: 'newest' });
  }
}

const topicOf = ({ base }: Device, { node, id }: Property): string => `${base}/${node}/${id}`;
const gistOf = (properties: readonly Property[]): string =>
  JSON.stringify(properties.map(({ node, id, description }) => [node, id, description]));
const isSame = (one: Property, other: Property): boolean => one.node === other.node && one.id === other.id;

/** Homie 5 for hubs such as openHAB. */
export const homie =
  (options: HomieOptions): CreateHubConvention =>
  (parts) =>
    new Homie(options, parts);
