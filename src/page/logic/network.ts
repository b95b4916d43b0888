import type { Clock } from '../../ports.js';

/** The time and the chance of the page: a browser's, or a test's. */
export type PageClock = Pick<Clock, 'nowMs' | 'wallMs' | 'after' | 'every' | 'clear' | 'random'>;

/** What the stream tells its owner. `onClose` comes once, also for one that never opened. */
export interface StreamListener {
  onText(text: string): void;
  onClose(): void;
}

export interface StreamSocket {
  /** False where it is not open: nothing was kept for later. */
  send(text: string): boolean;
  /** True while something that was sent has not left this machine. */
  readonly isClogged: boolean;
  close(): void;
}

/** An answer, whatever its status; `body` undefined where it was no JSON. */
export interface PageReply {
  readonly status: number;
  readonly body: unknown;
}

/** One request under way. `reply` never rejects: null is no answer. */
export interface PageRequest {
  readonly reply: Promise<PageReply | null>;
  abort(): void;
}

export type PageMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface RequestOptions {
  /** Sent as JSON; a text as it is. */
  readonly body?: object | string;
  /** Taken by its method and path alone: it has no header of its own. */
  readonly isStop?: boolean;
  /** Goes on when the page is left. It cannot be given up: browsers keep one that waits for its turn, and send it late. */
  readonly isKeptAlive?: boolean;
  /** Beside those that every request has, or in their place. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The way to the daemon. Paths are below `api/`. */
export interface PageNetwork {
  openStream(listener: StreamListener): StreamSocket;
  ask(method: PageMethod, path: string, options?: RequestOptions): PageRequest;
}

/** The answer, or null where none has come in time: the request is then given up. */
export async function replyWithin(
  clock: PageClock,
  request: PageRequest,
  timeoutMs: number,
): Promise<PageReply | null> {
  const timer = clock.after(timeoutMs, () => request.abort());
  const reply = await request.reply;
  clock.clear(timer);
  return reply;
}
