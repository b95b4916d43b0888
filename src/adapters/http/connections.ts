import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../../ports.js';

const connectionsMax = 64;

/** What one connection is doing. Times monotonic, ms. */
interface Conversation {
  /** When the first byte came that belongs to no finished request; null: none has. */
  begunAtMs: number | null;
  /** When the last request was whole. */
  wholeAtMs: number;
  /** A request that was let in is being answered. */
  isServed: boolean;
}

/** The connections of a server: never more than 64, and nobody who only keeps one open holds another one out. [S7] */
export class Connections {
  private readonly open = new Map<Socket, Conversation>();

  constructor(
    server: Server,
    private readonly clock: Clock,
  ) {
    server.on('connection', (socket: Socket) => this.add(socket));
  }

  /** When the first byte of this request came, or earlier. Asked before its body is read. [S6] */
  begunAtMs({ socket }: IncomingMessage): number {
    const conversation = this.open.get(socket);
    return conversation === undefined ? Number.NEGATIVE_INFINITY : (conversation.begunAtMs ?? conversation.wholeAtMs);
  }

  /** The request may be served: its connection is kept until it is answered. */
  serving(request: IncomingMessage): void {
    const conversation = this.open.get(request.socket);
    if (conversation !== undefined) conversation.isServed = true;
  }

  private add(socket: Socket): void {
    const conversation: Conversation = { begunAtMs: null, wholeAtMs: this.clock.nowMs(), isServed: false };
    this.open.set(socket, conversation);
    // Before the server's own listener: that makes a request of it at once.
    socket.prependListener('data', () => {
      conversation.begunAtMs ??= this.clock.nowMs();
    });
    socket.on('close', () => this.open.delete(socket));
    if (this.open.size > connectionsMax) this.dropOldest();
  }

  /** Called when a request has come whole and was answered: what comes next is another one. */
  finished(request: IncomingMessage): void {
    const conversation = this.open.get(request.socket);
    if (conversation === undefined) return;
    conversation.isServed = false;
    conversation.begunAtMs = null;
    conversation.wholeAtMs = this.clock.nowMs();
  }

  /** The oldest that is not being served; where all are, the oldest. */
  private dropOldest(): void {
    let oldest: Socket | null = null;
    for (const [socket, { isServed }] of this.open) {
      oldest ??= socket;
      if (isServed) continue;
      oldest = socket;
      break;
    }
    oldest?.destroy();
  }
}
