import type { Clock, Timer } from '../src/ports.js';

interface VirtualTimer extends Timer {
  readonly run: () => void;
  readonly periodMs: number | null;
  dueMs: number;
}

/** Where the time stands when a test begins. */
export interface VirtualStart {
  readonly nowMs?: number;
  readonly wallMs?: number;
  readonly bootId?: string;
  readonly seed?: number;
}

/** 2026-01-01 12:00 UTC. */
const wallStartMs = 1_767_268_800_000;

/** Like Node: at least 1 ms, whole ms; so a timer that starts itself again cannot hold the time still. */
const wholeDelay = (delayMs: number): number => Math.max(1, Math.trunc(delayMs) || 1);

/** A clock that moves only in `advance`, `advanceAsync` and `stall`. Timers run in due order, ties in the order in which they
 *  were started. Begins at nowMs 100,000, so that "never" as 0 is not mistaken for "just now". */
export class VirtualTime implements Clock {
  readonly bootId: string;
  private now: number;
  private wall: number;
  private randomState: number;
  private timersStarted = 0;
  /** Sorted: the one that runs next is the last. */
  private readonly timers: VirtualTimer[] = [];

  constructor(start: VirtualStart = {}) {
    this.now = start.nowMs ?? 100_000;
    this.wall = start.wallMs ?? wallStartMs;
    this.bootId = start.bootId ?? 'virtual-boot';
    this.randomState = (start.seed ?? 1) >>> 0;
  }

  nowMs(): number {
    return this.now;
  }

  wallMs(): number {
    return this.wall;
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.timers.length;
  }

  after(delayMs: number, run: () => void): Timer {
    return this.start(wholeDelay(delayMs), run, null);
  }

  every(periodMs: number, run: () => void): Timer {
    return this.start(wholeDelay(periodMs), run, wholeDelay(periodMs));
  }

  clear(timer: Timer): void {
    const at = this.timers.indexOf(timer as VirtualTimer);
    if (at >= 0) this.timers.splice(at, 1);
  }

  /** mulberry32. */
  random(): number {
    this.randomState = (this.randomState + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.randomState ^ (this.randomState >>> 15), 1 | this.randomState);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Moves the time by `durationMs` and runs everything that falls due, also what those timers start. */
  advance(durationMs: number): void {
    const endMs = this.now + durationMs;
    while (this.runNext(endMs));
    this.moveTo(endMs);
  }

  /** As `advance`, and lets promises settle before the first timer and after each. */
  async advanceAsync(durationMs: number): Promise<void> {
    const endMs = this.now + durationMs;
    await settle();
    while (this.runNext(endMs)) await settle();
    this.moveTo(endMs);
    await settle();
  }

  /** The process hangs: the time moves and nothing runs; what fell due is late and runs in the next `advance`. */
  stall(durationMs: number): void {
    this.moveTo(this.now + durationMs);
  }

  /** Somebody sets the time of day: only `wallMs` moves, in either direction. */
  jumpWall(byMs: number): void {
    this.wall += byMs;
  }

  private start(delayMs: number, run: () => void, periodMs: number | null): Timer {
    this.timersStarted += 1;
    const timer: VirtualTimer = { id: this.timersStarted, run, periodMs, dueMs: this.now + delayMs };
    this.enqueue(timer);
    return timer;
  }

  private runNext(endMs: number): boolean {
    const timer = this.timers.at(-1);
    if (timer === undefined || timer.dueMs > endMs) return false;
    this.timers.pop();
    this.moveTo(timer.dueMs);
    if (timer.periodMs !== null) {
      timer.dueMs = this.now + timer.periodMs;
      this.enqueue(timer);
    }
    timer.run();
    return true;
  }

  /** Before all that are due later and behind all that are due at the same time. Most timers are short, and the end is near. */
  private enqueue(timer: VirtualTimer): void {
    const { timers } = this;
    let at = timers.length;
    for (let next = timers[at - 1]; next !== undefined && next.dueMs <= timer.dueMs; next = timers[at - 1]) {
      timers[at] = next;
      at -= 1;
    }
    timers[at] = timer;
  }

  private moveTo(nowMs: number): void {
    const stepMs = Math.max(0, nowMs - this.now);
    this.now += stepMs;
    this.wall += stepMs;
  }
}

/** One turn of the real event loop: every promise that can settle has settled. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
