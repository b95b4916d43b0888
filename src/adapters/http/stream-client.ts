import type { WebSocket } from 'ws';
import type { Admitted, RequestFacts } from '../../core/access/request-facts.js';
import { isoTime } from '../../core/time-text.js';
import type { Access, Frame } from '../../core/web/frames.js';
import type { Clock } from '../../ports.js';

/** So much may wait for a client before it is spared everything but what it asked for itself, bytes. */
const pressureBytes = 65_536;
const waitingBytesMax = 4 * 1024 * 1024;
const progressMsMax = 10_000;
/** What a person at a page never reaches. Stops are not counted. */
const requestsPerSecondMax = 20;

/** What a frame says beside who sends it; the time of an answer to a stop is its own. */
type Told<T extends Frame['t']> = Omit<
  Extract<Frame, { t: T }>,
  't' | 'seq' | 'epoch' | (T extends 'taken' ? never : 'at')
>;

/** One page that listens: what it may see, what it watches, and how far it has read. Sends as fast as it reads and keeps nothing for it:
 *  after a jam it is shown everything anew. */
export class StreamClient {
  private isCutOff = false;
  watched: ReadonlySet<string> = new Set();
  /** It lacks frames that were not queued. */
  isBehind = false;
  private seq = 0;
  private requests = 0;
  private waitingBytes = 0;
  private progressAtMs: number;

  constructor(
    private readonly socket: WebSocket,
    readonly facts: RequestFacts,
    public admitted: Admitted,
    private readonly own: { readonly epoch: string; readonly clock: Clock },
  ) {
    this.progressAtMs = own.clock.nowMs();
    socket.on('pong', () => this.progressed());
  }

  get access(): Access {
    return this.admitted.access;
  }

  /** It may only stop, and is told only what that needs. */
  get isPass(): boolean {
    return !this.admitted.mayRead;
  }

  get mayOwn(): boolean {
    return this.access.rights.includes('own');
  }

  get mayStop(): boolean {
    return this.access.rights.includes('stop');
  }

  /** Queues a frame, unless the client is behind. */
  tell<T extends Frame['t']>(t: T, told: Told<T>): void {
    if (this.isBehind || this.socket.bufferedAmount > pressureBytes) {
      this.isBehind = true;
      return;
    }
    this.queue(t, told);
  }

  /** Queues a frame whatever waits: it was asked for. */
  queue<T extends Frame['t']>(t: T, told: Told<T>): void {
    const { epoch, clock } = this.own;
    const sender = { epoch, at: isoTime(clock.wallMs()) };
    const numbered = t === 'telemetry' ? sender : { ...sender, seq: ++this.seq };
    this.socket.send(JSON.stringify({ t, ...numbered, ...told }));
  }

  /** Each second: false where it has to be cut off. */
  keepUp(nowMs: number): boolean {
    this.requests = 0;
    const { bufferedAmount } = this.socket;
    if (bufferedAmount < this.waitingBytes) this.progressed();
    this.waitingBytes = bufferedAmount;
    this.socket.ping();
    return bufferedAmount <= waitingBytesMax && nowMs - this.progressAtMs < progressMsMax;
  }

  /** Whether the client has read enough to be shown everything anew. */
  get hasCaughtUp(): boolean {
    return this.isBehind && this.socket.bufferedAmount <= pressureBytes / 2;
  }

  /** Whether it asks more than anybody would. */
  isFlooding(): boolean {
    this.requests += 1;
    return this.requests > requestsPerSecondMax;
  }

  end(code: number, reason: string): void {
    this.socket.close(code, reason);
  }

  /** True the first time. */
  cutOff(): boolean {
    const isNews = !this.isCutOff;
    this.isCutOff = true;
    this.socket.terminate();
    return isNews;
  }

  private progressed(): void {
    this.progressAtMs = this.own.clock.nowMs();
  }
}
