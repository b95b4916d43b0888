/** What a broker says in its CONNACK that it bears. */
export interface BrokerLimits {
  /** Of a whole packet; null: it names none. */
  readonly packetBytesMax: number | null;
  readonly qosMax: 0 | 1;
  readonly isRetainAvailable: boolean;
  /** How many publications may be unacknowledged. */
  readonly inFlightMax: number;
  /** How long it keeps a session without a connection, s; null: as long as it was asked for. */
  readonly sessionExpiryS: number | null;
}

const inFlightMaxOfOurs = 20;

/** MQTT 3.1.1 has no words for limits. */
export const noLimits: BrokerLimits = {
  packetBytesMax: null,
  qosMax: 1,
  isRetainAvailable: true,
  inFlightMax: inFlightMaxOfOurs,
  sessionExpiryS: null,
};

/** The names of the standard, and what it allows. */
const numbers = {
  maximumPacketSize: { least: 1, most: 0xffff_ffff },
  maximumQoS: { least: 0, most: 1 },
  receiveMaximum: { least: 1, most: 0xffff },
  sessionExpiryInterval: { least: 0, most: 0xffff_ffff },
  serverKeepAlive: { least: 0, most: 0xffff },
  topicAliasMaximum: { least: 0, most: 0xffff },
} as const;
type NumberName = keyof typeof numbers;

const valueText = (value: unknown): string => JSON.stringify(value) ?? String(value);

/** Reads the properties of a CONNACK, whatever they are; a text names one that cannot be. */
export function readBrokerLimits(properties: Readonly<Record<string, unknown>>): BrokerLimits | string {
  const read: Partial<Record<NumberName, number>> = {};
  for (const [name, { least, most }] of Object.entries(numbers)) {
    const value = properties[name];
    if (value === undefined) continue;
    const isPossible = typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
    if (!isPossible) return `${name} ${valueText(value)}`;
    read[name as NumberName] = value;
  }
  const { retainAvailable = true } = properties;
  if (typeof retainAvailable !== 'boolean') return `retainAvailable ${valueText(retainAvailable)}`;
  return {
    packetBytesMax: read.maximumPacketSize ?? null,
    qosMax: read.maximumQoS === 0 ? 0 : 1,
    isRetainAvailable: retainAvailable,
    inFlightMax: Math.min(inFlightMaxOfOurs, read.receiveMaximum ?? inFlightMaxOfOurs),
    sessionExpiryS: read.sessionExpiryInterval ?? null,
  };
}

/** The sizes of a publication, in bytes of UTF-8. */
export interface PublicationSizes {
  readonly topicBytes: number;
  readonly payloadBytes: number;
  readonly responseTopicBytes: number | null;
  readonly correlationBytes: number | null;
  readonly hasExpiry: boolean;
}

/** How many bytes a length of `value` takes itself. */
const lengthBytes = (value: number): number => (value < 128 ? 1 : value < 16_384 ? 2 : value < 2_097_152 ? 3 : 4);

/** The size of a whole PUBLISH packet of MQTT 5, bytes. */
function publishBytes(sizes: PublicationSizes, qos: 0 | 1): number {
  const { topicBytes, payloadBytes, responseTopicBytes, correlationBytes, hasExpiry } = sizes;
  const property = (bytes: number | null): number => (bytes === null ? 0 : 3 + bytes);
  const properties = property(responseTopicBytes) + property(correlationBytes) + (hasExpiry ? 5 : 0);
  const rest = 2 + topicBytes + (qos === 0 ? 0 : 2) + lengthBytes(properties) + properties + payloadBytes;
  return 1 + lengthBytes(rest) + rest;
}

/** How a publication goes to a broker with these limits. */
export type Passage =
  | { readonly kind: 'goes'; readonly qos: 0 | 1; readonly isRetained: boolean }
  | { readonly kind: 'too-large'; readonly bytes: number; readonly bytesMax: number }
  /** Nothing is kept there, so there is nothing to clear; sent without the flag, an empty message would be a stop. [S8] */
  | { readonly kind: 'needless' };

export function passageOf(
  sizes: PublicationSizes,
  wanted: { readonly qos: 0 | 1; readonly isRetained: boolean },
  limits: BrokerLimits,
): Passage {
  const qos = wanted.qos === 0 ? 0 : limits.qosMax;
  const bytes = publishBytes(sizes, qos);
  const { packetBytesMax, isRetainAvailable } = limits;
  if (packetBytesMax !== null && bytes > packetBytesMax) return { kind: 'too-large', bytes, bytesMax: packetBytesMax };
  if (wanted.isRetained && !isRetainAvailable && sizes.payloadBytes === 0) return { kind: 'needless' };
  return { kind: 'goes', qos, isRetained: wanted.isRetained && isRetainAvailable };
}

/** Some brokers take no more topics in one request. */
const topicsAtOnce = 8;
/** Header, packet id and properties of a request for topics. */
const requestHeadBytes = 5 + 2 + 1;

/** Requests for topics, in their order, of a size that the broker takes; one topic is asked for in any case. */
export function requestBatches<Item>(
  items: readonly Item[],
  topicOf: (item: Item) => string,
  packetBytesMax: number | null,
): readonly (readonly Item[])[] {
  const batches: Item[][] = [];
  let bytes = 0;
  for (const item of items) {
    const own = 3 + new TextEncoder().encode(topicOf(item)).length;
    const last = batches.at(-1);
    if (
      last === undefined ||
      last.length === topicsAtOnce ||
      bytes + own > (packetBytesMax ?? Number.POSITIVE_INFINITY)
    ) {
      batches.push([item]);
      bytes = requestHeadBytes + own;
    } else {
      last.push(item);
      bytes += own;
    }
  }
  return batches;
}
