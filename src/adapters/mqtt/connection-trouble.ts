import type { ConnectionEnd } from '../../core/broker/connection-lives.js';
import { errorText } from '../../core/error-text.js';

/** Why there is no connection. `kind` decides what is tried next; `message` says what a person can do. */
export interface ConnectionTrouble {
  readonly kind:
    | 'protocol-refused'
    | 'will-retain-refused'
    | 'will-qos-refused'
    | 'silent'
    | 'taken-over'
    /** No answer to CONNECT. */
    | 'hello-unanswered'
    /** We have broken it off. */
    | 'ours'
    | 'other';
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
  149: 'the broker takes no packet as large as our first; raise its limit of packets',
  151: 'the quota of this client at the broker is used up',
  156: 'the broker wants another one to be used; change mqtt.url',
  157: 'the broker has moved; change mqtt.url',
  159: 'the broker takes no more connections now',
};

const refusedWills: Readonly<Record<number, ConnectionTrouble>> = {
  154: { kind: 'will-retain-refused', message: 'the broker keeps no messages, so not the last will either' },
  155: { kind: 'will-qos-refused', message: 'the broker takes no last will with QoS 1' },
};

const refusedProtocol: ConnectionTrouble = {
  kind: 'protocol-refused',
  message: 'the broker refuses this version of MQTT',
};

function troubleOfCode(code: unknown): ConnectionTrouble | null {
  if (code === 1 || code === 132) return refusedProtocol;
  const refusedWill = typeof code === 'number' ? refusedWills[code] : undefined;
  if (refusedWill !== undefined) return refusedWill;
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
  const secure = troubleOfTls(text, String(codeOf(error)));
  if (secure !== null) return other(secure);
  if (/^(ECONNRESET|EPIPE|ECONNABORTED)$/.test(String(codeOf(error)))) return droppedSilently;
  return other(text === '' ? 'the connection failed' : text);
}

/** What TLS says, in words of ours: mostly a port that speaks the other way. */
function troubleOfTls(text: string, code: string): string | null {
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST/.test(code) || /wrong version number/.test(text)) {
    return 'the broker speaks no TLS at this port; write mqtt:// in mqtt.url, or the port that speaks TLS (mostly 8883)';
  }
  if (/CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|BAD_CERTIFICATE|UNKNOWN_CA/.test(code)) {
    return 'the broker refuses our certificate; set mqtt.cert_file and mqtt.key_file to one that it knows';
  }
  if (/PEM|KEY_VALUES_MISMATCH|ASN1/.test(code) || /PEM/.test(text)) {
    return 'the certificate or its key cannot be used; check that mqtt.ca_file, mqtt.cert_file and mqtt.key_file are PEM and fit each other';
  }
  if (/before secure TLS connection/.test(text)) {
    return 'the broker ended the connection before it was secure; check the port of mqtt.url: mqtts:// is mostly 8883';
  }
  return /SSL|TLS/.test(`${code} ${text}`)
    ? 'no secure connection; check mqtt.url (mqtt or mqtts) and the certificate files'
    : null;
}

const droppedSilently: ConnectionTrouble = { kind: 'silent', message: 'the broker broke the connection off' };

/** Closed with no word. */
export const closedSilently: ConnectionTrouble = { kind: 'silent', message: 'the broker closed the connection' };

const disconnectMessages: Readonly<Record<number, string>> = {
  129: 'the broker could not read what was sent to it',
  130: 'the broker says that the protocol was broken',
  135: 'the broker ended the connection for want of a right; check the rights of this user',
  137: 'the broker is busy',
  139: 'the broker is shutting down',
  141: 'the broker heard nothing for the keep-alive time',
  144: 'the broker takes no publication on one of our topics',
  147: 'the broker had too many publications at once',
  149: 'the broker takes no packet as large as the last; raise its limit of packets',
  150: 'the broker takes no messages as fast as they came',
  151: 'the quota of this client at the broker is used up',
  152: 'somebody has ended the connection at the broker',
  154: 'the broker keeps no messages',
  155: 'the broker takes no publications with QoS 1',
  156: 'the broker wants another one to be used; change mqtt.url',
  157: 'the broker has moved; change mqtt.url',
};

/** Reason of an MQTT 5 DISCONNECT. */
export function troubleOfDisconnect(reasonCode: number | undefined): ConnectionTrouble {
  if (reasonCode === 142) {
    return { kind: 'taken-over', message: 'another client uses the same client id; give each its own mqtt.client_id' };
  }
  return other(
    disconnectMessages[reasonCode ?? 0] ?? `the broker ended the connection (reason ${reasonCode ?? 'unknown'})`,
  );
}

/** Why a topic may not be read or written, by the broker's reason code; null: it says no more than that it refuses. */
export function reasonOfRefusal(code: number): string | null {
  if (code === 135) return 'give this user the right';
  if (code === 151) return 'the quota of this client is used up';
  if (code === 143 || code === 144) return 'the broker does not take this topic';
  if (code === 149) return 'the broker takes no packet as large';
  if (code === 161 || code === 162) return 'the broker does not take wildcards in subscriptions';
  return null;
}

/** A bare refusal is mostly that of a right. */
export const reasonOfSubscription = (code: number): string | null =>
  code === 128 || code === 135 ? 'give this user the right to read it' : reasonOfRefusal(code);

/** Subscriptions that the broker does not grant. */
export const subscriptionsRefused = (topics: readonly string[], code: number): ConnectionTrouble => {
  const shown = topics.slice(0, 5).join(', ');
  const reason = reasonOfSubscription(code) ?? `its reason is ${code}`;
  return other(`the broker refuses the subscription to ${shown}; ${reason}`);
};

/** A request that had its time. */
export const unanswered = (request: string): ConnectionTrouble =>
  other(`the broker has not answered ${request} for 10 s`);

export const unansweredHello = (waitedMs: number): ConnectionTrouble => ({
  kind: 'hello-unanswered',
  message: `there is no answer to CONNECT for ${waitedMs / 1000} s; is an MQTT broker there, and does a firewall let it through?`,
});

export const impossibleLimit = (limit: string): ConnectionTrouble =>
  other(`the broker names an impossible limit: ${limit}`);

export const unreadable = (reason: string): ConnectionTrouble => other(reason);

/** The other connection is up and speaks another version. */
export const otherVersion: ConnectionTrouble = {
  kind: 'ours',
  message: 'the other connection speaks another version of MQTT',
};

/** Broken off by us, for what a person should know. */
export const brokenOff = (reason: string): ConnectionTrouble => ({ kind: 'ours', message: reason });

/** The other connection has gone on to another node, and this one goes with it. */
export const goneAlong: ConnectionTrouble = {
  kind: 'ours',
  message: 'the other connection has gone on to the next broker of mqtt.url',
};

/** What an end means for the next attempts. */
export function causeOf({ kind }: ConnectionTrouble): ConnectionEnd['cause'] {
  return kind === 'silent' || kind === 'taken-over' || kind === 'ours' ? kind : 'named';
}

export const unusableUrl = other('mqtt.url must begin with mqtt://, mqtts://, ws:// or wss://');
