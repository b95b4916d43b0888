import type { Clock, Timer } from '../ports.js';

/** Chairs of a group start one after the other, so that their pumps do not load the supply at once. */
const staggerMs = 500;
const lastStartMs = 30_000;

/** How long the start at this place of so many waits for its turn, ms. */
export const startDelayMs = (position: number, count: number): number =>
  position * Math.min(staggerMs, lastStartMs / Math.max(1, count - 1));

interface WaitingStart {
  readonly onDropped: (reason: string) => void;
  timer: Timer | null;
}

/** What waits before it sets a chair into motion, and what becomes of it when something comes between. */
export class WaitingStarts {
  private readonly waiting = new Map<string, Set<WaitingStart>>();

  constructor(private readonly clock: Clock) {}

  /** Calls one of the two, once; `fire` at once where there is nothing to wait for. */
  after(chairId: string, delayMs: number, fire: () => void, onDropped: (reason: string) => void): void {
    if (delayMs === 0) {
      fire();
      return;
    }
    const start = this.add(chairId, onDropped);
    start.timer = this.clock.after(delayMs, () => this.isTaken(chairId, start) && fire());
  }

  /** Calls one of the two, once: `fire` with what `ask` is answered. */
  until<Answer>(
    chairId: string,
    ask: (take: (answer: Answer) => void) => void,
    fire: (answer: Answer) => void,
    onDropped: (reason: string) => void,
  ): void {
    const start = this.add(chairId, onDropped);
    ask((answer) => this.isTaken(chairId, start) && fire(answer));
  }

  drop(chairId: string, reason: string): void {
    const starts = this.waiting.get(chairId);
    if (starts === undefined) return;
    this.waiting.delete(chairId);
    for (const { timer, onDropped } of starts) {
      if (timer !== null) this.clock.clear(timer);
      onDropped(reason);
    }
  }

  dropAll(reason: string): void {
    for (const chairId of [...this.waiting.keys()]) this.drop(chairId, reason);
  }

  private add(chairId: string, onDropped: (reason: string) => void): WaitingStart {
    const starts = this.waiting.get(chairId) ?? new Set<WaitingStart>();
    this.waiting.set(chairId, starts);
    const start: WaitingStart = { timer: null, onDropped };
    starts.add(start);
    return start;
  }

  /** False where it was dropped meanwhile. */
  private isTaken(chairId: string, start: WaitingStart): boolean {
    return this.waiting.get(chairId)?.delete(start) === true;
  }
}
