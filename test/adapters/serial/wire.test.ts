import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { openSerial } from '../../../src/adapters/serial/serial-wire.js';
import { openTcp } from '../../../src/adapters/serial/tcp-wire.js';
import { systemClock } from '../../../src/adapters/system-clock.js';
import { MemoryCable } from '../../support/memory-cable.js';
import { Pty } from '../../support/pty.js';
import { silentLog } from '../../support/silent-log.js';
import { type Rig, wireContract } from '../../support/wire-contract.js';

const clock = systemClock();

wireContract('memory', async (): Promise<Rig> => {
  const cable = new MemoryCable();
  return { open: cable.open, peer: cable, dispose: () => {} };
});

wireContract('a pseudo-terminal', async (): Promise<Rig> => {
  const pty = new Pty();
  return {
    open: openSerial({ path: pty.path, baudRate: 115200, hupcl: true }, clock, silentLog),
    peer: pty,
    dispose: () => pty.unplug(),
  };
});

wireContract('TCP', async (): Promise<Rig> => {
  const sockets: Socket[] = [];
  let text = '';
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    open: openTcp({ host: '127.0.0.1', port }, clock),
    peer: {
      get text() {
        return text;
      },
      write: (data) => void sockets.at(-1)?.write(data, 'latin1'),
      stopReading: () => void sockets.at(-1)?.pause(),
      unplug: () => void sockets.at(-1)?.destroy(),
    },
    dispose: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
});
