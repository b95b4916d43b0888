import { connect, createServer, type Server, type Socket } from 'node:net';

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
}

const host = '127.0.0.1';

/** The way from one node of a cluster to another. It can be cut as a network is: every socket stays open, nothing passes, and who
 *  connects hears nothing. What was under way goes on when it is healed. */
export class Link {
  private readonly pairs = new Set<Pair>();
  private readonly held: Socket[] = [];
  private isCut = false;

  private constructor(
    private readonly server: Server,
    readonly port: number,
    private readonly targetPort: number,
  ) {
    server.on('connection', (near: Socket) => this.take(near));
  }

  static async open(port: number, targetPort: number): Promise<Link> {
    const server = createServer({ noDelay: true, pauseOnConnect: true });
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
    return new Link(server, port, targetPort);
  }

  cut(): void {
    this.isCut = true;
    for (const { near, far } of this.pairs) {
      near.pause();
      far.pause();
    }
  }

  heal(): void {
    this.isCut = false;
    for (const { near, far } of this.pairs) {
      near.resume();
      far.resume();
    }
    for (const near of this.held.splice(0)) this.pass(near);
  }

  async close(): Promise<void> {
    for (const { near, far } of this.pairs) {
      near.destroy();
      far.destroy();
    }
    for (const near of this.held) near.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private take(near: Socket): void {
    near.on('error', () => near.destroy());
    if (this.isCut) this.held.push(near);
    else this.pass(near);
  }

  private pass(near: Socket): void {
    const far = connect({ port: this.targetPort, host, noDelay: true });
    const pair = { near, far };
    this.pairs.add(pair);
    const ends = [
      [near, far],
      [far, near],
    ] as const;
    for (const [one, other] of ends) {
      one.on('data', (bytes) => {
        if (!other.write(bytes)) one.pause();
      });
      one.on('drain', () => {
        if (!this.isCut) other.resume();
      });
      one.on('error', () => one.destroy());
      one.on('close', () => {
        other.destroy();
        this.pairs.delete(pair);
      });
    }
    near.resume();
  }
}
