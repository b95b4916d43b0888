import { generate, type IPublishPacket, type Packet, parser } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../hardware-sim/random.js';
import { type PacketBounds, PacketGuard } from '../../../src/adapters/mqtt/packet-guard.js';

const bounds = (protocolVersion: 4 | 5, packetBytesMax = 66_048): PacketBounds => ({ protocolVersion, packetBytesMax });

function publish(topic: string, payload: Buffer | string, rest: Partial<IPublishPacket> = {}): Packet {
  return { cmd: 'publish', topic, payload, qos: 0, dup: false, retain: false, ...rest };
}

const bytesOf = (packet: Packet, protocolVersion: 4 | 5): Buffer => generate(packet, { protocolVersion });

/** Passes bytes through a guard in pieces, and reads what comes out as the library does. */
function read(bytes: Uint8Array, limits: PacketBounds, pieceBytes = bytes.length) {
  const packets: Packet[] = [];
  const pieces: Uint8Array[] = [];
  const reader = parser({ protocolVersion: limits.protocolVersion });
  reader.on('packet', (packet: Packet) => packets.push(packet));
  reader.on('error', (error) => {
    throw error;
  });
  const guard = new PacketGuard(limits, (piece) => {
    pieces.push(piece.slice());
    reader.parse(Buffer.from(piece));
  });
  let problem: string | null = null;
  for (let at = 0; at < bytes.length && problem === null; at += pieceBytes) {
    problem = guard.take(bytes.subarray(at, at + pieceBytes));
  }
  return { packets, pieces, problem };
}

const messages = (packets: readonly Packet[]) =>
  packets.map((packet) => (packet.cmd === 'publish' ? `${packet.topic} ${packet.payload.length}` : packet.cmd));

describe.each([4, 5] as const)('a guard of MQTT %i', (version) => {
  const many = [
    bytesOf({ cmd: 'pingresp' }, version),
    bytesOf(publish('a/b', 'hello', { qos: 1, messageId: 7, dup: true }), version),
    bytesOf(publish('a/b', Buffer.alloc(300, 1)), version),
    bytesOf({ cmd: 'suback', messageId: 1, granted: [1, 1] }, version),
    bytesOf(publish('c', Buffer.alloc(20_000, 2), { retain: true }), version),
  ];

  it.each([1, 2, 3, 7, 64, 1000, 1_000_000])(
    'lets packets through as they are, in pieces of %i bytes',
    (pieceBytes) => {
      const { packets, pieces, problem } = read(Buffer.concat(many), bounds(version), pieceBytes);
      expect(problem).toBeNull();
      expect(Buffer.concat(pieces)).toEqual(Buffer.concat(many));
      expect(messages(packets)).toEqual(['pingresp', 'a/b 5', 'a/b 300', 'suback', 'c 20000']);
    },
  );

  it('gives the library the end of one packet at a time', () => {
    const { pieces } = read(Buffer.concat(many), bounds(version));
    expect(pieces).toHaveLength(many.length);
  });

  it.each([1, 5, 999, 70_000])('keeps the topic and a beginning of a long message, in pieces of %i', (pieceBytes) => {
    const long = publish('hall/stop', Buffer.alloc(200_000, 'x'), { qos: 1, messageId: 9, retain: true });
    const stream = Buffer.concat([bytesOf(long, version), ...many]);
    const { packets, problem } = read(stream, bounds(version), pieceBytes);
    expect(problem).toBeNull();
    expect(messages(packets)).toEqual(['hall/stop 4352', 'pingresp', 'a/b 5', 'a/b 300', 'suback', 'c 20000']);
    expect(packets[0]).toMatchObject({ qos: 1, messageId: 9, retain: true, topic: 'hall/stop' });
  });

  it('tells of a long message before it has all come [S7]', () => {
    const long = bytesOf(publish('hall/stop', Buffer.alloc(50_000_000, 'x')), version);
    expect(messages(read(long.subarray(0, 8192), bounds(version)).packets)).toEqual(['hall/stop 4352']);
  });

  it('holds on to nothing of what it throws away', () => {
    const { pieces } = read(bytesOf(publish('a', Buffer.alloc(5_000_000)), version), bounds(version), 65_536);
    expect(pieces.reduce((sum, piece) => sum + piece.length, 0)).toBeLessThan(5000);
  });

  it('passes what is left of a message with a topic of the greatest length', () => {
    const long = publish('t'.repeat(65_535), Buffer.alloc(90_000));
    const { packets, pieces } = read(bytesOf(long, version), bounds(version), 1000);
    expect(messages(packets)).toHaveLength(1);
    expect(pieces[0]?.length).toBeLessThanOrEqual(66_048);
  });

  it.each([
    ['a packet that is no message', [0x90, 0xff, 0xff, 0x7f], /no message/],
    ['a length without an end', [0x30, 0xff, 0xff, 0xff, 0xff, 1], /impossible length/],
    ['a length without an end, of nothing', [0xd0, 0x80, 0x80, 0x80, 0x80], /impossible length/],
    ['QoS 2', [0x34, 5, 0, 1, 97, 0, 1], /QoS/],
    ['QoS 3', [0x36, 5, 0, 1, 97, 0, 1], /QoS/],
  ])('ends the connection for %s', (_name, bytes, problem) => {
    expect(read(Uint8Array.from(bytes), bounds(version)).problem).toMatch(problem);
    expect(read(Uint8Array.from(bytes), bounds(version), 1).problem).toMatch(problem);
  });

  it('says yes or no to anything, and never throws', () => {
    const random = seededRandom(version);
    for (let round = 0; round < 3000; round += 1) {
      const bytes = Uint8Array.from({ length: 1 + Math.floor(random.next() * 200) }, () =>
        Math.floor(random.next() * 256),
      );
      const guard = new PacketGuard(bounds(version), () => undefined);
      let problem: string | null = null;
      for (let at = 0; at < bytes.length && problem === null; at += 13)
        problem = guard.take(bytes.subarray(at, at + 13));
    }
  });
});

describe('a guard of long properties [S7]', () => {
  const long = (payload: string) =>
    bytesOf(
      publish('hall/stop', payload, {
        qos: 1,
        messageId: 3,
        properties: { correlationData: Buffer.alloc(60_000), contentType: 'x'.repeat(60_000) },
      }),
      5,
    );

  it.each([1, 4000, 200_000])('leaves them out, in pieces of %i', (pieceBytes) => {
    const { packets, problem } = read(
      Buffer.concat([long('now'), bytesOf({ cmd: 'pingresp' }, 5)]),
      bounds(5),
      pieceBytes,
    );
    expect(problem).toBeNull();
    expect(messages(packets)).toEqual(['hall/stop 3', 'pingresp']);
    expect(packets[0]).not.toHaveProperty('properties');
  });

  it('ends the connection where they are longer than their packet', () => {
    const bytes = [0x30, 0xff, 0xff, 0x7f, 0, 1, 97, 0xff, 0xff, 0xff, 0x7f];
    expect(read(Uint8Array.from(bytes), bounds(5)).problem).toMatch(/properties/);
  });
});
