import type { BrokerMessage, Publication, Timer } from '../../../ports.js';
import type { CreateHubConvention, HubConvention, HubConventionParts } from '../hub-convention.js';
import type { Subscription } from '../subscriptions.js';
import type { Announcement } from './announcement.js';
import { type BridgePlace, type Fate, isHandOver, objectIdOf, readFound, withRemovals } from './discovery-topics.js';
import { type DiscoverySettings, DiscoveryTruth, type Subject, subjectName } from './discovery-truth.js';
import { FormerPrefixes } from './former-prefixes.js';
import { HandOver } from './hand-over.js';
import { StandingConfigs } from './standing-configs.js';

/** How long the hub gets to load what was announced before it comes once more. */
const loadMs = 1000;
/** What changes of a chair within so long is announced together. */
const changeMs = 1000;
/** When a change is announced once more, for a hub that was still busy with what came before. */
const againMs = 5000;
/** Between one device and the next. */
const turnMs = 10;
/** After a restart of the hub not everybody must speak at once. */
const birthDelayMs = { min: 500, spread: 2000 };
const birthTopic = 'homeassistant/status';
const decoder = new TextDecoder();

/** Where devices are announced below a prefix, and where hubs say that they have started. */
export const discoveryFilters = (prefix: string) => ({
  configs: [`${prefix}/device/+/config`, `${prefix}/+/+/+/config`],
  births: [...new Set([birthTopic, `${prefix}/status`])],
});

/** Announces the bridge and its chairs, and takes back what is no longer true. */
class HomeAssistant implements HubConvention {
  readonly will = null;
  readonly stopSubscriptions = [];
  readonly subscriptions: readonly Subscription[];
  private readonly standing = new StandingConfigs();
  private readonly former: FormerPrefixes;
  /** Ours, and those that we were. */
  private readonly bridges: readonly BridgePlace[];
  /** Chairs that were said to have the serial number of another. */
  private readonly twins = new Set<string>();
  /** Chairs that another daemon announces, while they do not answer here. */
  private readonly elsewhere = new Set<string>();
  private readonly handOver: HandOver;
  /** What is to be said, one thing a turn. */
  private readonly waiting: (() => void)[] = [];
  private isSettled = false;
  /** Chairs and bridges that a live daemon has claimed; null before it was listened for long enough. */
  private claimed: ReadonlySet<string> | null = null;
  private readonly timers = new Map<string, Timer>();
  /** What is true now; null where something may have changed since. */
  private moment: DiscoveryTruth | null = null;
  /** What is announced of each chair, as long as nothing of it changes: it is long, and is asked for again and again. */
  private readonly made = new Map<string, Announcement>();

  constructor(
    private readonly settings: DiscoverySettings,
    private readonly parts: HubConventionParts,
  ) {
    const { prefix } = settings;
    const { topics, bridgeId, formerBridges } = parts;
    this.bridges = [{ base: topics.base, id: bridgeId }, ...formerBridges];
    const plain = { qos: 0, isOptional: true } as const;
    this.former = new FormerPrefixes(prefix, parts.store);
    this.handOver = new HandOver({
      standing: this.standing,
      echo: parts.echo,
      after: (delayMs, run) => this.wait('hand-over', delayMs, run),
      tell: (topic, payload) => this.send(topic, payload, { isRetained: false, offline: 'queue' }),
      clear: (stale) => this.clear(stale),
      old: () => this.foundTo('hand-over'),
      knownTopic: topics.bridge('state'),
      onSettled: (handed) => this.settled(handed),
    });
    const { births } = discoveryFilters(prefix);
    const configs = [prefix, ...this.former.prefixes].flatMap((each) => discoveryFilters(each).configs);
    this.subscriptions = [
      ...configs.map((topic) => ({ ...plain, topic, retainHandling: 0 }) as const),
      ...births.map((topic) => ({ ...plain, topic, retainHandling: 2 }) as const),
    ];
  }

  /** What the broker keeps may have come before, in one piece with its consent to the subscriptions. */
  onOnline(): void {
    this.handOver.begin();
  }

  onOffline(): void {
    for (const timer of this.timers.values()) this.parts.clock.clear(timer);
    this.timers.clear();
    this.waiting.length = 0;
    this.standing.forget();
    this.handOver.forget();
    this.isSettled = false;
  }

  onMessage(message: BrokerMessage): void {
    const { topic, payload } = message;
    if (this.former.take(topic, payload, this.bridges)) return;
    if (topic === birthTopic || topic === `${this.settings.prefix}/status`) this.takeBirth(payload);
    else if (topic.startsWith(`${this.settings.prefix}/`) && topic.endsWith('/config')) this.takeConfig(topic, payload);
  }

  onIntroduced(chairId: string): void {
    this.moment = null;
    if (this.isSettled) this.tell(chairId, true);
  }

  /** What is learned of a chair comes piece by piece: a hub that still takes in the one would miss the next. */
  onChair(chairId: string): void {
    this.moment = null;
    this.made.delete(chairId);
    if (this.isSettled) this.wait(`change ${chairId}`, changeMs, () => this.tellChange(chairId));
  }

  onAvailability(chairId: string, isAvailable: boolean): void {
    if (!isAvailable || !this.elsewhere.delete(chairId)) return;
    this.moment = null;
    if (this.isSettled) this.tell(chairId, true);
  }

  onListened(claimed: ReadonlySet<string>): void {
    this.claimed = claimed;
    if (this.isSettled) this.clearStale();
    this.former.listened();
  }

  spokenOf(): readonly string[] {
    return [...this.standing.found.values()].flatMap(({ subject }) => subject ?? []);
  }

  onClosing(): void {
    this.onOffline();
  }

  private wait(what: string, delayMs: number, run: () => void): void {
    const { clock } = this.parts;
    const waiting = this.timers.get(what);
    if (waiting !== undefined) clock.clear(waiting);
    const timer = clock.after(delayMs, () => {
      this.timers.delete(what);
      run();
    });
    this.timers.set(what, timer);
  }

  /** Of what was handed over a hub that was still busy with the old form may have passed over the new one. */
  private settled(handed: readonly string[]): void {
    const subjects = new Set(handed.map((topic) => this.newest.holderOf(topic)));
    this.announceAll();
    const loadedMs = loadMs + turnMs * this.parts.fleet.chairIds.length;
    if (handed.length > 0) this.wait('again', loadedMs, () => this.announceAgain(subjects));
  }

  private announceAll(): void {
    this.isSettled = true;
    this.inTurn([null, ...this.parts.fleet.chairIds].map((subject) => () => this.announce(subject, true)));
    this.inTurn([() => this.clearStale()]);
  }

  private announceAgain(subjects: ReadonlySet<Subject | undefined>): void {
    const known = [...subjects].filter((subject) => subject !== undefined);
    this.inTurn(known.map((subject) => () => this.announce(subject, true)));
    if (this.foundTo('hand-over').length > 0) this.handOver.begin();
  }

  /** One after the other: hundreds of chairs at once would hold up the supervision of those that run. [S14] */
  private inTurn(acts: readonly (() => void)[]): void {
    this.waiting.push(...acts);
    if (!this.timers.has('turn')) this.nextTurn();
  }

  private nextTurn(): void {
    this.waiting.shift()?.();
    if (this.waiting.length > 0) this.wait('turn', turnMs, () => this.nextTurn());
  }

  /** Everything is said twice: a hub listens to what an entity shows only when it knows it, and some brokers keep nothing for it. */
  private takeBirth(payload: Uint8Array): void {
    if (!this.isSettled || payload.length > 16 || decoder.decode(payload) !== 'online') return;
    const firstMs = birthDelayMs.min + this.parts.clock.random() * birthDelayMs.spread;
    this.wait('birth', firstMs, () => this.introduceAll());
    this.wait('birth again', firstMs + againMs, () => this.introduceAll());
  }

  private introduceAll(): void {
    this.announce(null, true);
    this.inTurn([...this.parts.fleet.chairIds, null].map((subject) => () => this.parts.introduce(subject)));
  }

  private takeConfig(topic: string, payload: Uint8Array): void {
    if (isHandOver(payload)) {
      if (!this.handOver.has(topic)) this.leaveIfElsewhere(topic);
      return;
    }
    const config = readFound(topic, payload, this.bridges);
    if (config?.subject === null) this.leaveIfElsewhere(topic);
    if (!this.standing.take(topic, config) || config === null || !this.isSettled) return;
    const fate = this.newest.fateOf(topic, config, this.claimed);
    if (fate === 'hand-over') this.handOver.begin();
    else if (fate === 'clear') this.clear([topic]);
  }

  /** Another daemon announces a chair that does not answer here: it may have gone there, and who has it says what is true of it. */
  private leaveIfElsewhere(topic: string): void {
    const chairId = this.newest.holderOf(topic) ?? null;
    if (chairId === null || this.parts.fleet.isAvailable(chairId)) return;
    const said = this.standing.letGo(subjectName(this.parts, chairId));
    // After a new connection the hub was told nothing yet, and what was said before is still kept true.
    const known = this.newest.of(chairId)?.keys() ?? [];
    for (const each of [...said, ...known]) this.parts.letGo(each);
    this.elsewhere.add(chairId);
    this.moment = null;
  }

  private get newest(): DiscoveryTruth {
    this.moment ??= new DiscoveryTruth(this.settings, this.parts, this.elsewhere, this.made);
    return this.moment;
  }

  private foundTo(fate: Fate): readonly string[] {
    const { found } = this.standing;
    if (found.size === 0) return [];
    const truth = this.newest;
    return [...found].filter(([topic, config]) => truth.fateOf(topic, config, this.claimed) === fate).map(([at]) => at);
  }

  private tellChange(chairId: string): void {
    if (!this.tell(chairId, false)) return;
    this.wait(`again ${chairId}`, againMs, () => this.announce(chairId, true));
  }

  private tell(chairId: string, isForced: boolean): boolean {
    const isSaid = this.announce(chairId, isForced);
    this.clearStale();
    return isSaid;
  }

  /** True where something was said. */
  private announce(subject: Subject, isForced: boolean): boolean {
    const moment = this.newest;
    if (subject !== null) this.tellTwin(subject, moment.twinOf(subject));
    const truth = moment.of(subject);
    if (truth === null) return false;
    if (this.isInOtherForm(truth)) {
      this.handOver.begin();
      return false;
    }
    let isSaid = false;
    const name = subjectName(this.parts, subject);
    for (const [topic, payload] of truth) {
      const before = this.standing.payloadOf(topic);
      const removal = before === undefined ? null : withRemovals(before, payload);
      if (removal !== null) this.send(topic, removal, { isRetained: true, offline: 'queue' });
      const isNews = isForced || before !== payload;
      if (isNews) this.keep(topic, payload, subject);
      isSaid ||= isNews;
      this.standing.say(topic, { subject: name, payload });
    }
    this.standing.outdate(name, truth);
    return isSaid;
  }

  /** A chair that was met just now may stand there as its former daemon has left it. */
  private isInOtherForm(truth: Announcement): boolean {
    const [topic] = truth.keys();
    if (topic === undefined) return false;
    const found = this.standing.foundOf(objectIdOf(topic));
    return found.some(([at, config]) => this.newest.fateOf(at, config, this.claimed) === 'hand-over');
  }

  private tellTwin(chairId: string, shown: string | null): void {
    if (shown === null || this.twins.has(chairId)) return;
    this.twins.add(chairId);
    this.parts.log.warn('discovery_serial_twice', { chair: chairId, shown });
  }

  private clearStale(): void {
    this.clear([...this.foundTo('clear'), ...this.former.takeStale()]);
  }

  private clear(topics: readonly string[]): void {
    for (const topic of topics) {
      this.keep(topic, '', null);
      this.standing.clear(topic);
    }
  }

  private keep(topic: string, payload: string, subject: Subject): void {
    this.parts.sendKept({ topic, payload, qos: 1, isRetained: true, offline: 'newest' }, subject);
  }

  private send(topic: string, payload: string, manner: Pick<Publication, 'isRetained' | 'offline'>): void {
    this.parts.send({ topic, payload, qos: 1, ...manner });
  }
}

/** Home Assistant's discovery of the bridge and its chairs. */
export const homeAssistant =
  (settings: DiscoverySettings): CreateHubConvention =>
  (parts) =>
    new HomeAssistant(settings, parts);
