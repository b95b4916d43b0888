import { createServer, type Server, type Socket } from 'node:net';
import type { Port, PortOwner } from './device.js';
import type { ListenAddress, Served, ServeProblem } from './serve-outcome.js';

const connectionsMax = 8;
/** What one slow host may leave unread; more is lost to it. */
const unreadBytesMax = 64 * 1024;
const listenAgainMs = 200;

/** Starts to listen; gives where, or why not. */
export function listenOn(server: Server, { host, port }: ListenAddress): Promise<ListenAddress | ServeProblem> {
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException): void =>
      resolve({ kind: 'problem', message: `cannot listen on ${host}:${port}: ${reasonOf(error)}` });
    server.once('error', failed);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', failed);
      server.on('error', () => {});
      const address = server.address();
      resolve({ host, port: address !== null && typeof address === 'object' ? address.port : port });
    });
  });
}

function reasonOf(error: NodeJS.ErrnoException): string {
  if (error.code === 'EADDRINUSE') return 'something else listens there; choose another port, or 0 for any free one';
  if (error.code === 'EACCES') return 'no permission; choose a port over 1023';
  return error.code === 'ENOTFOUND' || error.code === 'EADDRNOTAVAIL'
    ? 'this machine has no such address'
    : error.message;
}

/** A chair behind a serial server: every host that connects hears all of the line and may speak. */
class TcpPort implements Port {
  private server: Server | null = null;
  private readonly sockets = new Set<Socket>();
  private address: ListenAddress;
  private isWanted = true;
  private shutting: Promise<void> = Promise.resolve();

  constructor(
    private readonly device: PortOwner,
    address: ListenAddress,
  ) {
    this.address = address;
  }

  async listen(): Promise<ListenAddress | ServeProblem> {
    const server = createServer({ noDelay: true }, (socket) => this.accept(socket));
    server.maxConnections = connectionsMax;
    const outcome = await listenOn(server, this.address);
    if ('kind' in outcome) return outcome;
    this.server = server;
    this.address = outcome;
    if (!this.isWanted) this.shut();
    return outcome;
  }

  send(text: string): void {
    for (const socket of this.sockets) {
      if (socket.writableLength + text.length <= unreadBytesMax) socket.write(text, 'latin1');
    }
  }

  setReading(isReading: boolean): void {
    for (const socket of this.sockets) {
      if (isReading) socket.resume();
      else socket.pause();
    }
  }

  setPlugged(isPlugged: boolean): void {
    if (isPlugged === this.isWanted) return;
    this.isWanted = isPlugged;
    if (isPlugged) this.listenAgain();
    else this.shut();
  }

  async close(): Promise<void> {
    this.isWanted = false;
    this.shut();
    await this.shutting;
  }

  private shut(): void {
    const { server } = this;
    if (server !== null) this.shutting = new Promise((resolve) => server.close(() => resolve()));
    this.server = null;
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
  }

  /** Somebody else may have taken the port meanwhile. */
  private listenAgain(): void {
    if (!this.isWanted || this.server !== null) return;
    void this.listen().then((outcome) => {
      if ('kind' in outcome) this.device.clock.after(listenAgainMs, () => this.listenAgain());
    });
  }

  private accept(socket: Socket): void {
    this.sockets.add(socket);
    this.device.notePort('tcp', 'opened');
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => this.device.receive(text));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.sockets.delete(socket);
      this.device.notePort('tcp', 'closed');
    });
    if (!this.device.isReading) socket.pause();
  }
}

/** Listens for hosts of this chair. */
export async function serveTcp(
  device: PortOwner,
  address: ListenAddress,
): Promise<Served<ListenAddress> | ServeProblem> {
  const port = new TcpPort(device, address);
  const outcome = await port.listen();
  if ('kind' in outcome) return outcome;
  const detach = device.attach(port);
  port.setReading(device.isReading);
  port.setPlugged(device.isPlugged);
  return {
    kind: 'served',
    at: outcome,
    close: async () => {
      detach();
      await port.close();
    },
  };
}
