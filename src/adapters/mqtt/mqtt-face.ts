import type { BrokerSession } from '../../core/broker/broker-session.js';
import { addLoads, type BrokerMeasures, noLoad } from '../../core/metrics/measures.js';
import type { Status, StatusEvent, TelemetryStatus } from '../../core/status.js';
import type { Broker, BrokerMessage, CommandPath, Face, Intake, Publication, Timer } from '../../ports.js';
import type { ConnectBroker } from './broker-connector.js';
import { CommandLane } from './command-lane.js';
import { ConnectionState } from './connection-state.js';
import { EchoLane } from './echo-lane.js';
import { FenceLane } from './fence-lane.js';
import { type CreateHubConvention, HubConventions } from './hub-convention.js';
import { OwnVoice, type OwnVoiceOptions } from './own-voice.js';
import { Results } from './results.js';
import { StopLane } from './stop-lane.js';
import { asksNothing } from './stop-prover.js';
import { commandSubscriptions, groupsOf, stopSubscriptions, withoutOverlap } from './subscriptions.js';
import { UnknownChairs } from './unknown-chairs.js';

const claimEveryMs = 10_000;
const lanesEveryMs = 100;

export interface MqttFaceOptions extends OwnVoiceOptions {
  readonly intake: Intake;
  readonly connect: ConnectBroker;
  readonly hubs: readonly CreateHubConvention[];
  /** Told at each change: both lanes, and every stop topic of ours, have come back. */
  readonly onProven?: (isProven: boolean) => void;
}

export interface MqttFace extends Omit<Face, 'onStop'> {
  /** How its connections stand. */
  readonly measures: BrokerMeasures;
  start(): void;
  /** Closes both connections without a word; resolves within `deadlineMs`, never rejects. */
  leave(deadlineMs: number): Promise<void>;
  /** Says that it goes offline; resolves within `deadlineMs`, never rejects. */
  close(deadlineMs: number): Promise<void>;
}

class TwoConnectionFace implements MqttFace {
  private commands: Broker | null = null;
  private stops: Broker | null = null;
  private timers: readonly Timer[] = [];
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
  private readonly echoes: EchoLane;
  private readonly voice: OwnVoice;
  private readonly commandLane: CommandLane;
  private readonly stopLane: StopLane;
  private readonly hubs: HubConventions;
  private readonly unknown: UnknownChairs;
  private isProven = false;

  constructor(private readonly options: MqttFaceOptions) {
    const { intake, topics, clock, epoch } = options;
    const send = (publication: Publication) => this.commands?.publish(publication);
    const sendOnStops = (publication: Publication) => this.stops?.publish(publication);
    this.connections = new ConnectionState({
      ...options,
      owns: (chairId) => this.voice.parts.owns(chairId),
      send: (lane, publication) => (lane === 'stop' ? this.stops : this.commands)?.publish(publication),
      giveUp: (lane, reason) => (lane === 'stop' ? this.stops : this.commands)?.breakOff(reason),
    });
    this.fence = new FenceLane({ topic: topics.bridge('fence'), epoch, clock, send: sendOnStops });
    this.echoes = new EchoLane({ topic: topics.bridge('fence'), epoch, clock, send });
    this.voice = new OwnVoice(options, {
      connections: this.connections,
      send,
      hubs: () => this.hubs,
      measured: () => options.measure(this.measures),
      takesStarts: (chairId) => this.takesStarts(chairId),
    });
    const { parts, publisher } = this.voice;
    this.unknown = new UnknownChairs(parts);
    const results = new Results(parts);
    this.commandLane = new CommandLane({ ...parts, intake, path: this.path, results });
    this.stopLane = new StopLane({
      ...parts,
      results,
      send: sendOnStops,
      takeProbe: (message) => this.connections.prover.take(message),
      onStopped: (chairIds) => {
        this.fence.stopped(chairIds);
        publisher.startsMayHaveChanged();
      },
    });
    const { commandLane } = this;
    const hubParts = {
      ...parts,
      takeValue: commandLane.takeValue.bind(commandLane),
      echo: this.echoes.ask.bind(this.echoes),
      formerBridges: this.voice.leftovers.bridges,
    };
    this.hubs = new HubConventions(options.hubs.map((create) => create(hubParts)));
  }

  get measures(): BrokerMeasures {
    return { ...this.connections.measures, load: addLoads(this.commands?.load ?? noLoad, this.stops?.load ?? noLoad) };
  }

  start(): void {
    const { clock } = this.options;
    this.voice.start();
    this.timers = [
      clock.every(claimEveryMs, () => this.voice.claimAll()),
      clock.every(lanesEveryMs, () => this.tickLanes()),
    ];
    this.stops = this.connectStops();
    this.commands = this.connectCommands();
  }

  async close(deadlineMs: number): Promise<void> {
    this.connections.isClosing = true;
    this.options.intake.dropWaiting('the daemon is going down; start again when it is back');
    for (const chairId of this.options.fleet.chairIds) this.voice.publisher.availability(chairId, false);
    this.hubs.onClosing();
    this.voice.publisher.bridgeState('offline');
    await this.end(deadlineMs);
  }

  async leave(deadlineMs: number): Promise<void> {
    this.connections.isClosing = true;
    this.options.intake.dropWaiting('the connection to the broker is made anew; start again');
    this.hubs.onOffline();
    await this.end(deadlineMs);
  }

  private async end(deadlineMs: number): Promise<void> {
    for (const timer of this.timers) this.options.clock.clear(timer);
    this.fence.close();
    this.echoes.onOffline();
    this.connections.lanes.close();
    await Promise.all([this.commands?.close(deadlineMs), this.stops?.close(deadlineMs)]);
  }

  onStatus(chairId: string, status: Status): void {
    this.voice.publisher.status(chairId, status);
    this.hubs.onStatus(chairId, status);
  }

  onEvent(chairId: string, event: StatusEvent): void {
    this.voice.publisher.event(chairId, event);
  }

  /** The owner hears it as everybody else's. What waits for a broker is late, and a stop too many. [S16] */
  onStopForOwner(chairId: string, kind: 'stop' | 'estop'): void {
    const topic = this.options.topics.chair(chairId, kind);
    this.stops?.publish({ topic, payload: kind, qos: 1, isRetained: false, offline: 'newest' });
  }

  onTelemetry(chairId: string, telemetry: TelemetryStatus): void {
    this.voice.publisher.telemetry(chairId, telemetry);
    this.hubs.onTelemetry(chairId, telemetry);
  }

  onAvailability(chairId: string, isAvailable: boolean): void {
    this.voice.publisher.availability(chairId, isAvailable);
    this.hubs.onAvailability(chairId, isAvailable);
  }

  onPrograms(chairId: string): void {
    this.voice.publisher.programs(chairId);
    this.hubs.onChair(chairId);
  }

  onUsage = (chairId: string): void => this.voice.tellFacts(chairId, 'usage');
  onSchedule = (chairId: string): void => this.voice.tellFacts(chairId, 'schedule');

  onUnsaved(): void {
    this.voice.infoChanged();
  }

  onWeb(address: string | null): void {
    this.voice.web = address;
    this.voice.infoChanged();
  }

  onCard(chairId: string): void {
    this.voice.infoChanged();
    this.voice.publisher.usage(chairId);
    this.hubs.onChair(chairId);
  }

  private connectCommands(): Broker {
    const { connect, topics, fleet } = this.options;
    const own = commandSubscriptions(topics, fleet.chairIds, groupsOf(fleet));
    const subscriptions = withoutOverlap([...own, ...this.hubs.subscriptions, ...this.voice.leftovers.subscriptions]);
    const will = { topic: topics.bridge('state'), payload: 'offline' };
    return connect(
      { clientIdSuffix: '', subscriptions, will },
      {
        onOnline: (session) => this.commandsOnline(session),
        // [S8] Only what has not begun yet is dropped: a session goes on to its end without a broker.
        onOffline: () => {
          this.connections.commandsOffline();
          this.voice.truth.onOffline();
          this.echoes.onOffline();
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
        onSessionKept: (isKept) => this.connections.stopsKept(isKept),
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

  private commandsOnline({ url, protocolVersion }: BrokerSession): void {
    this.voice.protocolVersion = protocolVersion;
    this.voice.broker = url;
    // [S7] A broker that is back must not hear commands long before it hears stops.
    this.stops?.retryNow();
    this.connections.commandsOnline(url);
    this.voice.onOnline();
    this.fence.reconnected();
  }

  private takeMessage(message: BrokerMessage): void {
    this.voice.hear(message);
    if (asksNothing(message)) return;
    const address = this.options.topics.parse(message.topic);
    switch (address.kind) {
      case 'set':
        if (address.scope.kind === 'chair') this.unknown.ask(address.scope.chairId);
        this.commandLane.take(address.scope, message);
        break;
      case 'value':
        this.unknown.ask(address.chairId);
        this.commandLane.takeValue(address.chairId, address.name, message);
        break;
      case 'owner':
        this.unknown.claim(address.id);
        this.voice.takeClaim(address.id, message);
        break;
      case 'fence':
        this.fence.take(message);
        this.echoes.take(message);
        break;
      case 'lane':
        this.connections.lanes.take('commands', message);
        break;
      case 'drain':
        this.commandLane.takeDrain(message);
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
    const isSettled = this.options.fleet.holding(chairId).kind === 'own';
    const isFenced = path.isFenced(chairId) || this.options.intake.isFenced(chairId);
    const isLate = path.isSettling() || path.lateness() === 'silent';
    const { fleet } = this.options;
    return isSettled && fleet.drainUntil === null && !isLate && !isFenced && path.unavailable(chairId) === null;
  }

  private tickLanes(): void {
    this.connections.tick();
    this.voice.tick();
    this.unknown.tick();
    const isProven = this.connections.isProven('commands') && this.connections.isProven('stop');
    if (isProven === this.isProven) return;
    this.isProven = isProven;
    this.options.onProven?.(isProven);
  }
}

/** Serves the chairs of `fleet` over MQTT. */
export function createMqttFace(options: MqttFaceOptions): MqttFace {
  return new TwoConnectionFace(options);
}
