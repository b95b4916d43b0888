import type { Broker, BrokerEvents, Clock, Log } from '../../ports.js';
import type { BrokerAccess } from './attempt-plan.js';
import { BrokerClient, type ClientParts } from './broker-client.js';
import { passingMemory } from './broker-memory.js';
import { NodeGuide } from './node-guide.js';
import type { Subscription, Will } from './subscriptions.js';

const usualKeepAliveS = 30;
/** A stop that cannot come is to be noticed soon, also where no lane could be proven. [S7] */
const stopKeepAliveS = 5;
const stopPacketBytesMax = 1024 * 1024;

export interface BrokerOptions extends BrokerAccess {
  readonly clientId: string;
  readonly subscriptions: readonly Subscription[];
  readonly will?: Will;
}

/** Connects a client of its own, and stays connected. The first try comes at once. */
export function connectBroker(options: BrokerOptions, events: BrokerEvents, clock: Clock, log: Log): Broker {
  const { clientId, subscriptions, will, urls, ...credentials } = options;
  const memory = passingMemory(clientId);
  const needs = {
    name: clientId,
    suffix: '',
    subscriptions,
    ...(will === undefined ? {} : { will }),
    isSessionKept: false,
    keepAliveS: usualKeepAliveS,
    packetBytesMax: stopPacketBytesMax,
  };
  const nodes = new NodeGuide({ urls, memory, clock });
  return new BrokerClient(needs, { credentials: () => credentials, memory, nodes, clock, log }, events);
}

/** What a face needs of a connection; who the broker is and the client id are not its business. */
export interface ConnectionNeeds {
  /** `-stop` for the connection of the stop lanes. */
  readonly clientIdSuffix: '' | '-stop';
  readonly subscriptions: readonly Subscription[];
  readonly will?: Will;
}

export type ConnectBroker = (needs: ConnectionNeeds, events: BrokerEvents) => Broker;

/** The broker of a daemon. */
export interface ConnectorParts extends Omit<ClientParts, 'nodes'> {
  /** Several are the nodes of one cluster. */
  readonly urls: readonly string[];
  /** How many chairs are served: the commands of more may be larger. */
  readonly chairs: number;
}

/** What `createMqttFace` opens its two connections with. They are on the same node and speak the same version of MQTT. */
export function brokerConnector(parts: ConnectorParts): ConnectBroker {
  const nodes = new NodeGuide(parts);
  const commandPacketBytesMax = 64 * 1024 + parts.chairs * 512;
  return ({ clientIdSuffix, ...needs }, events) => {
    const isForStops = clientIdSuffix === '-stop';
    const name = isForStops ? 'stops' : 'commands';
    const own = {
      ...needs,
      name,
      suffix: clientIdSuffix,
      isSessionKept: isForStops,
      keepAliveS: isForStops ? stopKeepAliveS : usualKeepAliveS,
      packetBytesMax: isForStops ? stopPacketBytesMax : commandPacketBytesMax,
    };
    return new BrokerClient(own, { ...parts, nodes, log: parts.log.child({ connection: name }) }, events);
  };
}
