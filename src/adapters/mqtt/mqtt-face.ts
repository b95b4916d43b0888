import type { Claim } from '../../core/ownership.js';
import type { Status, StatusEvent, TelemetryStatus } from '../../core/status.js';
import type { Broker, BrokerMessage, CommandPath, Face, Publication, Timer } from '../../ports.js';
import { CommandLane } from './command-lane.js';
import { ConnectionState } from './connection-state.js';
import type { MqttFaceOptions } from './face-options.js';
import { FenceLane } from './fence-lane.js';
import { LoopLag } from './health.js';
import { type HubConventionParts, HubConventions } from './hub-convention.js';
import { DuplicateBridge, OwnerClaims } from './other-daemons.js';
import { Publisher } from './publisher.js';
import { Results } from './results.js';
import { StopLane } from './stop-lane.js';
import { chairsInScope, commandSubscriptions, groupsOf, stopSubscriptions } from './subscriptions.js';
import type { TopicScope } from './topics.js';

const healthEveryMs = 60_000;
const claimEveryMs = 10_000;
const ownershipEveryMs = 1000;
const startsEveryMs = 100;

/** The MQTT face at work. */
export interface MqttFace extends Omit<Face, 'onStop'> {
  start(): void;
  /** Says that it goes offline; resolves within `deadlineMs`, never rejects. */
  close(deadlineMs: number): Promise<void>;
}

class TwoConnectionFace implements MqttFace {
  private commands: Broker | null = null;
  private stops: Broker | null = null;
  private lag: LoopLag | null = null;
  private timers: readonly Timer[] = [];
  private protocolVersion: 4 | 5 | null = null;
  private readonly claim: Claim;
  private readonly startedMs: number;
  private readonly connections: ConnectionState;
  /** The connection of commands, as the intake sees it. */
  private readonly path: CommandPath = {
    source: 'mqtt',
    isSettling: () => this.connections.isSettling(),
    isFenced: (chairId) => this.fence.isFenced(chairId),
    unavailable: () => this.connections.unavailable(),
  };
  private readonly fence: FenceLane;
  private readonly publisher: Publisher;
  private readonly owners: OwnerClaims;
  private readonly commandLane: CommandLane;
  private readonly stopLane: StopLane;
  private readonly hubs: HubConventions;
  private readonly twin: DuplicateBridge;

  constructor(private readonly options: MqttFaceOptions) {
    const { fleet, intake, topics, clock, log, epoch, bridgeId, startedAt } = options;
    const send = (publication: Publication) => this.commands?.publish(publication);
    const sendOnStops = (publication: Publication) => this.stops?.publish(publication);
    const owns = (chairId: string) => this.owners.owns(chairId);
    this.claim = { epoch, bridge_id: bridgeId, started_at: startedAt };
    this.startedMs = clock.nowMs();
    this.connections = new ConnectionState(clock);
    this.fence = new FenceLane({ topic: topics.bridge('fence'), epoch, clock, send: sendOnStops });
    this.publisher = new Publisher({ ...options, send, owns, takesStarts: (chairId) => this.takesStarts(chairId) });
    this.owners = new OwnerClaims({
      self: this.claim,
      fleet,
      clock,
      log,
      answer: (chairId) => this.introduce(chairId),
      onReclaimed: (chairId) => this.introduce(chairId),
    });
    this.twin = new DuplicateBridge({ epoch, bridgeId, log, answer: () => this.tellInfo() });
    const results = new Results({ ...options, send, owns });
    this.commandLane = new CommandLane({ intake, path: this.path, results });
    this.stopLane = new StopLane({
      ...options,
      results,
      send: sendOnStops,
      chairsOf: (scope) => chairsInScope(fleet, scope),
      onStopped: (chairIds) => {
        this.fence.stopped(chairIds);
        this.publisher.startsMayHaveChanged();
      },
    });
    const takeValue: HubConventionParts['takeValue'] = (...value) => this.takeValue(...value);
    const introduce = (chairId: string) => this.introduce(chairId);
    const parts = { ...options, send, owns, takeValue, introduce };
    this.hubs = new HubConventions(options.hubs.map((create) => create(parts)));
  }

  start(): void {
    const { clock } = this.options;
    this.lag = new LoopLag(clock);
    this.timers = [
      clock.every(healthEveryMs, () => this.tellHealth()),
      clock.every(claimEveryMs, () => this.claimAll()),
      clock.every(ownershipEveryMs, () => this.owners.tick()),
      clock.every(startsEveryMs, () => this.connections.areCommandsOnline && this.publisher.startsMayHaveChanged()),
    ];
    this.stops = this.connectStops();
    this.commands = this.connectCommands();
  }

  async close(deadlineMs: number): Promise<void> {
    this.connections.isClosing = true;
    this.options.intake.dropWaiting('the daemon is going down; start again when it is back');
    for (const chairId of this.options.fleet.chairIds) this.publisher.availability(chairId, false);
    this.hubs.onClosing();
    this.publisher.bridgeState('offline');
    for (const timer of this.timers) this.options.clock.clear(timer);
    this.fence.close();
    this.lag?.close();
    await Promise.all([this.commands?.close(deadlineMs), this.stops?.close(deadlineMs)]);
  }

  onStatus(chairId: string, status: Status): void {
    this.publisher.status(chairId, status);
    this.hubs.onStatus(chairId, status);
  }

  onEvent(chairId: string, event: StatusEvent): void {
    this.publisher.event(chairId, event);
  }

  onTelemetry(chairId: string, telemetry: TelemetryStatus): void {
    this.publisher.telemetry(chairId, telemetry);
    this.hubs.onTelemetry(chairId, telemetry);
  }

  onAvailability(chairId: string, isAvailable: boolean): void {
    this.publisher.availability(chairId, isAvailable);
    this.hubs.onAvailability(chairId, isAvailable);
  }

  onPrograms(chairId: string): void {
    this.publisher.programs(chairId);
    this.hubs.onChair(chairId);
  }

  onUsage(chairId: string): void {
    this.publisher.usage(chairId);
  }

  onUnsaved(): void {
    if (!this.connections.areCommandsOnline) return;
    this.tellInfo();
    this.tellHealth();
  }

  onCard(chairId: string): void {
    this.tellInfo();
    this.publisher.usage(chairId);
    this.hubs.onChair(chairId);
  }

  private connectCommands(): Broker {
    const { connect, topics, fleet } = this.options;
    const own = commandSubscriptions(topics, fleet.chairIds, groupsOf(fleet));
    const subscriptions = [...own, ...this.hubs.subscriptions];
    const will = { topic: topics.bridge('state'), payload: 'offline' };
    return connect(
      { clientIdSuffix: '', subscriptions, will },
      {
        onOnline: ({ protocolVersion }) => this.commandsOnline(protocolVersion),
        // [S8] Only what has not begun yet is dropped: a session goes on to its end without a broker.
        onOffline: () => {
          this.connections.commandsOffline();
          this.hubs.onOffline();
          this.options.intake.dropWaiting('the broker was away; send the command again');
        },
        onMessage: (message) => this.takeMessage(message),
      },
    );
  }

  private connectStops(): Broker {
    const { connect, topics, fleet } = this.options;
    const own = stopSubscriptions(topics, fleet.chairIds, groupsOf(fleet));
    const subscriptions = [...own, ...this.hubs.stopSubscriptions];
    const { will } = this.hubs;
    return connect(
      { clientIdSuffix: '-stop', subscriptions, ...(will === null ? {} : { will }) },
      {
        onOnline: ({ protocolVersion }) => {
          this.connections.areStopsOnline = true;
          this.stopLane.protocolVersion = protocolVersion;
          this.fence.reconnected();
          this.hubs.onStopsOnline();
          this.commands?.retryNow();
        },
        onOffline: () => {
          this.connections.areStopsOnline = false;
          this.hubs.onStopsOffline();
          this.options.intake.dropWaiting('the connection for stops was down; send the command again');
        },
        onMessage: (message) => {
          const address = topics.parse(message.topic);
          const asked = address.kind === 'stop' ? address : this.hubs.readStop(message.topic);
          if (asked !== null) this.stopLane.take(asked.scope, asked.stop, message);
        },
      },
    );
  }

  private commandsOnline(protocolVersion: 4 | 5): void {
    this.protocolVersion = protocolVersion;
    // [S7] A broker that is back must not hear commands long before it hears stops.
    this.stops?.retryNow();
    this.connections.commandsOnline();
    this.publisher.bridgeState('online');
    this.tellInfo();
    this.hubs.onOnline();
    for (const chairId of this.options.fleet.chairIds) this.introduce(chairId);
    this.tellHealth();
    this.fence.reconnected();
  }

  /** The claim comes last: who answers it puts right what we have written. */
  private introduce(chairId: string): void {
    if (this.owners.owns(chairId)) this.hubs.onIntroduced(chairId);
    this.publisher.chair(chairId);
    this.publisher.owner(chairId, this.claim);
  }

  private takeMessage(message: BrokerMessage): void {
    // Somebody clears what was retained on a topic of ours; that asks for nothing.
    if (message.isRetained && message.payload.length === 0) return;
    const address = this.options.topics.parse(message.topic);
    switch (address.kind) {
      case 'set':
        this.takeCommand(address.scope, message);
        break;
      case 'value':
        this.takeValue(address.chairId, address.name, message);
        break;
      case 'owner':
        if (this.isOurs(address.chairId)) this.owners.take(address.chairId, message);
        break;
      case 'fence':
        this.fence.take(message);
        break;
      case 'info':
        // MQTT 3.1.1 brings what an earlier run has left, and marks only that.
        if (this.protocolVersion === 5 || !message.isRetained) this.twin.take(message.payload);
        break;
      case 'stop':
        break;
      case 'other':
        this.hubs.onMessage(message);
        break;
    }
  }

  private takeCommand(scope: TopicScope, message: BrokerMessage): void {
    const chairIds = chairsInScope(this.options.fleet, scope);
    if (scope.kind === 'group') this.commandLane.takeForGroup(chairIds, message);
    else for (const chairId of chairIds) this.commandLane.takeForChair(chairId, { kind: 'json' }, message);
  }

  private takeValue(chairId: string, name: string, message: BrokerMessage): void {
    if (this.isOurs(chairId)) this.commandLane.takeForChair(chairId, { kind: 'value', name }, message);
  }

  /** Whether a start for this chair would be looked at now. */
  private takesStarts(chairId: string): boolean {
    const { path } = this;
    return !path.isSettling() && !path.isFenced(chairId) && path.unavailable() === null;
  }

  private claimAll(): void {
    for (const chairId of this.options.fleet.chairIds) this.publisher.owner(chairId, this.claim);
  }

  private tellInfo(): void {
    const { version, startedAt, epoch, fleet } = this.options;
    const { unsaved } = fleet;
    this.publisher.info({ version, started_at: startedAt, epoch, protocol_version: this.protocolVersion, unsaved });
  }

  private tellHealth(): void {
    const { clock, residentBytes, fleet } = this.options;
    const { areCommandsOnline, areStopsOnline, reconnects } = this.connections;
    this.publisher.health({
      uptime_s: Math.round((clock.nowMs() - this.startedMs) / 1000),
      rss_mb: Math.round(residentBytes() / 2 ** 20),
      event_loop_lag_ms: this.lag?.takeWorstMs() ?? 0,
      mqtt: { commands_online: areCommandsOnline, stops_online: areStopsOnline, reconnects },
      unsaved: fleet.unsaved,
    });
  }

  private isOurs(chairId: string): boolean {
    return this.options.fleet.chairIds.includes(chairId);
  }
}

/** Serves the chairs of `fleet` over MQTT. */
export function createMqttFace(options: MqttFaceOptions): MqttFace {
  return new TwoConnectionFace(options);
}
