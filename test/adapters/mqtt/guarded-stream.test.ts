import { Duplex } from 'node:stream';
import { expect, it } from 'vitest';
import { GuardedStream } from '../../../src/adapters/mqtt/guarded-stream.js';

/** A socket that notes what each write to the system holds. */
function notedSocket(): { readonly socket: Duplex; readonly writes: string[] } {
  const writes: string[] = [];
  const socket = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => {
      writes.push(chunk.toString());
      done();
    },
    writev: (pieces, done) => {
      writes.push(Buffer.concat(pieces.map(({ chunk }) => chunk)).toString());
      done();
    },
  });
  return { socket, writes };
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const guarded = (socket: Duplex): GuardedStream =>
  new GuardedStream(socket, { protocolVersion: 5, packetBytesMax: 100_000 }, () => undefined);

/** As the library writes a packet: in pieces that go out together in a step of their own. */
function writePacket(stream: Duplex, text: string): void {
  stream.cork();
  for (const letter of text) stream.write(letter);
  process.nextTick(() => stream.uncork());
}

it('sends the packets of one turn in one write, in their order, and in that turn', async () => {
  const { socket, writes } = notedSocket();
  const stream = guarded(socket);
  for (const text of ['first,', 'second,', 'third']) writePacket(stream, text);
  await nextTurn();
  writePacket(stream, 'next turn');
  await nextTurn();
  expect(writes).toEqual(['first,second,third', 'next turn']);
});

it('sends what was written before its end', async () => {
  const { socket, writes } = notedSocket();
  const stream = guarded(socket);
  stream.write('farewell');
  stream.end();
  await nextTurn();
  expect(writes).toEqual(['farewell']);
});
