import type { Clock, Timer } from '../../src/ports.js';

/** The clock of one process: when it is killed, none of its timers ever runs again, while the time goes on. */
export class MortalClock implements Clock {
  isAlive = true;
  readonly bootId: string;

  constructor(private readonly time: Clock) {
    this.bootId = time.bootId;
  }

  nowMs(): number {
    return this.time.nowMs();
  }

  wallMs(): number {
    return this.time.wallMs();
  }

  after(delayMs: number, run: () => void): Timer {
    return this.time.after(delayMs, () => this.isAlive && run());
  }

  every(periodMs: number, run: () => void): Timer {
    return this.time.every(periodMs, () => this.isAlive && run());
  }

  clear(timer: Timer): void {
    this.time.clear(timer);
  }

  random(): number {
    return this.time.random();
  }
}
