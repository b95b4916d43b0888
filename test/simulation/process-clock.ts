import { type Random, seededRandom } from '../../hardware-sim/random.js';
import type { Clock, Timer } from '../../src/ports.js';
import type { VirtualTime } from '../support/virtual-time.js';

interface ProcessTimer extends Timer {
  readonly id: Timer;
  isCleared: boolean;
}

/** When a process began, and in which run of its machine. */
export interface ProcessStart {
  readonly bootId: string;
  /** What the machine's monotonic clock is behind the simulation's, ms. */
  readonly behindMs: number;
  readonly seed: number;
}

/** The clock of one process, which may die, and may hang: what falls due meanwhile comes late, all at once, as in Node. */
export class ProcessClock implements Clock {
  readonly bootId: string;
  private isDead = false;
  private hangs = 0;
  private late: (() => void)[] = [];
  /** What would still run after the end of the process, and hold all of it in memory. */
  private readonly timers = new Set<ProcessTimer>();
  private readonly behindMs: number;
  private readonly chance: Random;

  constructor(
    private readonly time: VirtualTime,
    start: ProcessStart,
    private readonly onUncaught: (error: unknown) => void,
  ) {
    this.bootId = start.bootId;
    this.behindMs = start.behindMs;
    this.chance = seededRandom(start.seed);
  }

  get isAlive(): boolean {
    return !this.isDead;
  }

  get isHanging(): boolean {
    return this.hangs > 0;
  }

  nowMs(): number {
    return this.time.nowMs() - this.behindMs;
  }

  wallMs(): number {
    return this.time.wallMs();
  }

  after(delayMs: number, run: () => void): Timer {
    const timer: ProcessTimer = {
      id: this.time.after(delayMs, () => {
        this.timers.delete(timer);
        this.enter(() => !timer.isCleared && run());
      }),
      isCleared: false,
    };
    this.timers.add(timer);
    return timer;
  }

  every(periodMs: number, run: () => void): Timer {
    let isWaiting = false;
    const timer: ProcessTimer = {
      id: this.time.every(periodMs, () => {
        if (isWaiting) return;
        isWaiting = true;
        this.enter(() => {
          isWaiting = false;
          if (!timer.isCleared) run();
        });
      }),
      isCleared: false,
    };
    this.timers.add(timer);
    return timer;
  }

  clear(timer: Timer): void {
    const mine = timer as ProcessTimer;
    mine.isCleared = true;
    this.timers.delete(mine);
    this.time.clear(mine.id);
  }

  random(): number {
    return this.chance.next();
  }

  /** Runs in the process: now, when it hangs no longer, or never. */
  enter(run: () => void): void {
    if (this.isDead) return;
    if (this.hangs > 0) {
      this.late.push(run);
      return;
    }
    try {
      run();
    } catch (error) {
      this.onUncaught(error);
    }
  }

  hang(durationMs: number): void {
    this.hangs += 1;
    this.time.after(durationMs, () => this.wake());
  }

  /** As after SIGKILL: nothing of it runs any more. */
  die(): void {
    this.isDead = true;
    this.late = [];
    for (const { id } of this.timers) this.time.clear(id);
    this.timers.clear();
  }

  private wake(): void {
    this.hangs -= 1;
    if (this.hangs > 0) return;
    const { late } = this;
    this.late = [];
    for (const run of late) this.enter(run);
  }
}
