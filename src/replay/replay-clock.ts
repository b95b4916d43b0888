import type { Clock, Timer } from '../ports.js';

interface Waiting extends Timer {
  readonly id: number;
  readonly dueMs: number;
  readonly periodMs: number | null;
  readonly run: () => void;
}

/** Far from 0, so that what has never been is long ago also before the fault. */
const somewhereMs = 100_000_000;

/** The clock of a record: it stands still, and moves only to the next thing that is recorded. No chance in it. */
export class ReplayClock implements Clock {
  readonly bootId = 'replay';
  private waiting: Waiting[] = [];
  private started = 0;

  /** `t`: ms from the fault; `faultWallMs`, `faultAtMs`: time of day and `nowMs` of the fault. */
  constructor(
    private t: number,
    private readonly faultWallMs: number,
    private readonly faultAtMs = somewhereMs,
  ) {}

  /** ms from the fault. */
  get now(): number {
    return this.t;
  }

  /** `nowMs` of a time of the record. */
  msOf(t: number): number {
    return this.faultAtMs + t;
  }

  nowMs(): number {
    return this.msOf(this.t);
  }

  wallMs(): number {
    return this.faultWallMs + this.t;
  }

  after(delayMs: number, run: () => void): Timer {
    return this.start(delayMs, null, run);
  }

  every(periodMs: number, run: () => void): Timer {
    return this.start(periodMs, periodMs, run);
  }

  clear(timer: Timer): void {
    this.waiting = this.waiting.filter((each) => each.id !== timer.id);
  }

  random(): number {
    return 0;
  }

  /** Runs what is due until then, in order; a time that lies back moves nothing. */
  moveTo(t: number): void {
    for (let next = this.next(t); next !== undefined; next = this.next(t)) {
      this.clear(next);
      this.t = Math.max(this.t, next.dueMs);
      if (next.periodMs !== null) this.start(next.periodMs, next.periodMs, next.run);
      next.run();
    }
    this.t = Math.max(this.t, t);
  }

  private start(delayMs: number, periodMs: number | null, run: () => void): Timer {
    this.started += 1;
    const timer = { id: this.started, dueMs: this.t + Math.max(1, delayMs), periodMs, run };
    this.waiting.push(timer);
    return timer;
  }

  private next(t: number): Waiting | undefined {
    let next: Waiting | undefined;
    for (const timer of this.waiting) {
      if (timer.dueMs <= t && (next === undefined || timer.dueMs < next.dueMs)) next = timer;
    }
    return next;
  }
}
