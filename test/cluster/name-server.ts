import { createServer, type Server, type Socket } from 'node:net';

/** The words of EPMD, the name server of Erlang, in its distribution protocol. */
const words = { register: 120, ask: 122, list: 110, registered: 118, found: 119 } as const;
const yes = 0;
const no = 1;
/** A normal node that speaks TCP, of versions 5 and 6. */
const kind = [77, 0, 0, 6, 0, 5] as const;
const creation = [0, 0, 0, 1] as const;
/** Where the name begins in what a node says of itself. */
const nameAt = { length: 9, text: 11 } as const;

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

/** Where one node of Erlang finds the others. Each has a server of its own, so that its way to each other can be a link that is cut. */
export class NameServer {
  private readonly sockets = new Set<Socket>();
  /** Those that live, by the name before the `@`. */
  private readonly own = new Map<string, number>();

  private constructor(
    private readonly server: Server,
    readonly port: number,
    private readonly others: ReadonlyMap<string, number>,
  ) {
    server.on('connection', (socket: Socket) => this.serve(socket));
  }

  static async open(port: number, others: ReadonlyMap<string, number>): Promise<NameServer> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
    return new NameServer(server, port, others);
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    let held: Buffer = Buffer.alloc(0);
    socket.on('data', (bytes) => {
      held = Buffer.concat([held, bytes]);
      if (held.length < 2 || held.length < 2 + held.readUInt16BE()) return;
      this.answer(socket, held.subarray(2));
      held = Buffer.alloc(0);
    });
  }

  private answer(socket: Socket, request: Buffer): void {
    switch (request[0]) {
      case words.register:
        this.register(socket, request);
        break;
      case words.ask:
        socket.end(this.placeOf(request.toString('latin1', 1)));
        break;
      case words.list:
        socket.end(this.list());
        break;
      default:
        socket.destroy();
    }
  }

  /** A node is there for as long as its connection is. */
  private register(socket: Socket, request: Buffer): void {
    const name = request.toString('latin1', nameAt.text, nameAt.text + request.readUInt16BE(nameAt.length));
    this.own.set(name, request.readUInt16BE(1));
    socket.on('close', () => this.own.delete(name));
    socket.write(Buffer.from([words.registered, yes, ...creation]));
  }

  private placeOf(name: string): Buffer {
    const port = this.own.get(name) ?? this.others.get(name);
    if (port === undefined) return Buffer.from([words.found, no]);
    const bytes = Buffer.from(name, 'latin1');
    return Buffer.concat([
      Buffer.from([words.found, yes]),
      uint16(port),
      Buffer.from(kind),
      uint16(bytes.length),
      bytes,
      uint16(0),
    ]);
  }

  private list(): Buffer {
    const lines = [...this.own].map(([name, port]) => `name ${name} at port ${port}\n`);
    return Buffer.concat([uint16(0), uint16(this.port), Buffer.from(lines.join(''))]);
  }
}
