import type { Claim } from '../../core/ownership.js';
import type { Status, StatusEvent, TelemetryStatus } from '../../core/status.js';
import type { Broker, BrokerMessage, CommandPath, Face, Intake, Publication, Timer } from '../../ports.js';
import type { ConnectBroker } from './broker-client.js';
import { CommandLane } from './command-lane.js';
import { ConnectionState } from './connection-state.js';
import type { FaceParts } from './face-parts.js';
import { FenceLane } from './fence-lane.js';
import { HealthReport } from './health.js';
import { type CreateHubConvention, HubConventions } from './hub-convention.js';
import { DuplicateBridge, OwnerClaims } from './other-daemons.js';
import { Publisher } from './publisher.js';
import { Results } from './results.js';
import { StopLane } from './stop-lane.js';
import { commandSubscriptions, groupsOf, stopSubscriptions } from './subscriptions.js';

const claimEveryMs = 10_000;
const ownershipEveryMs = 1000;
const lanesEveryMs = 100;

export interface MqttFaceOptions extends Omit<FaceParts, 'send' | 'owns' | 'introduce'> {
  readonly intake: Intake;
  readonly connect: ConnectBroker;
  /** Names this run of the daemon. */
  readonly epoch: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly hubs: readonly CreateHubConvention[];
  readonly residentBytes: () => number;
}

export interface MqttFace extends Omit<Face, 'onStop'> {
  start(): void;
  /** Says that it goes offline; resolves within `deadlineMs`, never rejects. */
  close(deadlineMs: number): Promise<void>;
}

class TwoConnectionFace implements MqttFace {
  private commands: Broker | null = null;
  private stops: Broker | null = null;
  private health: HealthReport | null = null;
  private timers: readonly Timer[] = [];
  private protocolVersion: 4 | 5 | null = null;
  private readonly claim: Claim;
  private readonly connections: ConnectionState;
  /** The connection of commands, as the intake sees it. */
  private readonly path: CommandPath = {
    source: 'mqtt',
    isSettling: () => this.connections.isSettling(),
    lateness: () => this.connections.lanes.lateness(),
    isFenced: (chairId) => this.fence.isFenced(chairId),
    unavailable: (chairId) => this.connections.unavailable(chairId),
    prove: (take) => this.connections.lanes.prove(take),
  };
  private readonly fence: FenceLane;
  private readonly publisher: Publisher;
  private readonly owners: OwnerClaims;
  private readonly commandLane: CommandLane;
  private readonly stopLane: StopLane;
  private readonly hubs: HubConventions;
  private readonly twin: DuplicateBridge;

  constructor(private readonly options: MqttFaceOptions) {
    const { intake, topics, clock, epoch, bridgeId, startedAt } = options;
    const sendOnStops = (publication: Publication) => this.stops?.publish(publication);
    const parts: FaceParts = {
      ...options,
      send: (publication) => this.commands?.publish(publication),
      owns: (chairId) => this.owners.owns(chairId),
      introduce: (chairId) => this.introduce(chairId),
    };
    this.claim = { epoch, bridge_id: bridgeId, started_at: startedAt };
    this.connections = new ConnectionState({
      ...parts,
      epoch,
      send: (lane, publication) => (lane === 'stop' ? this.stops : this.commands)?.publish(publication),
      giveUp: (lane, reason) => (lane === 'stop' ? this.stops : this.commands)?.breakOff(reason),
    });
    this.fence = new FenceLane({ topic: topics.bridge('fence'), epoch, clock, send: sendOnStops });
    this.publisher = new Publisher({ ...parts, takesStarts: (chairId) => this.takesStarts(chairId) });
    this.owners = new OwnerClaims({ ...parts, self: this.claim });
    this.twin = new DuplicateBridge({ ...parts, epoch, answer: () => this.tellInfo() });
    const results = new Results(parts);
    this.commandLane = new CommandLane({ ...parts, intake, path: this.path, results });
    this.stopLane = new StopLane({
      ...parts,
      results,
      send: sendOnStops,
      takeProbe: (message) => this.connections.prover.take(message),
      onStopped: (chairIds) => {
        this.fence.stopped(chairIds);
        this.publisher.startsMayHaveChanged();
      },
    });
    const { commandLane } = this;
    const hubParts = { ...parts, takeValue: commandLane.takeValue.bind(commandLane) };
    this.hubs = new HubConventions(options.hubs.map((create) => create(hubParts)));
  }

  start(): void {
    const { clock } = this.options;
    const tell = (health: object) => this.publisher.health(health);
    this.health = new HealthReport({ ...this.options, connections: this.connections, tell });
    this.timers = [
      clock.every(claimEveryMs, () => this.claimAll()),
      clock.every(ownershipEveryMs, () => this.owners.tick()),
      clock.every(lanesEveryMs, () => this.tickLanes()),
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
    this.connections.lanes.close();
    this.health?.close();
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
        onOnline: ({ protocolVersion, isSessionKept }) => {
          this.stopLane.protocolVersion = protocolVersion;
          this.connections.stopsOnline(isSessionKept);
          this.fence.reconnected();
          this.hubs.onStopsOnline();
          this.commands?.retryNow();
        },
        onOffline: () => {
          this.connections.stopsOffline();
          this.hubs.onStopsOffline();
          this.options.intake.dropWaiting('the connection for stops was down; send the command again');
        },
        onMessage: (message) => {
          const address = topics.parse(message.topic);
          const asked = address.kind === 'stop' ? address : this.hubs.readStop(message.topic);
          if (asked !== null) this.stopLane.take(asked.scope, asked.stop, message);
          else if (address.kind === 'lane') this.connections.lanes.take('stop', message);
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
    this.health?.tellNow();
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
        this.commandLane.take(address.scope, message);
        break;
      case 'value':
        this.commandLane.takeValue(address.chairId, address.name, message);
        break;
      case 'owner':
        this.owners.take(address.chairId, message);
        break;
      case 'fence':
        this.fence.take(message);
        break;
      case 'lane':
        this.connections.lanes.take('commands', message);
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

  /** Whether a start for this chair would be looked at now. */
  private takesStarts(chairId: string): boolean {
    const { path } = this;
    const isFenced = path.isFenced(chairId) || this.options.intake.isFenced(chairId);
    const isLate = path.isSettling() || path.lateness() === 'silent';
    return !isLate && !isFenced && path.unavailable(chairId) === null;
  }

  private claimAll(): void {
    for (const chairId of this.options.fleet.chairIds) this.publisher.owner(chairId, this.claim);
  }

  private tellInfo(): void {
    const { version, startedAt, epoch } = this.options;
    this.publisher.info({ version, started_at: startedAt, epoch, protocol_version: this.protocolVersion });
  }

  private tickLanes(): void {
    this.connections.tick();
    this.health?.tick();
    if (this.connections.areCommandsOnline) this.publisher.startsMayHaveChanged();
  }
}

/** Serves the chairs of `fleet` over MQTT. */
export function createMqttFace(options: MqttFaceOptions): MqttFace {
  return new TwoConnectionFace(options);
}
