import type { BrokerMeasures, Measures } from '../../core/metrics/measures.js';
import type { Claim } from '../../core/ownership.js';
import type { PeopleKeeper } from '../../core/people/keeper.js';
import type { BrokerMessage, Publication } from '../../ports.js';
import type { ConnectionState } from './connection-state.js';
import type { FaceParts } from './face-parts.js';
import { type HealthParts, HealthReport } from './health.js';
import type { HubConventions } from './hub-convention.js';
import { KeptTruth } from './kept-truth.js';
import { Leftovers } from './leftovers.js';
import { BridgeClaim, OwnerClaims } from './other-daemons.js';
import { PeopleTopic } from './people-topic.js';
import { Publisher } from './publisher.js';

export interface OwnVoiceOptions extends Omit<FaceParts, 'send' | 'sendKept' | 'letGo' | 'owns' | 'introduce'> {
  /** Names this run of the daemon. */
  readonly epoch: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Everything that is measured, with how these connections stand. */
  readonly measure: (broker: BrokerMeasures) => Measures;
  /** What is kept of people. Left out: nothing is. */
  readonly keeper?: PeopleKeeper;
  /** Another live daemon keeps our bridge id. */
  readonly onBridgeTaken: (to: Claim) => void;
}

export interface OwnVoiceParts {
  readonly connections: ConnectionState;
  /** Publishes on the connection of commands. */
  readonly send: (publication: Publication) => void;
  readonly hubs: () => HubConventions;
  readonly measured: () => Measures;
  /** Whether a start would be looked at now. */
  readonly takesStarts: (chairId: string) => boolean;
}

/** Between two times of saying what has changed in `info`. */
const infoEveryMs = 1000;

/** What the daemon says of itself and its chairs, as far as that is its own to say, and that it stays so. [S16] */
export class OwnVoice {
  /** Null until the connection of commands was up. */
  protocolVersion: 4 | 5 | null = null;
  /** Of the broker, or the node of a cluster, that it was on last. */
  broker: string | null = null;
  /** Where the page is; null where there is none, or not yet. */
  web: string | null = null;
  /** What the parts of the face work with. */
  readonly parts: FaceParts;
  readonly publisher: Publisher;
  readonly truth: KeptTruth;
  readonly owners: OwnerClaims;
  private readonly people: PeopleTopic | null;
  /** Of chairs, bridges and bases that are configured no more. */
  readonly leftovers: Leftovers;
  private readonly bridge: BridgeClaim;
  private health: HealthReport | null = null;
  private isInfoDue = false;
  /** When the daemon ends, as `info` says it. */
  private toldUntil: string | null = null;
  private infoAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly options: OwnVoiceOptions,
    private readonly around: OwnVoiceParts,
  ) {
    const { send, connections, takesStarts } = around;
    this.truth = new KeptTruth({ ...options, send });
    this.parts = {
      ...options,
      send,
      sendKept: (publication, chairId) => {
        if (chairId !== null || this.bridge.isOurs) this.truth.say(publication, chairId);
      },
      letGo: (topic) => this.truth.letGo(topic),
      owns: (chairId) => this.owners.owns(chairId),
      introduce: (chairId) => {
        if (chairId !== null) this.introduce(chairId);
        else if (this.bridge.isOurs) this.tellBridge();
      },
    };
    const hearsSinceMs = () => connections.hearsSinceMs;
    this.leftovers = new Leftovers({ ...options, send, hearsSinceMs, hubs: around.hubs });
    this.publisher = new Publisher({ ...this.parts, takesStarts });
    this.people = this.peopleTopic();
    const common = {
      ...this.parts,
      epoch: options.epoch,
      hearsSinceMs,
      say: (...claim: Parameters<Publisher['owner']>) => this.publisher.owner(...claim),
    };
    this.owners = new OwnerClaims({
      ...common,
      onYielded: (chairId) => {
        this.truth.forget(chairId);
        this.infoChanged();
        around.hubs().onChair(chairId);
        this.health?.tellNow();
      },
    });
    this.bridge = new BridgeClaim({
      ...common,
      introduce: () => this.tellBridge(),
      onTaken: (to) => {
        this.truth.forget(null);
        options.onBridgeTaken(to);
      },
    });
  }

  start(): void {
    const { connections, measured } = this.around;
    const tell: HealthParts['tell'] = (health) => {
      if (this.bridge.isOurs) this.publisher.health(health);
    };
    const contested = () => this.truth.contested;
    const unsaved = () => this.options.fleet.unsaved;
    this.health = new HealthReport({ ...this.options, connections, contested, unsaved, measured, tell });
  }

  /** Everything that is retained, and the claims. A claim comes after what it is about: who answers it puts that right. */
  onOnline(): void {
    this.tellBridge();
    this.around.hubs().onOnline();
    this.bridge.tell();
    for (const chairId of this.options.fleet.chairIds) {
      this.introduce(chairId);
      this.owners.tell(chairId);
    }
    this.health?.tellNow();
  }

  introduce(chairId: string): void {
    if (this.owners.owns(chairId)) this.around.hubs().onIntroduced(chairId);
    this.publisher.chair(chairId);
  }

  /** What there is to look after, or what is planned: on its own topic, and to hubs. */
  tellFacts(chairId: string, leaf: 'usage' | 'schedule'): void {
    this.publisher[leaf](chairId);
    this.around.hubs().onFacts(chairId);
  }

  claimAll(): void {
    this.bridge.tell();
    for (const chairId of this.options.fleet.chairIds) this.owners.tell(chairId);
  }

  /** To be called about every 100 ms. */
  tick(): void {
    this.truth.tick();
    this.owners.tick();
    this.bridge.tick();
    this.leftovers.tick();
    this.health?.tick();
    if (!this.around.connections.areCommandsOnline) return;
    this.publisher.startsMayHaveChanged();
    const { clock } = this.options;
    if (this.options.fleet.drainUntil !== this.toldUntil) this.infoChanged();
    if (this.isInfoDue && clock.nowMs() - this.infoAtMs >= infoEveryMs) this.tellInfo();
  }

  /** It names every chair: when hundreds change, they are said together. */
  infoChanged(): void {
    this.isInfoDue = true;
  }

  /** A claim on one of our chairs, or on our bridge id. */
  takeClaim(id: string, message: BrokerMessage): void {
    if (id === this.options.bridgeId) this.bridge.take(message);
    else if (this.options.fleet.chairIds.includes(id)) this.owners.take(id, message);
  }

  /** Everything that comes on the connection of commands: what stands on our own topics, and who else lives. */
  hear(message: BrokerMessage): void {
    this.truth.heard(message);
    // MQTT 3.1.1 marks what the broker has kept, and only that; MQTT 5 does not bring it here.
    this.leftovers.heard(message, this.protocolVersion === 5 || !message.isRetained);
  }

  private tellBridge(): void {
    this.publisher.bridgeState('online');
    this.tellInfo();
    this.people?.tell();
  }

  private peopleTopic(): PeopleTopic | null {
    const { keeper, topics } = this.options;
    if (keeper === undefined) return null;
    const topic = new PeopleTopic({ ...this.options, ...this.parts, topic: topics.bridge('people'), keeper });
    keeper.onPublished(() => {
      if (this.around.connections.areCommandsOnline && this.bridge.isOurs) topic.tell();
    });
    return topic;
  }

  private tellInfo(): void {
    this.isInfoDue = false;
    this.infoAtMs = this.options.clock.nowMs();
    const { version, startedAt, epoch, fleet } = this.options;
    const { protocolVersion: protocol_version, broker, web: http } = this;
    const { unsaved, drainUntil: until } = fleet;
    this.toldUntil = until;
    this.publisher.info({ version, started_at: startedAt, epoch, broker, protocol_version, http, unsaved, until });
  }
}
