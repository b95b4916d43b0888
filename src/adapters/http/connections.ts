import type { IncomingMessage, Server } from 'node:http';
import { Server as SecureServer } from 'node:https';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../ports.js';

const connectionsMax = 256;

/** What one connection is doing. Times monotonic, ms. */
interface Conversation {
  /** When the first byte came that belongs to no finished request; null: none has. */
  begunAtMs: number | null;
  /** The newest request, and when a byte came that is behind its end; null: none has. */
  request: IncomingMessage | null;
  nextBegunAtMs: number | null;
  /** When the last request was whole. */
  wholeAtMs: number;
  /** When it last said something, or was answered. */
  heardAtMs: number;
  /** A request that was let in is being answered, or a stream is open: it has a bound of its own. */
  isKept: boolean;
}

/** What a server calls a connection on which requests can come. */
export const connectionEvent = (server: Server): 'connection' | 'secureConnection' =>
  server instanceof SecureServer ? 'secureConnection' : 'connection';

/** The connections of a server: never more than 256, and nobody who only keeps one open holds another one out. [S7] */
export class Connections {
  private readonly open = new Map<Duplex, Conversation>();

  constructor(private readonly clock: Clock) {}

  /** Counts the connections of this server on which requests can come. */
  watch(server: Server): void {
    server.on(connectionEvent(server), (socket: Duplex) => this.add(socket));
  }

  /** When the first byte of this request came, or earlier. Asked before its body is read. [S6] */
  begunAtMs({ socket }: IncomingMessage): number {
    const conversation = this.open.get(socket);
    return conversation === undefined ? Number.NEGATIVE_INFINITY : (conversation.begunAtMs ?? conversation.wholeAtMs);
  }

  /** Ends every connection at once. */
  cutOff(): void {
    for (const socket of this.open.keys()) socket.destroy();
  }

  /** The head of a request has come. */
  began(request: IncomingMessage): void {
    const conversation = this.open.get(request.socket);
    if (conversation !== undefined) Object.assign(conversation, { request, nextBegunAtMs: null });
  }

  /** The request may be served: its connection is kept until it is answered. */
  serving({ socket }: IncomingMessage): void {
    const conversation = this.open.get(socket);
    if (conversation !== undefined) conversation.isKept = true;
  }

  /** Called when a request has come whole and was answered: what comes next is another one. */
  finished({ socket }: IncomingMessage): void {
    const conversation = this.open.get(socket);
    if (conversation === undefined) return;
    const nowMs = this.clock.nowMs();
    const { nextBegunAtMs: begunAtMs } = conversation;
    Object.assign(conversation, { isKept: false, begunAtMs, wholeAtMs: nowMs, heardAtMs: nowMs });
  }

  private add(socket: Duplex): void {
    const nowMs = this.clock.nowMs();
    // A socket comes a second time where its request was read anew; what it has begun stays begun.
    const conversation = this.open.get(socket) ?? {
      begunAtMs: null,
      request: null,
      nextBegunAtMs: null,
      wholeAtMs: nowMs,
      heardAtMs: nowMs,
      isKept: false,
    };
    const isNew = !this.open.has(socket);
    this.open.set(socket, conversation);
    // Before the server's own listener: that makes a request of it at once.
    socket.prependListener('data', () => {
      conversation.heardAtMs = this.clock.nowMs();
      conversation.begunAtMs ??= conversation.heardAtMs;
      if (conversation.request?.complete === true) conversation.nextBegunAtMs ??= conversation.heardAtMs;
    });
    if (!isNew) return;
    socket.on('close', () => this.open.delete(socket));
    if (this.open.size > connectionsMax) this.dropMostSilent(socket);
  }

  /** The one that has been silent the longest and is not being served; where all are, the most silent but the new one. */
  private dropMostSilent(newcomer: Duplex): void {
    let victim: readonly [Duplex, Conversation] | null = null;
    for (const entry of this.open) {
      const [socket, conversation] = entry;
      if (socket === newcomer) continue;
      if (victim === null || isRather(conversation, victim[1])) victim = entry;
    }
    victim?.[0].destroy();
  }
}

/** Whether this one is rather given up than the other. */
const isRather = (one: Conversation, other: Conversation): boolean =>
  one.isKept === other.isKept ? one.heardAtMs < other.heardAtMs : other.isKept;
