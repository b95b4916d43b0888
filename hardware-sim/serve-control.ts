import { createServer, type Socket } from 'node:net';
import type { ListenAddress, Served, ServeProblem } from './serve-outcome.js';
import { listenOn } from './serve-tcp.js';

const connectionsMax = 8;
const lineCharactersMax = 4096;
/** Somebody who asks and does not read the answers is let go. */
const unreadBytesMax = 8 * 1024 * 1024;

function serveLines(socket: Socket, answer: (line: string) => string): void {
  let held = '';
  socket.setEncoding('utf8');
  socket.on('error', () => socket.destroy());
  socket.on('data', (text: string) => {
    const lines = (held + text).split('\n');
    held = lines.pop() ?? '';
    for (const line of lines) {
      if (line.trim() !== '' && !socket.destroyed) socket.write(`${answer(line)}\n`);
      if (socket.writableLength > unreadBytesMax) socket.destroy();
    }
    if (held.length > lineCharactersMax) {
      socket.end(`${JSON.stringify({ ok: false, message: `a line has at most ${lineCharactersMax} characters` })}\n`);
    }
  });
}

/** Listens for people's tests: one JSON object a line, one answer each. */
export async function serveControl(
  answer: (line: string) => string,
  address: ListenAddress,
): Promise<Served<ListenAddress> | ServeProblem> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serveLines(socket, answer);
  });
  server.maxConnections = connectionsMax;
  const outcome = await listenOn(server, address);
  if ('kind' in outcome) return outcome;
  return {
    kind: 'served',
    at: outcome,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
