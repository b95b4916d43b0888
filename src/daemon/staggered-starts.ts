import type { Clock, Timer } from '../ports.js';

/** Chairs of a group start one after the other, so that their pumps do not load the supply at once. */
const staggerMs = 500;

interface PendingStart {
  readonly timer: Timer | null;
  readonly onDropped: (reason: string) => void;
}

/** Starts of groups that wait for their turn. */
export class StaggeredStarts {
  private readonly pending = new Map<string, Set<PendingStart>>();

  constructor(private readonly clock: Clock) {}

  /** Calls one of the two, once; `fire` at once where it is the first of its group. */
  add(chairId: string, position: number, fire: () => void, onDropped: (reason: string) => void): void {
    if (position === 0) {
      fire();
      return;
    }
    const starts = this.pending.get(chairId) ?? new Set<PendingStart>();
    this.pending.set(chairId, starts);
    const timer = this.clock.after(position * staggerMs, () => {
      starts.delete(start);
      fire();
    });
    const start: PendingStart = { timer, onDropped };
    starts.add(start);
  }

  /** Calls one of the two, once: `fire` with what `ask` is answered. */
  until<Answer>(
    chairId: string,
    ask: (take: (answer: Answer) => void) => void,
    fire: (answer: Answer) => void,
    onDropped: (reason: string) => void,
  ): void {
    const starts = this.pending.get(chairId) ?? new Set<PendingStart>();
    this.pending.set(chairId, starts);
    const start: PendingStart = { timer: null, onDropped };
    starts.add(start);
    ask((answer) => this.pending.get(chairId)?.delete(start) === true && fire(answer));
  }

  drop(chairId: string, reason: string): void {
    const starts = this.pending.get(chairId);
    if (starts === undefined) return;
    this.pending.delete(chairId);
    for (const { timer, onDropped } of starts) {
      if (timer !== null) this.clock.clear(timer);
      onDropped(reason);
    }
  }

  dropAll(reason: string): void {
    for (const chairId of [...this.pending.keys()]) this.drop(chairId, reason);
  }
}
