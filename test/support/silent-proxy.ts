import { connect, createServer, type Server, type Socket } from 'node:net';

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
  /** The first bytes of the client, which hold its id. */
  greeting: string;
  isSilent: boolean;
}

/** A way to a broker that can go silent for some clients as a network does: every socket stays open, and nothing passes. */
export class SilentProxy {
  private readonly pairs = new Set<Pair>();
  private server: Server | null = null;
  port = 0;

  private constructor(private readonly targetPort: number) {}

  static async before(targetPort: number): Promise<SilentProxy> {
    const proxy = new SilentProxy(targetPort);
    const server = createServer((near) => proxy.take(near));
    proxy.server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    proxy.port = typeof address === 'object' && address !== null ? address.port : 0;
    return proxy;
  }

  get url(): string {
    return `mqtt://127.0.0.1:${this.port}`;
  }

  /** Nothing passes any more on the connections that are open now, of clients whose greeting says `word`. */
  silence(word: string): void {
    for (const pair of this.pairs) {
      if (!pair.greeting.includes(word)) continue;
      pair.isSilent = true;
      pair.near.pause();
      pair.far.pause();
    }
  }

  /** How many connections of such clients were made. */
  greeted = (word: string): number => this.greetings.filter((greeting) => greeting.includes(word)).length;
  private readonly greetings: string[] = [];

  async stop(): Promise<void> {
    for (const { near, far } of this.pairs) {
      near.destroy();
      far.destroy();
    }
    await new Promise((resolve) => this.server?.close(resolve));
  }

  private take(near: Socket): void {
    const far = connect(this.targetPort, '127.0.0.1');
    const pair: Pair = { near, far, greeting: '', isSilent: false };
    this.pairs.add(pair);
    near.on('data', (bytes) => {
      if (pair.isSilent) return;
      if (pair.greeting === '') {
        pair.greeting = bytes.toString('latin1');
        this.greetings.push(pair.greeting);
      }
      far.write(bytes);
    });
    far.on('data', (bytes) => !pair.isSilent && near.write(bytes));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => undefined);
      // A network that is silent does not tell the other end that somebody has gone.
      one.on('close', () => !pair.isSilent && other.destroy());
    }
  }
}
