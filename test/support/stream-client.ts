import { WebSocket } from 'ws';
import { type Frame, frameSchema } from '../../src/core/web/frames.js';
import { eventually } from './eventually.js';

type FrameOf<T extends Frame['t']> = Extract<Frame, { readonly t: T }>;

/** A page as the stream sees it: every frame that it hears has to have the shape that is documented. */
export class StreamPage {
  readonly frames: Frame[] = [];
  /** Why it was closed; null while it is open. */
  closed: number | null = null;
  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => this.frames.push(frameSchema.parse(JSON.parse(String(data)))));
    socket.on('close', (code) => {
      this.closed = code;
    });
  }

  /** Gives the page once its first frame has come, or the status that it was refused with. */
  static async open(
    port: number,
    headers: Record<string, string> = {},
    from = '127.0.0.1',
  ): Promise<StreamPage | number> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api/stream`, { headers, localAddress: from });
    const page = new StreamPage(socket);
    let refused: number | null = null;
    socket.on('unexpected-response', (request, { statusCode = 0 }) => {
      refused = statusCode;
      request.destroy();
    });
    socket.on('error', () => undefined);
    await eventually(() => page.frames.length > 0 || refused !== null || page.closed !== null, 'a first frame');
    return refused ?? page;
  }

  of<T extends Frame['t']>(kind: T): FrameOf<T>[] {
    return this.frames.filter((frame): frame is FrameOf<T> => frame.t === kind);
  }

  last<T extends Frame['t']>(kind: T): FrameOf<T> | undefined {
    return this.of(kind).at(-1);
  }

  say(message: unknown): void {
    this.socket.send(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message));
  }

  hears(claim: () => boolean, what: string): Promise<void> {
    return eventually(claim, what);
  }
}
