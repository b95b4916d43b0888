import type { LaneVerdict } from '../../core/lane/lane.js';
import type { BrokerMeasures } from '../../core/metrics/measures.js';
import type { Clock, Fleet, Publication } from '../../ports.js';
import { type LaneName, Lanes, spokenLanes } from './lanes.js';
import { StopProver } from './stop-prover.js';
import { groupsOf, stopTopics, stopTopicsOfChair } from './subscriptions.js';
import type { Topics } from './topics.js';

const settleMs = 1000;
const joinMs = 2000;

export interface ConnectionStateParts {
  readonly topics: Topics;
  readonly fleet: Fleet;
  readonly epoch: string;
  readonly clock: Clock;
  readonly send: (lane: LaneName, publication: Publication) => void;
  /** Throws the connection away. */
  readonly giveUp: (lane: LaneName, reason: string) => void;
  /** False where another daemon has the say. [S16] */
  readonly owns: (chairId: string) => boolean;
}

/** How the two connections stand, as far as commands depend on it. */
export class ConnectionState {
  readonly lanes: Lanes;
  readonly prover: StopProver;
  areCommandsOnline = false;
  areStopsOnline = false;
  /** The broker keeps the stops that come while their connection is away, as far as it has said. [S7] */
  private areStopsKept = false;
  isClosing = false;
  private url: string | null = null;
  private reconnects = 0;
  private subscribedAtMs: number | null = null;
  private joinedAtMs: number | null = null;
  private readonly laneTopic: string;
  /** By chair: where its stops may come; asked for every chair ten times a second. */
  private readonly stopTopics: ReadonlyMap<string, readonly string[]>;
  private readonly chairOfTopic: ReadonlyMap<string, string>;

  constructor(private readonly parts: ConnectionStateParts) {
    const { topics, fleet, clock, send } = parts;
    const { chairIds } = fleet;
    this.laneTopic = topics.bridge('lane');
    const topicsOf = (chairId: string) => stopTopicsOfChair(topics, chairId, fleet.groups(chairId));
    this.stopTopics = new Map(chairIds.map((chairId) => [chairId, topicsOf(chairId)]));
    this.chairOfTopic = new Map(
      chairIds.flatMap((chairId) => [
        [topics.chair(chairId, 'stop'), chairId],
        [topics.chair(chairId, 'estop'), chairId],
      ]),
    );
    this.lanes = new Lanes({ ...parts, topic: this.laneTopic });
    this.prover = new StopProver({
      topics: stopTopics(topics, chairIds, groupsOf(fleet)),
      clock,
      send: (publication) => send('stop', publication),
      isOurs: (topic) => this.isOursToWrite(topic),
    });
  }

  /** `url`: of the broker, or the node, that it is on. */
  commandsOnline(url: string): void {
    this.url = url;
    this.areCommandsOnline = true;
    this.subscribedAtMs = this.parts.clock.nowMs();
    if (this.joinedAtMs === null) this.joinedAtMs = this.subscribedAtMs;
    else this.reconnects += 1;
    this.lanes.online('commands');
  }

  commandsOffline(): void {
    this.areCommandsOnline = false;
    this.subscribedAtMs = null;
    this.lanes.offline('commands', 'the broker was away; send the command again');
  }

  /** `areKept`: as far as the broker has said. */
  stopsOnline(areKept: boolean): void {
    this.areStopsOnline = true;
    this.areStopsKept = areKept;
    this.lanes.online('stop');
    this.prover.online();
  }

  stopsKept(areKept: boolean): void {
    this.areStopsKept = areKept;
  }

  stopsOffline(): void {
    this.areStopsOnline = false;
    this.lanes.offline('stop', 'the connection for stops was down; send the command again');
    this.prover.offline();
  }

  /** To be called ten times a second. */
  tick(): void {
    this.lanes.tick();
    this.prover.tick();
  }

  /** Since when the connection of commands hears what comes, and has proved it, ms; null where it does not. */
  get hearsSinceMs(): number | null {
    return this.lanes.verdict('commands') === 'proven' ? this.subscribedAtMs : null;
  }

  /** As the health report says it. */
  report() {
    return {
      url: this.url,
      commands_online: this.areCommandsOnline,
      stops_online: this.areStopsOnline,
      commands_proven: this.isProven('commands'),
      stops_proven: this.isProven('stop'),
      stops_kept: this.areStopsKept,
      reconnects: this.reconnects,
      missing_rights: this.missingRights,
    };
  }

  get measures(): Omit<BrokerMeasures, 'load'> {
    const { areCommandsOnline, areStopsOnline, areStopsKept, reconnects } = this;
    return {
      lanes: {
        commands: { isOpen: areCommandsOnline, isProven: this.isProven('commands') },
        stops: { isOpen: areStopsOnline, isProven: this.isProven('stop') },
      },
      areStopsKept,
      reconnects,
      missingRights: this.missingRights.length,
    };
  }

  /** What comes now may have waited at the broker. [S6] */
  isSettling(): boolean {
    return this.subscribedAtMs === null || this.parts.clock.nowMs() - this.subscribedAtMs < settleMs;
  }

  /** Why remote starts cannot be taken now, or null: while no stop could come nobody could end what they begin. [S7] [S8] */
  unavailable(chairId: string): string | null {
    if (this.isClosing) return 'the daemon is going down; start again when it is back';
    if (!this.areCommandsOnline) return 'the broker is away; start again when it is back';
    if (!this.areStopsOnline) return 'the connection for stops is down; start again when it is back';
    return this.laneTrouble('stop') ?? this.laneTrouble('commands') ?? this.joining() ?? this.stopTrouble(chairId);
  }

  /** Topics that do not come back although they were granted. */
  get missingRights(): readonly string[] {
    const { lanes, prover, laneTopic } = this;
    const isUnheard = lanes.verdict('commands') === 'unheard' || lanes.verdict('stop') === 'unheard';
    return [...(isUnheard ? [laneTopic] : []), ...prover.missing];
  }

  /** Both ways of a lane work, and of the lane of stops all its topics. */
  isProven(lane: LaneName): boolean {
    if (this.lanes.verdict(lane) !== 'proven') return false;
    return lane === 'commands' || this.prover.isComplete;
  }

  private laneTrouble(lane: LaneName): string | null {
    const { lanes, laneTopic } = this;
    return laneTroubleOf(lanes.verdict(lane), spokenLanes[lane], laneTopic);
  }

  private joining(): string | null {
    const isJoining = this.joinedAtMs === null || this.parts.clock.nowMs() - this.joinedAtMs < joinMs;
    return isJoining
      ? 'the daemon has just come up and listens for another owner of the chair; try again in 2 s'
      : null;
  }

  private stopTrouble(chairId: string): string | null {
    const unproven = this.prover.unproven(this.stopTopics.get(chairId) ?? []);
    if (unproven === null) return null;
    const { topic, isMissing } = unproven;
    return isMissing
      ? `a stop on ${topic} would not be heard; give this user the right to read and write it`
      : `${topic} is not proven yet; try again in a few seconds`;
  }

  /** Below a chair that another daemon owns nothing is published. [S16] */
  private isOursToWrite(topic: string): boolean {
    const chairId = this.chairOfTopic.get(topic);
    return chairId === undefined || this.parts.owns(chairId);
  }
}

function laneTroubleOf(verdict: LaneVerdict, name: string, topic: string): string | null {
  switch (verdict) {
    case 'proven':
      return null;
    case 'offline':
    case 'opening':
      return `${name} is not proven yet; try again in 1 s`;
    case 'unheard':
      return `nothing comes back on ${topic}; give this user the right to read and write it`;
    case 'silent':
      return `${name} does not answer; start again when it does`;
  }
}
