import type { IClientOptions } from 'mqtt';
import type { ProtocolVersion } from '../../core/broker/protocol-version.js';
import type { Subscription, Will } from './subscriptions.js';

/** Who may use the broker. Certificates and keys are PEM texts, not files. */
export interface BrokerCredentials {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** Where the broker is, and who may use it. */
export interface BrokerAccess extends BrokerCredentials {
  /** mqtt, mqtts, ws or wss; several are the nodes of one cluster. */
  readonly urls: readonly string[];
}

/** One attempt: everything that may be another thing at the next. */
export interface AttemptPlan {
  readonly url: string;
  readonly credentials: BrokerCredentials;
  readonly clientId: string;
  readonly version: ProtocolVersion;
  readonly subscriptions: readonly Subscription[];
  readonly will: (Will & { readonly qos: 0 | 1; readonly isRetained: boolean }) | null;
  /** How long the broker is asked to keep the session without a connection, s; 0: not at all. */
  readonly sessionExpiryS: number;
  /** A session that was kept is thrown away. */
  readonly isRenewed: boolean;
  readonly keepAliveS: number;
  /** No larger packet is put together. */
  readonly packetBytesMax: number;
  /** How long the CONNACK may take. */
  readonly helloMs: number;
}

/** Every answer of the broker has this long. */
export const brokerAnswerMs = 10_000;

/** The plan in the words of mqtt.js. */
export function clientOptions(plan: AttemptPlan): IClientOptions {
  const { clientId, version, will, sessionExpiryS, isRenewed, keepAliveS, packetBytesMax, credentials } = plan;
  const { username, password, ca, cert, key } = credentials;
  return {
    clientId,
    protocolVersion: version,
    clean: sessionExpiryS === 0 || isRenewed,
    manualConnect: true,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    // The deadlines are ours.
    connectTimeout: 2 * brokerAnswerMs,
    keepalive: keepAliveS,
    // Else what is sent counts as a sign of life, and nothing is asked that would have to be answered.
    reschedulePings: false,
    rejectUnauthorized: true,
    // A client id in the URL would be the same for both connections.
    query: {},
    ...(version === 5
      ? { properties: { sessionExpiryInterval: sessionExpiryS, maximumPacketSize: packetBytesMax } }
      : {}),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(will === null
      ? {}
      : { will: { topic: will.topic, payload: Buffer.from(will.payload), qos: will.qos, retain: will.isRetained } }),
  };
}
