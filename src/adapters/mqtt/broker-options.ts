import type { Broker, BrokerEvents } from '../../ports.js';

export interface Subscription {
  readonly topic: string;
  readonly qos: 0 | 1;
  /** MQTT 5 only. 0: retained messages come at each subscription; 2: they never do. */
  readonly retainHandling: 0 | 2;
  /** The connection is good for its purpose also where the broker refuses this one. */
  readonly isOptional?: true;
}

/** The last will: a retained message that the broker publishes when the connection breaks. */
export interface Will {
  readonly topic: string;
  readonly payload: string;
}

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
}

/** What a face needs of a connection; who the broker is and the client id are not its business. */
export interface ConnectionNeeds {
  /** `-stop` for the connection of the stop lanes. */
  readonly clientIdSuffix: '' | '-stop';
  readonly subscriptions: readonly Subscription[];
  readonly will?: Will;
}

export type ConnectBroker = (needs: ConnectionNeeds, events: BrokerEvents) => Broker;
