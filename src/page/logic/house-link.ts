import { type Signal, signal } from '@preact/signals';
import type { Access, Frame, Snapshot } from '../../core/web/frames.js';
import { type Silence, silenceOf } from '../../core/web/patience.js';
import type { Timer } from '../../ports.js';
import { type PageClock, type PageNetwork, replyWithin, type StreamSocket } from './network.js';

/** After sleep, a frame older than this is no sign that the stream still lives. */
const wakeAfterMs = 1500;
const firstFrameMs = 4000;
const pollMs = 1000;
const pollWaitMs = 2500;
const retryMs = { min: 300, max: 5000 };
/** An open page is a visit that renews its login. A stream cannot say so: it takes no cookie. */
const visitEveryMs = 12 * 3_600_000;
/** So many upgrades in a row that failed: something on the way does not let streams through. */
const upgradesBeforePolling = 2;

/** How the page stands with the daemon. */
export interface LinkCondition extends Silence {
  readonly way: 'none' | 'stream' | 'polling';
  /** The daemon's time of day at the last that came, or null. */
  readonly seenAt: string | null;
}

/** Who takes what comes. */
export interface LinkSink {
  frame(frame: Frame): void;
  snapshot(snapshot: Snapshot): void;
  setAccess(access: Access): void;
}

interface Stream {
  readonly socket: StreamSocket;
  /** Null before the first frame. */
  seq: number | null;
  firstFrame: Timer;
}

const isFrame = (value: unknown): value is Frame =>
  typeof value === 'object' && value !== null && 't' in value && 'at' in value;

function frameOf(text: string): Frame | null {
  try {
    const value: unknown = JSON.parse(text);
    return isFrame(value) ? value : null;
  } catch {
    return null;
  }
}

/** Keeps the page in touch with its daemon: one stream, reopened for ever; polling where no stream gets through. */
export class HouseLink {
  readonly condition: Signal<LinkCondition> = signal({ way: 'none', isStale: false, silentS: 0, seenAt: null });
  private stream: Stream | null = null;
  private watched: readonly string[] = [];
  private epoch: string | null = null;
  private lastFrameMs: number;
  private seenAt: string | null = null;
  private way: LinkCondition['way'] = 'none';
  private failedUpgrades = 0;
  private tries = 0;
  private retry: Timer | null = null;
  private polling: Timer | null = null;
  private isRefreshing = false;
  /** Counts logins and log-outs too: what was asked for before the last of them says nothing of now. */
  private renewals = 0;
  private isStarted = false;
  private isEnded = false;

  constructor(
    private readonly clock: PageClock,
    private readonly network: PageNetwork,
    private readonly sink: LinkSink,
  ) {
    this.lastFrameMs = clock.nowMs();
  }

  start(): void {
    this.isStarted = true;
    this.open();
    this.clock.every(250, () => this.look());
    this.clock.every(visitEveryMs, () => this.isEnded || void this.askAccess());
  }

  /** Another daemon answers: nothing of it is shown. */
  end(): void {
    this.isEnded = true;
    this.drop();
  }

  /** Sends over the open stream; false where there is none. `isOnlyIfAlive`: not into one that may be dead. */
  send(text: string, isOnlyIfAlive = false): boolean {
    const { stream } = this;
    if (stream === null) return false;
    const isDoubtful = stream.socket.isClogged || this.silentMs() > wakeAfterMs;
    return isOnlyIfAlive && isDoubtful ? false : stream.socket.send(text);
  }

  watch(ids: readonly string[]): void {
    if (ids.join() === this.watched.join()) return;
    this.watched = ids;
    this.sendWatch();
    if (this.way === 'polling') this.poll();
  }

  /** The page was asleep, out of sight or offline: a stream that has not just spoken is replaced. */
  wake(): void {
    if (this.silentMs() > wakeAfterMs) this.renew();
    this.look();
  }

  /** Throws the stream away and opens another at once. */
  renew(): void {
    this.renewals += 1;
    if (this.isEnded || !this.isStarted) return;
    this.drop();
    this.tries = 0;
    this.open();
  }

  /** The daemon's time of day now, ms since 1970, by what it said last; null before it has said anything. */
  daemonWallMs(): number | null {
    return this.seenAt === null ? null : Date.parse(this.seenAt) + this.silentMs();
  }

  private silentMs(): number {
    return this.clock.nowMs() - this.lastFrameMs;
  }

  private open(): void {
    if (this.isEnded) return;
    if (this.retry !== null) this.clock.clear(this.retry);
    this.retry = null;
    const socket = this.network.openStream({
      onText: (text) => {
        if (this.stream?.socket === socket) this.take(text, this.stream);
      },
      onClose: () => {
        if (this.stream?.socket === socket) this.closed(this.stream);
      },
    });
    const firstFrame = this.clock.after(firstFrameMs, () => {
      if (this.stream?.socket !== socket) return;
      socket.close();
      this.closed(this.stream);
    });
    this.stream = { socket, seq: null, firstFrame };
  }

  private drop(): void {
    const { stream } = this;
    this.stream = null;
    if (stream === null) return;
    this.clock.clear(stream.firstFrame);
    stream.socket.close();
  }

  private closed(stream: Stream): void {
    this.stream = null;
    this.clock.clear(stream.firstFrame);
    if (stream.seq === null) this.failedUpgrade();
    this.retryLater();
  }

  private failedUpgrade(): void {
    this.failedUpgrades += 1;
    if (this.failedUpgrades === 1) void this.askAccess();
    if (this.failedUpgrades >= upgradesBeforePolling && this.polling === null) this.poll();
  }

  private retryLater(): void {
    if (this.isEnded || this.retry !== null) return;
    const mostMs = Math.min(retryMs.max, retryMs.min * 2 ** this.tries);
    this.tries += 1;
    const delayMs = Math.max(retryMs.min, mostMs * (0.5 + this.clock.random() / 2));
    this.retry = this.clock.after(delayMs, () => {
      this.retry = null;
      this.open();
    });
  }

  private take(text: string, stream: Stream): void {
    const frame = frameOf(text);
    if (frame === null) return;
    if (stream.seq === null) this.opened(stream);
    const isNewEpoch = this.epoch !== null && frame.epoch !== this.epoch;
    const isHole = 'seq' in frame && stream.seq !== null && stream.seq > 0 && frame.seq !== stream.seq + 1;
    if ('seq' in frame) stream.seq = frame.seq;
    this.heard(frame);
    this.sink.frame(frame);
    if ((isNewEpoch || isHole) && frame.t !== 'snapshot') void this.refresh();
  }

  private opened(stream: Stream): void {
    this.clock.clear(stream.firstFrame);
    stream.seq = 0;
    this.failedUpgrades = 0;
    this.tries = 0;
    this.way = 'stream';
    if (this.polling !== null) this.clock.clear(this.polling);
    this.polling = null;
    this.sendWatch();
  }

  private heard({ epoch, at }: { readonly epoch: string; readonly at: string }): void {
    this.epoch = epoch;
    this.lastFrameMs = this.clock.nowMs();
    this.seenAt = at;
    this.look();
  }

  private sendWatch(): void {
    if (this.stream !== null && this.stream.seq !== null) {
      this.stream.socket.send(JSON.stringify({ watch: this.watched }));
    }
  }

  /** What was missed is asked for whole. */
  private async refresh(): Promise<boolean> {
    if (this.isRefreshing) return false;
    this.isRefreshing = true;
    const isAll = await this.fetchSnapshot('snapshot');
    const isDone = isAll && (this.watched.length === 0 || (await this.fetchWhole(this.watched)));
    this.isRefreshing = false;
    return isDone;
  }

  /** All of these chairs, once. */
  fetchWhole(ids: readonly string[]): Promise<boolean> {
    return this.fetchSnapshot(`snapshot?chairs=${ids.map(encodeURIComponent).join()}`);
  }

  private async fetchSnapshot(path: string): Promise<boolean> {
    const { renewals } = this;
    const reply = await replyWithin(this.clock, this.network.ask('GET', path), pollWaitMs);
    if (this.isEnded || reply === null || renewals !== this.renewals) return false;
    if (reply.status === 401 || reply.status === 403) await this.askAccess();
    if (reply.status !== 200) return false;
    const snapshot = reply.body as Snapshot;
    this.heard(snapshot);
    this.sink.snapshot(snapshot);
    return true;
  }

  /** A stream that is not let in does not say why: the session does. */
  private async askAccess(): Promise<void> {
    const { renewals } = this;
    const reply = await replyWithin(this.clock, this.network.ask('GET', 'session'), pollWaitMs);
    if (renewals !== this.renewals) return;
    if (reply?.status === 200) this.sink.setAccess(reply.body as Access);
    if (reply?.status === 401) this.sink.setAccess({ rights: [], kind: 'nobody', until: null });
  }

  private poll(): void {
    if (this.polling !== null) this.clock.clear(this.polling);
    this.polling = this.clock.after(pollMs, () => this.poll());
    const isStreamUp = () => this.stream !== null && this.stream.seq !== null;
    void this.refresh().then((isDone) => {
      if (isDone && !isStreamUp()) this.way = 'polling';
      this.look();
    });
  }

  /** Says how the link stands, and gives up a stream that has fallen silent. */
  private look(): void {
    const { isStale, silentS } = silenceOf(this.silentMs());
    const before = this.condition.value;
    const { way, seenAt } = this;
    const isSame = before.way === way && before.isStale === isStale && before.silentS === silentS;
    if (!isSame || (isStale && before.seenAt !== seenAt)) this.condition.value = { way, isStale, silentS, seenAt };
    if (isStale && this.stream !== null && this.stream.seq !== null) {
      this.drop();
      this.retryLater();
    }
  }
}
