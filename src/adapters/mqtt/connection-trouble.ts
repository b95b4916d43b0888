import { errorText } from '../../core/error-text.js';
/** Why there is no connection. `kind` decides what is tried next; `message` says what a person can do. */
export interface ConnectionTrouble {
  readonly kind: 'protocol-refused' | 'silent' | 'taken-over' | 'unanswered' | 'other';
  readonly message: string;
}

const other = (message: string): ConnectionTrouble => ({ kind: 'other', message });

const networkMessages: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at this address and port; is the broker running?',
  ENOTFOUND: 'the name of the broker is unknown; check mqtt.url and the name server',
  EAI_AGAIN: 'the name of the broker cannot be looked up now; check the network and the name server',
  ETIMEDOUT: 'the broker does not answer; check the address, the network and the firewall',
  EHOSTUNREACH: 'the host of the broker cannot be reached; check the network',
  ENETUNREACH: 'the network of the broker cannot be reached; check the network',
  CERT_HAS_EXPIRED: "the broker's certificate has expired; renew it",
  CERT_NOT_YET_VALID: "the broker's certificate is not valid yet; check the clock of this machine",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the broker's certificate is self-signed; name it in mqtt.ca_file",
  SELF_SIGNED_CERT_IN_CHAIN: "the broker's certificate is signed by an unknown authority; name it in mqtt.ca_file",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "the broker's certificate is signed by an unknown authority; name it in mqtt.ca_file",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "the broker's certificate is signed by an unknown authority; name it in mqtt.ca_file",
  ERR_TLS_CERT_ALTNAME_INVALID: "the broker's certificate is for another name; use in mqtt.url the name it is made for",
};

/** CONNACK codes: 1 to 5 of MQTT 3.1.1, 128 and over of MQTT 5. */
const refusalMessages: Readonly<Record<number, string>> = {
  2: 'the broker refuses the client id; set mqtt.client_id',
  3: 'the broker says that it is not available now',
  4: 'the broker refuses the user name or password; check mqtt.username and mqtt.password_file',
  5: 'the broker refuses this client; check mqtt.username, mqtt.password_file and its rights',
  133: 'the broker refuses the client id; set mqtt.client_id',
  134: 'the broker refuses the user name or password; check mqtt.username and mqtt.password_file',
  135: 'the broker refuses this client; check mqtt.username, mqtt.password_file and its rights',
  136: 'the broker says that it is not available now',
  137: 'the broker says that it is busy',
  138: 'the broker has banned this client',
  140: 'the broker wants another authentication method than a user name and password',
  144: 'the broker refuses the topic of the last will; check the rights of this user',
};

const refusedProtocol: ConnectionTrouble = {
  kind: 'protocol-refused',
  message: 'the broker refuses this version of MQTT',
};

function troubleOfCode(code: unknown): ConnectionTrouble | null {
  if (code === 1 || code === 132) return refusedProtocol;
  const message = typeof code === 'number' ? refusalMessages[code] : networkMessages[String(code)];
  return message === undefined ? null : other(message);
}

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

/** Says in words what an error of the connection means. */
export function troubleOfError(error: unknown): ConnectionTrouble {
  const known = troubleOfCode(codeOf(error));
  if (known !== null) return known;
  const text = errorText(error);
  if (text === 'connack timeout') return other('something listens there but does not answer; is it an MQTT broker?');
  if (/before secure TLS connection|SSL|TLS|PEM/.test(text)) {
    return other(`no secure connection (${text}); check mqtt.url (mqtt or mqtts) and the certificate files`);
  }
  const kind = codeOf(error) === 'ECONNRESET' ? 'silent' : 'other';
  return { kind, message: text === '' ? 'the connection failed' : text };
}

/** Closed with no word. */
export const closedSilently: ConnectionTrouble = { kind: 'silent', message: 'the broker closed the connection' };

/** Reason of an MQTT 5 DISCONNECT. */
export function troubleOfDisconnect(reasonCode: number | undefined): ConnectionTrouble {
  if (reasonCode === 142) {
    return { kind: 'taken-over', message: 'another client uses the same client id; give each its own mqtt.client_id' };
  }
  if (reasonCode === 139) return other('the broker is shutting down');
  return other(`the broker ended the connection (reason ${reasonCode ?? 'unknown'})`);
}

/** Subscriptions that the broker does not grant. */
export const subscriptionsRefused = (topics: readonly string[]): ConnectionTrouble =>
  other(`the broker refuses the subscription to ${topics.slice(0, 5).join(', ')}; give this user the right to read it`);

export const unusableUrl = other('mqtt.url must begin with mqtt://, mqtts://, ws:// or wss://');

/** We have given the connection up ourselves. */
export const unanswered = (reason: string): ConnectionTrouble => ({ kind: 'unanswered', message: reason });
