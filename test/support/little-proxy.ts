import type { Buffer } from 'node:buffer';
import { request as ask, createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface ProxyWishes {
  /** The port behind it. */
  readonly to: number;
  /** Under which path it shows what is behind it, without a slash at its end. */
  readonly prefix: string;
  /** What it tells of who asks; `Host` goes on as it came. */
  readonly headers: (host: string) => Readonly<Record<string, string>>;
  /** Pages of its own, by path. */
  readonly pages?: Readonly<Record<string, string>>;
}

/** A reverse proxy under a path, as nginx is one, or the ingress of a hub. It can hold requests back, and swallow what goes over streams. */
export class LittleProxy {
  /** Of the requests that are held back, while this is set, by their target. */
  holds: RegExp | null = null;
  isSwallowing = false;
  /** Nobody is there: connections are ended as they come. */
  isDown = false;
  /** What went through, by method and path. */
  readonly passed: string[] = [];
  private readonly held: (() => void)[] = [];
  private readonly sockets = new Set<Duplex>();

  private constructor(
    private readonly server: Server,
    readonly port: number,
    private readonly wishes: ProxyWishes,
  ) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => this.take(request, response));
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => this.join(request, socket, head));
    server.on('connection', (socket: Socket) => this.track(socket));
  }

  static async open(wishes: ProxyWishes): Promise<LittleProxy> {
    const server = createServer({ requestTimeout: 0, headersTimeout: 0 });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new LittleProxy(server, (server.address() as AddressInfo).port, wishes);
  }

  /** Where its visitors find the page: by a name, so that it has to be one of the daemon's. */
  get address(): string {
    return `http://chair.test:${this.port}${this.wishes.prefix}/`;
  }

  get heldCount(): number {
    return this.held.length;
  }

  /** Lets go what was held back. */
  release(): void {
    this.holds = null;
    for (const pass of this.held.splice(0)) pass();
  }

  /** Ends every connection. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private track(socket: Duplex): void {
    this.sockets.add(socket);
    if (this.isDown) socket.destroy();
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
  }

  private inner({ url = '' }: IncomingMessage): string | null {
    const { prefix } = this.wishes;
    return url.startsWith(`${prefix}/`) ? url.slice(prefix.length) : null;
  }

  private headersOf({ headers }: IncomingMessage): Record<string, string | string[]> {
    const came = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
    return { ...Object.fromEntries(came), ...this.wishes.headers(headers.host ?? '') };
  }

  private take(request: IncomingMessage, response: ServerResponse): void {
    const own = this.wishes.pages?.[request.url ?? ''];
    const path = this.inner(request);
    if (own !== undefined) response.setHeader('Content-Type', 'text/html').end(own);
    else if (path === null) response.writeHead(404).end();
    else if (this.holds?.test(path) === true) {
      // As nginx does: who has gone is not asked for any more.
      this.held.push(() => !response.destroyed && this.pass(request, response, path));
    } else this.pass(request, response, path);
  }

  private pass(request: IncomingMessage, response: ServerResponse, path: string): void {
    this.passed.push(`${request.method} ${path.replace(/\?.*/, '')}`);
    const options = { port: this.wishes.to, host: '127.0.0.1', method: request.method, path };
    const onward = ask({ ...options, headers: this.headersOf(request) }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  }

  private join(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const path = this.inner(request);
    if (path === null) {
      socket.destroy();
      return;
    }
    this.passed.push(`UPGRADE ${path}`);
    const onward = connect(this.wishes.to, '127.0.0.1');
    this.track(onward);
    const lines = Object.entries(this.headersOf(request)).map(([name, value]) => `${name}: ${value}`);
    onward.write(`GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    onward.write(head);
    const pipe = (from: Duplex, to: Duplex) => {
      from.on('data', (chunk: Buffer) => !this.isSwallowing && to.write(chunk));
      from.on('close', () => to.destroy());
    };
    pipe(socket, onward);
    pipe(onward, socket);
  }
}
