import { connect, type IClientOptions, type IPublishPacket, type ISubscriptionMap, type MqttClient } from 'mqtt';
import type { BrokerMessage, Publication } from '../../ports.js';
import {
  type ConnectionTrouble,
  closedSilently,
  subscriptionsRefused,
  troubleOfDisconnect,
  troubleOfError,
  unanswered,
  unusableUrl,
} from './connection-trouble.js';
import type { Subscription, Will } from './subscriptions.js';

/** Where the broker is and who we are. Certificates and keys are PEM texts, not files. */
export interface BrokerAccess {
  /** mqtt, mqtts, ws or wss. */
  readonly url: string;
  readonly clientId: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

export interface BrokerOptions extends BrokerAccess {
  readonly subscriptions: readonly Subscription[];
  readonly will?: Will;
  /** How often the broker is asked for a sign of life, s; 30 where it is left out. */
  readonly keepAliveS?: number;
}

export type ProtocolVersion = 4 | 5;

const connectTimeoutMs = 10_000;
/** A broker may allow fewer unacknowledged publications than this. */
const inFlightMax = 20;

export interface AttemptEvents {
  /** Connected and every subscription granted but the optional ones that were `refused`; at most `inFlightMax` publications may
   *  be unacknowledged. */
  onOnline(session: { readonly inFlightMax: number; readonly refused: readonly string[] }): void;
  onMessage(message: BrokerMessage): void;
  /** Exactly once, never before `openAttempt` has returned, and nothing comes after it. */
  onClosed(trouble: ConnectionTrouble): void;
}

/** One connection; a new one for every attempt. */
export interface ConnectionAttempt {
  /** `onDone` gets the reason when the broker refuses the publication; it does not come when the connection breaks. */
  publish(publication: Publication, onDone: (refusal: string | null) => void): void;
  /** Says goodbye; then `onClosed` comes. */
  end(): void;
  /** Breaks it off. */
  destroy(): void;
  /** Breaks off what does not answer: `onClosed` comes before this returns, also where the socket waits for its peer. */
  abandon(reason: string): void;
}

function clientOptions(options: BrokerOptions, version: ProtocolVersion): IClientOptions {
  const { clientId, username, password, ca, cert, key, will, keepAliveS = 30 } = options;
  return {
    clientId,
    protocolVersion: version,
    clean: true,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    connectTimeout: connectTimeoutMs,
    keepalive: keepAliveS,
    // Else what is sent counts as a sign of life, and nothing is asked that would have to be answered.
    reschedulePings: false,
    rejectUnauthorized: true,
    // A client id in the URL would be the same for both connections.
    query: {},
    ...(version === 5 ? { properties: { sessionExpiryInterval: 0 } } : {}),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(will === undefined
      ? {}
      : { will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1 as const, retain: true } }),
  };
}

function messageOf(topic: string, payload: Buffer, packet: IPublishPacket): BrokerMessage {
  const { responseTopic, correlationData } = packet.properties ?? {};
  return {
    topic,
    payload,
    isRetained: packet.retain === true,
    isDuplicate: packet.dup === true,
    ...(responseTopic === undefined ? {} : { responseTopic }),
    ...(correlationData === undefined ? {} : { correlation: correlationData }),
  };
}

const subscriptionMap = (options: BrokerOptions): ISubscriptionMap =>
  Object.fromEntries(
    options.subscriptions.map(({ topic, qos, retainHandling }) => [topic, { qos, rap: true, rh: retainHandling }]),
  ) as ISubscriptionMap;

/** Turns the many ways in which mqtt.js ends into one `onClosed`. */
class ClientAttempt implements ConnectionAttempt {
  private trouble: ConnectionTrouble | null = null;
  private isClosed = false;

  constructor(
    private readonly client: MqttClient,
    private readonly options: BrokerOptions,
    private readonly events: AttemptEvents,
  ) {
    client.on('error', (error) => this.fail(troubleOfError(error)));
    client.on('disconnect', (packet) => this.fail(troubleOfDisconnect(packet.reasonCode)));
    client.on('close', () => this.closed());
    client.on('message', (topic, payload, packet) => {
      if (!this.isClosed) events.onMessage(messageOf(topic, payload, packet));
    });
    client.on('connect', (packet) => this.subscribe(packet.properties?.receiveMaximum ?? inFlightMax));
  }

  publish(publication: Publication, onDone: (refusal: string | null) => void): void {
    const { topic, payload, qos, isRetained, responseTopic, correlation, expiryS } = publication;
    const properties = {
      ...(expiryS === undefined ? {} : { messageExpiryInterval: expiryS }),
      ...(responseTopic === undefined ? {} : { responseTopic }),
      ...(correlation === undefined ? {} : { correlationData: Buffer.from(correlation) }),
    };
    this.client.publish(topic, payload, { qos, retain: isRetained, properties }, (error) => {
      if (!this.isClosed && this.client.connected) onDone(error ? error.message : null);
    });
  }

  end(): void {
    this.client.end(false);
  }

  destroy(): void {
    this.client.end(true);
  }

  abandon(reason: string): void {
    this.fail(unanswered(reason));
    this.closed();
  }

  private subscribe(receiveMax: number): void {
    const session = { inFlightMax: Math.min(inFlightMax, receiveMax) };
    if (this.options.subscriptions.length === 0) {
      this.events.onOnline({ ...session, refused: [] });
      return;
    }
    this.client.subscribe(subscriptionMap(this.options), (error, _requests, packet) => {
      if (this.isClosed) return;
      const granted = packet?.granted ?? [];
      const refused = this.options.subscriptions.filter((_, index) => Number(granted[index] ?? 0) >= 128);
      const missing = refused.filter(({ isOptional }) => isOptional !== true);
      if (missing.length > 0) this.fail(subscriptionsRefused(missing.map(({ topic }) => topic)));
      else if (error && refused.length === 0) this.fail(troubleOfError(error));
      else this.events.onOnline({ ...session, refused: refused.map(({ topic }) => topic) });
    });
  }

  private fail(trouble: ConnectionTrouble): void {
    this.trouble ??= trouble;
    if (!this.isClosed) this.client.end(true);
  }

  private closed(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.events.onClosed(this.trouble ?? closedSilently);
  }
}

const urlPattern = /^(?:mqtts?|wss?):\/\/./;

const nowhere: ConnectionAttempt = {
  publish: () => undefined,
  end: () => undefined,
  destroy: () => undefined,
  abandon: () => undefined,
};

function failed(trouble: ConnectionTrouble, events: AttemptEvents): ConnectionAttempt {
  queueMicrotask(() => events.onClosed(trouble));
  return nowhere;
}

/** Tries to connect once. Never throws. */
export function openAttempt(
  options: BrokerOptions,
  version: ProtocolVersion,
  events: AttemptEvents,
): ConnectionAttempt {
  if (!urlPattern.test(options.url)) return failed(unusableUrl, events);
  try {
    return new ClientAttempt(connect(options.url, clientOptions(options, version)), options, events);
  } catch (error) {
    return failed(troubleOfError(error), events);
  }
}
