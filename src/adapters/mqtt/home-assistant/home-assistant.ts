import type { BrokerMessage, Publication, Timer } from '../../../ports.js';
import type { CreateHubConvention, HubConvention, HubConventionParts } from '../hub-convention.js';
import type { Subscription } from '../subscriptions.js';
import {
  type Announcement,
  bridgeAnnouncement,
  chairAnnouncement,
  configOwner,
  type EntityAnnouncer,
  isOtherForm,
  withRemovals,
} from './announcement.js';

/** How long what an earlier run announced is collected before anything is announced: the hub wants the old form of an entity
 *  to be given up before the new one comes. */
const settleMs = 1000;
/** How long the hub gets to unload what is given up before its new form comes, and to load that before the old one is cleared. */
const migrationMs = 1000;
/** Between one device and the next. */
const turnMs = 10;
/** After a restart of the hub not everybody must speak at once. */
const birthDelayMs = { min: 500, spread: 2000 };
/** Bounds on what is remembered of the broker's store: more devices than a daemon may have, more entities than a device has. */
const subjectsMax = 1000;
const topicsMax = 200;
/** Not a chair id: those have no space. */
const bridgeKey = 'the bridge';
const birthTopic = 'homeassistant/status';
const migration = JSON.stringify({ migrate_discovery: true });
const decoder = new TextDecoder();

export interface HomeAssistantOptions {
  /** `off` takes back what an earlier run announced. */
  readonly mode: EntityAnnouncer['mode'] | 'off';
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
  /** What is to be said, one thing a turn. */
  private readonly waiting: (() => void)[] = [];
  private isSettled = false;
  private readonly timers = new Map<'settle' | 'turn' | 'birth', Timer>();

  constructor(
    private readonly options: HomeAssistantOptions,
    private readonly parts: HubConventionParts,
  ) {
    const { prefix } = options;
    const listen = (topic: string, retainHandling: 0 | 2): Subscription => ({
      topic,
      qos: 1,
      retainHandling,
      isOptional: true,
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
    this.wait('settle', settleMs, () => this.settle());
  }

  onOffline(): void {
    for (const timer of this.timers.values()) this.parts.clock.clear(timer);
    this.timers.clear();
    this.waiting.length = 0;
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
    this.onOffline();
  }

  private wait(what: 'settle' | 'turn' | 'birth', delayMs: number, run: () => void): void {
    const { clock } = this.parts;
    const waiting = this.timers.get(what);
    if (waiting !== undefined) clock.clear(waiting);
    const timer = clock.after(delayMs, () => {
      this.timers.delete(what);
      run();
    });
    this.timers.set(what, timer);
  }

  private get keys(): ReadonlySet<string> {
    return new Set([bridgeKey, ...this.parts.fleet.chairIds, ...this.told.keys()]);
  }

  /** What an earlier run announced in the other form is handed over: given up, announced anew, and only then cleared, because
   *  a hub that still has an entity loaded forgets its name and history with its topic. */
  private settle(): void {
    const old = [...this.keys].flatMap((key) => this.staleTopics(key).filter(({ isOtherForm }) => isOtherForm));
    for (const { topic } of old) this.send(topic, migration, { isRetained: false, offline: 'queue' });
    this.wait('settle', old.length === 0 ? 0 : migrationMs, () => {
      this.isSettled = true;
      this.inTurn([...this.keys], (key) => this.announce(key, true));
      if (old.length === 0) return;
      this.wait('settle', migrationMs + turnMs * this.keys.size, () => {
        // A hub that was still busy with the old form may have passed over the new one: it gets it once more.
        for (const key of new Set(old.map((each) => each.key))) this.announce(key, true);
        for (const { key, topic } of old) this.clear(key, topic);
      });
    });
  }

  /** One after the other: hundreds of chairs at once would hold up the supervision of those that run. [S14] */
  private inTurn(keys: readonly string[], act: (key: string) => void): void {
    this.waiting.push(...keys.map((key) => () => act(key)));
    if (!this.timers.has('turn')) this.nextTurn();
  }

  private nextTurn(): void {
    this.waiting.shift()?.();
    if (this.waiting.length > 0) this.wait('turn', turnMs, () => this.nextTurn());
  }

  private takeBirth(payload: Uint8Array): void {
    const { clock, fleet, introduce } = this.parts;
    if (!this.isSettled || payload.length > 16 || decoder.decode(payload) !== 'online') return;
    this.wait('birth', birthDelayMs.min + clock.random() * birthDelayMs.spread, () => {
      this.announce(bridgeKey, true);
      this.inTurn(fleet.chairIds, introduce);
    });
  }

  private takeConfig(topic: string, payload: Uint8Array): void {
    const owner = configOwner(payload, this.parts.topics);
    if (owner === null || this.told.size >= subjectsMax) return;
    const key = owner.kind === 'bridge' ? bridgeKey : owner.chairId;
    const told = this.toldOf(key);
    if (told.has(topic) || told.size >= topicsMax) return;
    told.set(topic, decoder.decode(payload));
    if (!this.isSettled) return;
    if (this.staleTopics(key).some(({ isOtherForm }) => isOtherForm))
      this.wait('settle', settleMs, () => this.settle());
    else this.announce(key, false);
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
    const announcer: EntityAnnouncer = { mode, prefix, bridgeId, version, topics };
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

  /** What the broker keeps of a subject and is no longer true. */
  private staleTopics(key: string): readonly Stale[] {
    const truth = this.truthOf(key);
    if (truth === null) return [];
    const topics = [...this.toldOf(key).keys()].filter((topic) => !truth.has(topic));
    return topics.map((topic) => ({ key, topic, isOtherForm: isOtherForm(topic, truth) }));
  }

  private announce(key: string, isForced: boolean): void {
    const truth = this.truthOf(key);
    if (truth === null) return;
    const told = this.toldOf(key);
    for (const [topic, payload] of truth) {
      const before = told.get(topic);
      const removal = before === undefined ? null : withRemovals(before, payload);
      if (removal !== null) this.send(topic, removal, { isRetained: true, offline: 'queue' });
      if (isForced || before !== payload) this.send(topic, payload, { isRetained: true, offline: 'newest' });
      told.set(topic, payload);
    }
    for (const stale of this.staleTopics(key)) if (!stale.isOtherForm) this.clear(key, stale.topic);
  }

  private clear(key: string, topic: string): void {
    this.send(topic, '', { isRetained: true, offline: 'newest' });
    this.toldOf(key).delete(topic);
  }

  private send(topic: string, payload: string, manner: Pick<Publication, 'isRetained' | 'offline'>): void {
    this.parts.send({ topic, payload, qos: 1, ...manner });
  }
}

interface Stale {
  readonly key: string;
  readonly topic: string;
  /** The same device, announced in the form that is given up now. */
  readonly isOtherForm: boolean;
}

/** Home Assistant's discovery of the bridge and its chairs. */
export const homeAssistant =
  (options: HomeAssistantOptions): CreateHubConvention =>
  (parts) =>
    new HomeAssistant(options, parts);
