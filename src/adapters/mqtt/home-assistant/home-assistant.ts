import type { BrokerMessage, Publication, Timer } from '../../../ports.js';
import type { Subscription } from '../broker-options.js';
import type { CreateHubConvention, HubConvention, HubConventionParts } from '../hub-convention.js';
import {
  type Announcement,
  type Announcer,
  bridgeAnnouncement,
  chairAnnouncement,
  withRemovals,
} from './announcement.js';
import { configOwner } from './foreign-config.js';

/** How long what an earlier run announced is collected before anything is announced: the hub wants the old form of an entity
 *  to be given up before the new one comes. */
const settleMs = 1000;
/** After a restart of the hub not everybody must speak at once. */
const birthDelayMs = { min: 500, spread: 2000 };
/** Not a chair id: those have no space. */
const bridgeKey = 'the bridge';
const birthTopic = 'homeassistant/status';
const migration = JSON.stringify({ migrate_discovery: true });
const decoder = new TextDecoder();

export interface HomeAssistantOptions {
  /** `off` takes back what an earlier run announced. */
  readonly mode: Announcer['mode'] | 'off';
  readonly prefix: string;
  readonly people: readonly string[];
  readonly sessionMinutesMax: (chairId: string) => number;
}

/** Announces the bridge and its chairs, and takes back what is no longer true. */
class HomeAssistant implements HubConvention {
  readonly will = null;
  readonly stopSubscriptions = [];
  readonly subscriptions: readonly Subscription[];
  /** What the broker keeps of each subject, as far as it is known. */
  private readonly told = new Map<string, Map<string, string>>();
  /** Chairs that were said to have the serial number of another. */
  private readonly twins = new Set<string>();
  private isSettled = false;
  private timer: Timer | null = null;

  constructor(
    private readonly options: HomeAssistantOptions,
    private readonly parts: HubConventionParts,
  ) {
    const { prefix } = options;
    const listen = (topic: string, retainHandling: 0 | 2): Subscription => ({
      ...{ topic, qos: 1, retainHandling, isOptional: true },
    });
    this.subscriptions = [
      listen(`${prefix}/device/+/config`, 0),
      listen(`${prefix}/+/+/+/config`, 0),
      ...[...new Set([birthTopic, `${prefix}/status`])].map((topic) => listen(topic, 2)),
    ];
  }

  onOnline(): void {
    this.told.clear();
    this.isSettled = false;
    this.wait(settleMs, () => this.settle());
  }

  onOffline(): void {
    this.wait(null, () => undefined);
  }

  onMessage(message: BrokerMessage): void {
    const { topic, payload } = message;
    if (topic === birthTopic || topic === `${this.options.prefix}/status`) this.takeBirth(payload);
    else if (topic.startsWith(`${this.options.prefix}/`) && topic.endsWith('/config')) this.takeConfig(topic, payload);
  }

  onIntroduced(chairId: string): void {
    if (this.isSettled) this.announce(chairId, true);
  }

  onChair(chairId: string): void {
    if (this.isSettled) this.announce(chairId, false);
  }

  onClosing(): void {
    this.wait(null, () => undefined);
  }

  onStopsOnline(): void {}
  onStopsOffline(): void {}
  onStatus(): void {}
  onAvailability(): void {}

  readStop(): null {
    return null;
  }

  private wait(delayMs: number | null, run: () => void): void {
    const { clock } = this.parts;
    if (this.timer !== null) clock.clear(this.timer);
    this.timer = delayMs === null ? null : clock.after(delayMs, run);
  }

  private settle(): void {
    this.timer = null;
    this.isSettled = true;
    const { chairIds } = this.parts.fleet;
    for (const key of new Set([bridgeKey, ...chairIds, ...this.told.keys()])) this.announce(key, true);
  }

  private takeBirth(payload: Uint8Array): void {
    const { clock, fleet, introduce } = this.parts;
    if (!this.isSettled || payload.length > 16 || decoder.decode(payload) !== 'online') return;
    this.wait(birthDelayMs.min + clock.random() * birthDelayMs.spread, () => {
      this.timer = null;
      this.announce(bridgeKey, true);
      for (const chairId of fleet.chairIds) introduce(chairId);
    });
  }

  private takeConfig(topic: string, payload: Uint8Array): void {
    const owner = configOwner(payload, this.parts.topics);
    if (owner === null) return;
    const key = owner.kind === 'bridge' ? bridgeKey : owner.chairId;
    const told = this.toldOf(key);
    if (told.has(topic)) return;
    told.set(topic, decoder.decode(payload));
    if (this.isSettled) this.announce(key, false);
  }

  private toldOf(key: string): Map<string, string> {
    const told = this.told.get(key) ?? new Map<string, string>();
    this.told.set(key, told);
    return told;
  }

  /** What is true of a subject; null where it is not ours to say, or not known yet. */
  private truthOf(key: string): Announcement | null {
    const { fleet, topics, bridgeId, version, owns } = this.parts;
    const { mode, prefix, people, sessionMinutesMax } = this.options;
    if (mode === 'off' || (key !== bridgeKey && !fleet.chairIds.includes(key))) return new Map();
    const announcer: Announcer = { mode, prefix, bridgeId, version, topics };
    if (key === bridgeKey) return bridgeAnnouncement(announcer);
    const book = fleet.book(key);
    if (book === null || !owns(key) || this.hasTwin(key, book.serial)) return null;
    const programs = fleet.programs(key).map(({ id }) => id);
    const { name } = fleet.card(key);
    const chair = { chairId: key, name, book, programs, people, sessionMinutesMax: sessionMinutesMax(key), topics };
    return chairAnnouncement(announcer, chair);
  }

  /** Ids are made of serial numbers: of two chairs with the same one the first is shown. */
  private hasTwin(chairId: string, serial: string): boolean {
    const { fleet, log } = this.parts;
    const first = fleet.chairIds.find((each) => fleet.book(each)?.serial === serial);
    if (first === chairId) return false;
    if (!this.twins.has(chairId)) log.warn('discovery_serial_twice', { chair: chairId, serial, shown: first });
    this.twins.add(chairId);
    return true;
  }

  private announce(key: string, isForced: boolean): void {
    const truth = this.truthOf(key);
    if (truth === null) return;
    const told = this.toldOf(key);
    const stale = [...told.keys()].filter((topic) => !truth.has(topic));
    for (const topic of stale.filter((each) => isOtherForm(each, truth))) this.send(topic, migration, 'queue');
    for (const [topic, payload] of truth) {
      const before = told.get(topic);
      const removal = before === undefined ? null : withRemovals(before, payload);
      if (removal !== null) this.send(topic, removal, 'queue');
      if (isForced || before !== payload) this.send(topic, payload, 'newest');
      told.set(topic, payload);
    }
    for (const topic of stale) {
      this.send(topic, '', 'newest');
      told.delete(topic);
    }
  }

  private send(topic: string, payload: string, offline: Publication['offline']): void {
    this.parts.send({ topic, payload, qos: 1, isRetained: true, offline });
  }
}

const objectIdOf = (topic: string): string | undefined => {
  const levels = topic.split('/');
  return levels.at(-3) === 'device' ? levels.at(-2) : levels.at(-3);
};
const isDeviceForm = (topic: string): boolean => topic.split('/').at(-3) === 'device';

/** True for a topic of the same device in the form that is given up now. */
const isOtherForm = (topic: string, truth: Announcement): boolean =>
  [...truth.keys()].some((own) => objectIdOf(own) === objectIdOf(topic) && isDeviceForm(own) !== isDeviceForm(topic));

/** Home Assistant's discovery of the bridge and its chairs. */
export const homeAssistant =
  (options: HomeAssistantOptions): CreateHubConvention =>
  (parts) =>
    new HomeAssistant(options, parts);
