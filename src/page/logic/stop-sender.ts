import { type Signal, signal } from '@preact/signals';
import type { ApiError, Frame, Taken } from '../../core/web/frames.js';
import type { Timer } from '../../ports.js';
import type { PageClock, PageNetwork, PageReply, PageRequest } from './network.js';
import type { StopVerb } from './stop-presses.js';

const repeatMs = 300;
const postMs = 1000;
const postsMax = 2;
/** Nothing is kept for later: by then no request is under way. */
const giveUpMs = 5000;

/** `all`, or the id of a chair. */
export type StopTarget = string;
export const everyKnownChair: StopTarget = 'all';

/** One stop that was asked for, and what came back. Times monotonic, ms. */
export interface StopRun {
  readonly n: string;
  readonly kind: StopVerb;
  readonly target: StopTarget;
  readonly askedMs: number;
  readonly answer: Taken | null;
  readonly answeredMs: number | null;
  /** Why it was refused, where it was. */
  readonly refusal: ApiError | null;
}

interface Post {
  readonly n: string;
  readonly request: PageRequest;
  readonly timeout: Timer;
}

interface Sending {
  run: StopRun;
  readonly timers: Timer[];
}

/** The part of the link that a stop needs. */
export interface StopStream {
  send(text: string, isOnlyIfAlive?: boolean): boolean;
  renew(): void;
}

const isTaken = (body: unknown): body is Taken =>
  typeof body === 'object' && body !== null && 'stop' in body && 'at' in body && 'chairs' in body;

const isError = (body: unknown): body is ApiError => typeof body === 'object' && body !== null && 'code' in body;

/** Statuses that are an answer; others come from something on the way. */
const refusedWith: readonly number[] = [401, 403, 404, 405];

/** Sends a stop at once over the stream and as a request, again and again until one is answered, and for 5 s at most. */
export class StopSender {
  /** The stop that was asked for last. */
  readonly last: Signal<StopRun | null> = signal(null);
  private readonly open = new Map<string, Sending>();
  private readonly posts: Post[] = [];
  private readonly tag: string;
  private count = 0;

  constructor(
    private readonly clock: PageClock,
    private readonly network: Pick<PageNetwork, 'ask'>,
    private readonly stream: StopStream,
  ) {
    this.tag = Math.floor(clock.random() * 2 ** 40).toString(36);
  }

  press(kind: StopVerb, target: StopTarget): void {
    this.count += 1;
    const n = `${this.tag}-${this.count}`;
    const run: StopRun = {
      n,
      kind,
      target,
      askedMs: this.clock.nowMs(),
      answer: null,
      answeredMs: null,
      refusal: null,
    };
    const sending: Sending = { run, timers: [] };
    this.open.set(n, sending);
    this.stream.send(frameFor(run));
    this.post(sending);
    sending.timers.push(
      this.clock.every(repeatMs, () => this.again(sending)),
      this.clock.after(giveUpMs, () => this.giveUp(sending)),
    );
    // What is shown comes after what is sent.
    this.last.value = run;
  }

  /** No more is said of it. */
  forget(): void {
    this.last.value = null;
  }

  /** The page is being left, and its requests with it: what is not answered goes once more, by one that outlives it. */
  leave(): void {
    for (const { run } of this.open.values()) {
      if (run.answer === null) this.network.ask('POST', pathFor(run), { isStop: true, isKeptAlive: true });
    }
  }

  frame(frame: Frame): void {
    if (frame.t === 'taken') this.answered(String(frame.n), frame);
  }

  private again(sending: Sending): void {
    this.stream.send(frameFor(sending.run), true);
    this.post(sending);
  }

  private giveUp(sending: Sending): void {
    this.end(sending);
    // What a dead stream still holds must not arrive when it wakes up.
    this.stream.renew();
  }

  private post(sending: Sending): void {
    const { n, askedMs } = sending.run;
    const oldest = this.posts[0];
    const isNew = this.clock.nowMs() === askedMs;
    if (this.posts.length >= postsMax && oldest !== undefined) {
      if (!isNew) return;
      this.abort(oldest);
    }
    const request = this.network.ask('POST', pathFor(sending.run), { isStop: true });
    const leftMs = Math.max(1, askedMs + giveUpMs - this.clock.nowMs());
    const post: Post = {
      n,
      request,
      timeout: this.clock.after(Math.min(postMs, leftMs), () => this.abort(post)),
    };
    this.posts.push(post);
    void request.reply.then((reply) => {
      this.drop(post);
      if (reply !== null) this.replied(n, reply);
    });
  }

  private abort(post: Post): void {
    this.drop(post);
    post.request.abort();
  }

  private drop(post: Post): void {
    this.clock.clear(post.timeout);
    const at = this.posts.indexOf(post);
    if (at >= 0) this.posts.splice(at, 1);
  }

  private replied(n: string, { status, body }: PageReply): void {
    if (isTaken(body)) this.answered(n, body);
    else if (refusedWith.includes(status)) {
      const refusal = isError(body) ? body : { code: 'forbidden', message: `HTTP ${status}`, values: {} };
      this.settle(n, { refusal });
    }
  }

  private answered(n: string, answer: Taken): void {
    this.settle(n, { answer, refusal: null });
    // What still waits behind it must not stop what somebody starts next.
    for (const post of this.posts.filter((each) => each.n === n)) this.abort(post);
  }

  /** A stop that was taken by one way is taken, whatever the other says. */
  private settle(n: string, news: Partial<Pick<StopRun, 'answer' | 'refusal'>>): void {
    const sending = this.open.get(n);
    const run = sending?.run ?? (this.last.value?.n === n ? this.last.value : null);
    if (run === null || run.answer !== null) return;
    const settled = { ...run, ...news, answeredMs: this.clock.nowMs() };
    if (sending !== undefined) {
      sending.run = settled;
      this.end(sending);
    }
    if (this.last.value?.n === n) this.last.value = settled;
  }

  private end(sending: Sending): void {
    for (const timer of sending.timers) this.clock.clear(timer);
    this.open.delete(sending.run.n);
  }
}

const pathFor = ({ kind, target, n }: StopRun): string =>
  `${target === everyKnownChair ? kind : `chairs/${encodeURIComponent(target)}/${kind}`}?n=${n}`;

const frameFor = ({ kind, target, n }: StopRun): string => JSON.stringify({ [kind]: target, n });
