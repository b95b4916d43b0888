import fc from 'fast-check';
import { generate } from 'mqtt-packet';
import { expect, it } from 'vitest';
import { noLimits, passageOf, readBrokerLimits, requestBatches } from '../../../src/core/broker/broker-limits.js';

it('reads nothing as no limits', () => {
  expect(readBrokerLimits({})).toEqual(noLimits);
});

it('never bears more under way than we send', () => {
  expect(readBrokerLimits({ receiveMaximum: 65_535 })).toMatchObject({ inFlightMax: 20 });
  expect(readBrokerLimits({ receiveMaximum: 1 })).toMatchObject({ inFlightMax: 1 });
});

it.each([
  [{ receiveMaximum: 0 }, 'receiveMaximum 0'],
  [{ receiveMaximum: [3, 3] }, 'receiveMaximum [3,3]'],
  [{ maximumPacketSize: -1 }, 'maximumPacketSize -1'],
  [{ maximumQoS: 3 }, 'maximumQoS 3'],
  [{ retainAvailable: [false, true] }, 'retainAvailable [false,true]'],
  [{ serverKeepAlive: [1, 1] }, 'serverKeepAlive [1,1]'],
  [{ sessionExpiryInterval: Number.NaN }, 'sessionExpiryInterval null'],
  [{ topicAliasMaximum: null }, 'topicAliasMaximum null'],
])('names what cannot be: %j', (properties, problem) => {
  expect(readBrokerLimits(properties)).toBe(problem);
});

it('gives limits or a name for whatever there is', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('receiveMaximum', 'maximumQoS', 'retainAvailable', 'x'), fc.anything()),
      (properties) => {
        const read = readBrokerLimits(properties);
        expect(typeof read === 'string' || read.inFlightMax >= 1).toBe(true);
      },
    ),
  );
});

it('knows the size of a publication to the byte', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 });
  const property = fc.option(fc.string({ minLength: 1, maxLength: 200 }), { nil: null });
  fc.assert(
    fc.property(
      fc.boolean(),
      text,
      text,
      property,
      property,
      fc.constantFrom(0, 1),
      (hasExpiry, topic, payload, responseTopic, correlation, qos) => {
        const properties = {
          ...(hasExpiry ? { messageExpiryInterval: 5 } : {}),
          ...(responseTopic === null ? {} : { responseTopic }),
          ...(correlation === null ? {} : { correlationData: Buffer.from(correlation) }),
        };
        const packet = {
          cmd: 'publish',
          topic,
          payload,
          qos,
          dup: false,
          retain: false,
          messageId: 1,
          properties,
        } as const;
        const bytes = generate(packet, { protocolVersion: 5 }).length;
        const sizes = {
          topicBytes: Buffer.byteLength(topic),
          payloadBytes: Buffer.byteLength(payload),
          responseTopicBytes: responseTopic === null ? null : Buffer.byteLength(responseTopic),
          correlationBytes: correlation === null ? null : Buffer.byteLength(correlation),
          hasExpiry,
        };
        const wanted = { qos: qos as 0 | 1, isRetained: false };
        expect(passageOf(sizes, wanted, { ...noLimits, packetBytesMax: bytes }).kind).toBe('goes');
        expect(passageOf(sizes, wanted, { ...noLimits, packetBytesMax: bytes - 1 })).toEqual({
          kind: 'too-large',
          bytes,
          bytesMax: bytes - 1,
        });
      },
    ),
  );
});

const small = { topicBytes: 5, payloadBytes: 3, responseTopicBytes: null, correlationBytes: null, hasExpiry: false };

it.each([
  [{ qos: 1, isRetained: true }, {}, { kind: 'goes', qos: 1, isRetained: true }],
  [{ qos: 1, isRetained: true }, { qosMax: 0 }, { kind: 'goes', qos: 0, isRetained: true }],
  [{ qos: 0, isRetained: true }, { isRetainAvailable: false }, { kind: 'goes', qos: 0, isRetained: false }],
] as const)('sends %j to a broker with %j as it can', (wanted, limits, passage) => {
  expect(passageOf(small, wanted, { ...noLimits, ...limits })).toEqual(passage);
});

it('never makes a stop of a clear [S8]', () => {
  const clear = { ...small, payloadBytes: 0 };
  const limits = { ...noLimits, isRetainAvailable: false };
  expect(passageOf(clear, { qos: 1, isRetained: true }, limits)).toEqual({ kind: 'needless' });
  expect(passageOf(clear, { qos: 1, isRetained: false }, limits)).toMatchObject({ kind: 'goes' });
});

it('asks for as many topics at once as fit, in their order, and for eight at most', () => {
  const topics = fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), { maxLength: 40 });
  fc.assert(
    fc.property(topics, fc.option(fc.integer({ min: 1, max: 400 })), (asked, packetBytesMax) => {
      const batches = requestBatches(asked, (topic) => topic, packetBytesMax);
      expect(batches.flat()).toEqual(asked);
      for (const batch of batches) {
        const subscriptions = batch.map((topic) => ({ topic, qos: 1 as const }));
        const bytes = generate({ cmd: 'subscribe', messageId: 1, subscriptions }, { protocolVersion: 5 }).length;
        expect(batch.length).toBeLessThanOrEqual(8);
        expect(batch.length === 1 || packetBytesMax === null || bytes <= packetBytesMax).toBe(true);
      }
    }),
  );
});
