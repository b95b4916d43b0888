import type { BrokerMessage, Publication } from '../../ports.js';
import type { ConnectionState } from './connection-state.js';
import type { MqttFaceOptions } from './face-options.js';
import { LoopLag } from './health.js';
import type { HubConventions } from './hub-convention.js';
import { KeptTruth } from './kept-truth.js';
import { BridgeClaim, OwnerClaims } from './other-daemons.js';
import { Publisher } from './publisher.js';

export interface OwnVoiceParts {
  readonly connections: ConnectionState;
  /** Publishes on the connection of commands. */
  readonly send: (publication: Publication) => void;
  readonly hubs: () => HubConventions;
  /** Whether a start would be looked at now. */
  readonly takesStarts: (chairId: string) => boolean;
}

/** What the daemon says of itself and its chairs, as far as that is its own to say, and that it stays so. [S16] */
export class OwnVoice {
  /** Null until the connection of commands was up. */
  protocolVersion: 4 | 5 | null = null;
  readonly publisher: Publisher;
  readonly truth: KeptTruth;
  readonly owners: OwnerClaims;
  private readonly bridge: BridgeClaim;
  private readonly startedMs: number;
  private lag: LoopLag | null = null;

  constructor(
    private readonly options: MqttFaceOptions,
    private readonly parts: OwnVoiceParts,
  ) {
    const { clock } = options;
    const { send, connections, takesStarts } = parts;
    this.startedMs = clock.nowMs();
    this.truth = new KeptTruth({ ...options, send });
    const owns = (chairId: string) => this.owners.owns(chairId);
    this.publisher = new Publisher({ ...options, send, sendKept: this.sendKept, owns, takesStarts });
    const common = {
      ...options,
      hearsSinceMs: () => connections.hearsSinceMs,
      say: (...claim: Parameters<Publisher['owner']>) => this.publisher.owner(...claim),
    };
    this.owners = new OwnerClaims({
      ...common,
      introduce: (chairId) => this.introduce(chairId),
      onYielded: (chairId) => {
        this.truth.forget(chairId);
        this.tellInfo();
        this.tellHealth();
      },
    });
    this.bridge = new BridgeClaim({
      ...common,
      introduce: () => this.tellBridge(),
      onTaken: () => this.truth.forget(null),
    });
  }

  /** Publishes what is retained and kept true; what is the bridge's own only as long as its id is ours. */
  readonly sendKept = (publication: Publication, chairId: string | null): void => {
    if (chairId !== null || this.bridge.isOurs) this.truth.say(publication, chairId);
  };

  start(): void {
    this.lag = new LoopLag(this.options.clock);
  }

  close(): void {
    this.lag?.close();
  }

  /** Everything that is retained, and the claims. A claim comes after what it is about: who answers it puts that right. */
  onOnline(): void {
    this.tellBridge();
    this.parts.hubs().onOnline();
    this.bridge.tell();
    for (const chairId of this.options.fleet.chairIds) {
      this.introduce(chairId);
      this.owners.tell(chairId);
    }
    this.tellHealth();
  }

  introduce(chairId: string): void {
    if (this.owners.owns(chairId)) this.parts.hubs().onIntroduced(chairId);
    this.publisher.chair(chairId);
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
    if (this.parts.connections.areCommandsOnline) this.publisher.startsMayHaveChanged();
  }

  /** A claim on one of our chairs, or on our bridge id. */
  takeClaim(id: string, message: BrokerMessage): void {
    if (id === this.options.bridgeId) this.bridge.take(message);
    else if (this.options.fleet.chairIds.includes(id)) this.owners.take(id, message);
  }

  private tellBridge(): void {
    this.publisher.bridgeState('online');
    this.tellInfo();
  }

  tellInfo(): void {
    const { version, startedAt, epoch } = this.options;
    this.publisher.info({ version, started_at: startedAt, epoch, protocol_version: this.protocolVersion });
  }

  tellHealth(): void {
    if (!this.bridge.isOurs) return;
    const { clock, residentBytes } = this.options;
    const { areCommandsOnline, areStopsOnline, reconnects } = this.parts.connections;
    this.publisher.health({
      uptime_s: Math.round((clock.nowMs() - this.startedMs) / 1000),
      rss_mb: Math.round(residentBytes() / 2 ** 20),
      event_loop_lag_ms: this.lag?.takeWorstMs() ?? 0,
      mqtt: {
        commands_online: areCommandsOnline,
        stops_online: areStopsOnline,
        reconnects,
        contested: this.truth.contested,
      },
    });
  }
}
