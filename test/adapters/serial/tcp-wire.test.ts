import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTcp } from '../../../src/adapters/serial/tcp-wire.js';
import { systemClock } from '../../../src/adapters/system-clock.js';
import type { Wire } from '../../../src/ports.js';
import { eventually } from '../../support/eventually.js';

const clock = systemClock();
let server: Server;
let sockets: Socket[];
let wires: Wire[];

/** A wire that keeps everything it is given, as it was given. */
function openKeeping(): { readonly lines: string[]; readonly reads: Uint8Array[]; readonly wire: Wire } {
  const { port } = server.address() as AddressInfo;
  const lines: string[] = [];
  const reads: Uint8Array[] = [];
  const isBinary = wires.length % 2 === 1;
  const wire = openTcp(
    { host: '127.0.0.1', port },
    clock,
  )({
    onOpened: () => {},
    onLine: (line) => lines.push(line),
    onNoise: () => {},
    ...(isBinary && { onBytes: (bytes: Uint8Array) => reads.push(bytes) }),
    onClosed: () => {},
  });
  wires.push(wire);
  return { lines, reads, wire };
}

beforeEach(async () => {
  sockets = [];
  wires = [];
  server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  await Promise.all(wires.map((wire) => wire.close()));
  for (const socket of sockets) socket.destroy();
  server.close();
});

describe('sockets of several chairs', () => {
  it('keep what each of them gave, although all are read into one place', async () => {
    const text = openKeeping();
    await eventually(() => sockets.length === 1, 'the first is connected');
    const binary = openKeeping();
    await eventually(() => sockets.length === 2, 'the second is connected');
    const bytesRead = (): number => binary.reads.reduce((sum, bytes) => sum + bytes.length, 0);
    for (let turn = 1; turn <= 3; turn += 1) {
      sockets[0]?.write(`line ${turn} ha`);
      sockets[1]?.write(Uint8Array.of(turn, turn));
      await eventually(() => bytesRead() === 2 * turn, `the bytes of turn ${turn}`);
      sockets[0]?.write('s its end here\n');
      await eventually(() => text.lines.length === turn, `the line of turn ${turn}`);
    }
    expect(text.lines).toEqual([1, 2, 3].map((turn) => `line ${turn} has its end here`));
    expect(binary.reads.flatMap((bytes) => [...bytes])).toEqual([1, 1, 2, 2, 3, 3]);
  });
});
