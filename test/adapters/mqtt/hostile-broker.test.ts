import { createServer, type Socket } from 'node:net';
import { generate, type Packet } from 'mqtt-packet';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Random, seededRandom } from '../../../hardware-sim/random.js';
import type { AttemptPlan } from '../../../src/adapters/mqtt/attempt-plan.js';
import { openAttempt } from '../../../src/adapters/mqtt/connection-attempt.js';
import type { ProtocolVersion } from '../../../src/core/broker/protocol-version.js';
import { realClock } from './support.js';

/** More by hand: `HOSTILE_ROUNDS=20000`. */
const rounds = Number(process.env['HOSTILE_ROUNDS'] ?? 1500);

const subscribeByte = 0x82;

const whole = (random: Random, below: number): number => Math.floor(random.next() * below);
const pick = <Item>(random: Random, items: readonly Item[]): Item => items[whole(random, items.length)] as Item;
const anyBytes = (random: Random, most: number): Buffer =>
  Buffer.from(Array.from({ length: whole(random, most) }, () => whole(random, 256)));

/** Everything that a broker may send, and what no broker should; `firstId`: of the client's first request. */
function anyPacket(random: Random, firstId: number): Packet {
  const messageId = firstId + whole(random, 3);
  const text = anyBytes(random, 30).toString('latin1');
  return pick<Packet>(random, [
    { cmd: 'connack', sessionPresent: false, returnCode: 0, reasonCode: 0 },
    { cmd: 'connack', sessionPresent: true, returnCode: 5, reasonCode: 135, properties: { reasonString: text } },
    { cmd: 'suback', messageId, granted: [1, 128, 0] },
    { cmd: 'unsuback', messageId, granted: [0] },
    { cmd: 'puback', messageId, reasonCode: 0 },
    { cmd: 'puback', messageId, reasonCode: 135, properties: { reasonString: text } },
    { cmd: 'pubrec', messageId, reasonCode: 0 },
    { cmd: 'pubrel', messageId, reasonCode: 0 },
    { cmd: 'pubcomp', messageId, reasonCode: 0 },
    { cmd: 'pingresp' },
    { cmd: 'pingreq' },
    { cmd: 'disconnect', reasonCode: 142 },
    { cmd: 'auth', reasonCode: 24, properties: { authenticationMethod: text } },
    { cmd: 'publish', topic: 'a', payload: text, qos: 0, dup: false, retain: true },
    { cmd: 'publish', topic: 'a', payload: text, qos: 1, dup: true, retain: false, messageId },
    {
      cmd: 'publish',
      topic: 'b',
      payload: '',
      qos: 0,
      dup: false,
      retain: false,
      properties: { topicAlias: messageId },
    },
    {
      cmd: 'publish',
      topic: 'a',
      payload: text,
      qos: 0,
      dup: false,
      retain: false,
      properties: { responseTopic: 'r', correlationData: anyBytes(random, 20), userProperties: { __proto__: text } },
    },
  ]);
}

const bytesOf = (packet: Packet, version: ProtocolVersion): Buffer =>
  generate(packet, { protocolVersion: packet.cmd === 'auth' ? 5 : version });

function damaged(bytes: Buffer, random: Random): Buffer {
  const at = whole(random, bytes.length);
  switch (whole(random, 5)) {
    case 0:
      return Buffer.concat([bytes.subarray(0, at), anyBytes(random, 6), bytes.subarray(at)]);
    case 1:
      return bytes.subarray(0, at);
    case 2:
      bytes[at] = whole(random, 256);
      return bytes;
    case 3:
      // A length that is right for what was cut off.
      return Buffer.concat([bytes.subarray(0, 1), Buffer.from([Math.min(at, 127)]), bytes.subarray(2, 2 + at)]);
    default:
      return bytes;
  }
}

const oddConnacks: readonly (readonly number[])[] = [
  [0x20, 0],
  [0x20, 1, 0],
  [0x20, 2, 2, 0],
  [0x20, 3, 0, 0, 5],
  // Keep-alive, receive maximum and maximum packet size given twice or as 0; a property of no name; a length too large.
  [0x20, 9, 0, 0, 6, 19, 0, 1, 19, 0, 1],
  [0x20, 9, 0, 0, 6, 33, 0, 1, 33, 0, 1],
  [0x20, 8, 0, 0, 5, 39, 0, 0, 0, 0],
  [0x20, 5, 0, 0, 2, 36, 7],
  [0x20, 5, 0, 0, 2, 99, 7],
  [0x20, 5, 0, 0, 0xff, 0xff, 0xff],
];

const goodConnack: Packet = { cmd: 'connack', sessionPresent: false, returnCode: 0, reasonCode: 0 };

/** Writes in pieces of any size, some in one go and some a turn later: what the library reads together is chance on a busy machine. */
function torn(socket: Socket, random: Random): (bytes: Buffer) => void {
  let queue = Buffer.alloc(0);
  let isGoing = false;
  const go = (): void => {
    isGoing = false;
    while (queue.length > 0 && !socket.destroyed) {
      const isWhole = random.next() < 0.5;
      const piece = queue.subarray(0, isWhole ? queue.length : 1 + whole(random, queue.length));
      socket.write(piece);
      queue = queue.subarray(piece.length);
      if (queue.length > 0 && random.next() < 0.5) {
        isGoing = true;
        setImmediate(go);
        return;
      }
    }
  };
  return (bytes) => {
    queue = Buffer.concat([queue, bytes]);
    if (!isGoing) go();
  };
}

function attack(socket: Socket, version: ProtocolVersion, random: Random): void {
  const write = torn(socket, random);
  const strike = (firstId: number) => {
    for (let index = 0; index < 8; index += 1) {
      const isNoise = random.next() < 0.1;
      write(isNoise ? anyBytes(random, 60) : damaged(bytesOf(anyPacket(random, firstId), version), random));
    }
    setTimeout(() => socket.destroy(), whole(random, 4));
  };
  if (random.next() < 0.2) write(Buffer.from(pick(random, oddConnacks)));
  else write(bytesOf(goodConnack, version));
  if (random.next() < 0.3) strike(1);
  else setTimeout(() => socket.destroy(), 20);
  socket.once('data', (request: Buffer) => {
    // What was struck early may be answered before the client asks for anything: then the ids are those of its first request too.
    const messageId = request[0] === subscribeByte && request.length >= 4 ? request.readUInt16BE(2) : 1;
    if (random.next() < 0.7) write(bytesOf({ cmd: 'suback', messageId, granted: [1] }, version));
    setTimeout(() => strike(messageId), whole(random, 3));
  });
}

let url = '';
let round = 0;
const server = createServer((socket) => {
  const random = seededRandom(round);
  socket.on('error', () => undefined);
  socket.once('data', () => attack(socket, versionOf(round), random));
});
const versionOf = (seed: number): ProtocolVersion => (seed % 2 === 0 ? 5 : 4);

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  url = `mqtt://127.0.0.1:${address.port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const planOf = (version: ProtocolVersion): AttemptPlan => ({
  url,
  credentials: {},
  helloMs: 10_000,
  clientId: 'test',
  version,
  subscriptions: [{ topic: 'a', qos: 1, retainHandling: 0 }],
  will: null,
  sessionExpiryS: 0,
  isRenewed: false,
  keepAliveS: 5,
  packetBytesMax: 66_048,
});

/** Lives through one connection; true where it came up. */
const visit = (version: ProtocolVersion): Promise<boolean> =>
  new Promise((resolve) => {
    let cameUp = false;
    const attempt = openAttempt(
      planOf(version),
      {
        onAccepted: () => ({ kind: 'use', kept: [] }),
        onGrants: () => {
          cameUp = true;
          const publication = { topic: 'x', payload: 'y', qos: 1, isRetained: false, offline: 'drop' } as const;
          attempt.publish(publication, { onDone: () => undefined, onAnswerLost: () => undefined });
        },
        onMessage: () => undefined,
        onClosed: () => resolve(cameUp),
      },
      realClock,
    );
  });

it(`outlives ${rounds} connections to a broker that sends whatever it likes`, async () => {
  const thrown: unknown[] = [];
  // With its stack: what comes once in ten thousand rounds must say where it came from at that once.
  const note = (error: unknown) => thrown.push(error instanceof Error ? (error.stack ?? String(error)) : error);
  process.on('uncaughtException', note);
  process.on('unhandledRejection', note);
  let up = 0;
  for (round = 0; round < rounds; round += 1) {
    if (await visit(versionOf(round))) up += 1;
    if (thrown.length > 0) break;
  }
  process.off('uncaughtException', note);
  process.off('unhandledRejection', note);
  expect(thrown, `round ${round}: ${thrown.join('\n')}`).toHaveLength(0);
  expect(up).toBeGreaterThan(rounds / 100);
}, 600_000);
