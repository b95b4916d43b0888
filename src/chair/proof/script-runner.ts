import type { Clock, Timer } from '../../ports.js';
import type { Script, Wait } from './script.js';

interface RunnerParts {
  readonly clock: Clock;
  /** What moves the line on, before each look. */
  readonly poll: () => void;
  /** Something came in between: what is under way is given up for the ending. */
  readonly isSpoiled: () => boolean;
  readonly work: Script<void>;
  readonly ending: () => Script<void>;
  /** Comes once, after the ending. */
  readonly onEnd: () => void;
}

/** Fine enough for figures in ms. */
const tickMs = 10;

/** Plays a script over time and, whatever has become of it, its ending. */
export class ScriptRunner {
  private script: Script<void>;
  private waiting: (Wait & { readonly untilMs: number }) | null = null;
  private timer: Timer | null = null;
  private isEnding = false;
  private isAdvancing = false;

  constructor(private readonly parts: RunnerParts) {
    this.script = parts.work;
  }

  start(): void {
    this.timer = this.parts.clock.every(tickMs, () => {
      this.parts.poll();
      this.advance();
    });
  }

  /** Goes on as far as it can without waiting. A line that comes in the middle of it waits for the next look. */
  advance(): void {
    if (this.isAdvancing || this.timer === null) return;
    this.isAdvancing = true;
    try {
      while (this.goOn());
    } finally {
      this.isAdvancing = false;
    }
  }

  /** One step; false where there is nothing to do but wait. */
  private goOn(): boolean {
    if (this.timer === null) return false;
    if (this.parts.isSpoiled() && !this.isEnding) {
      this.begin(this.parts.ending());
      return true;
    }
    const { waiting } = this;
    const nowMs = this.parts.clock.nowMs();
    const isDone = waiting?.until() ?? true;
    if (!isDone && nowMs < (waiting?.untilMs ?? 0)) return false;
    const next = this.script.next(isDone);
    if (next.done !== true) {
      this.waiting = { ...next.value, untilMs: nowMs + next.value.withinMs };
      return true;
    }
    if (this.isEnding) this.finish(this.timer);
    else this.begin(this.parts.ending());
    return true;
  }

  private begin(script: Script<void>): void {
    this.isEnding = true;
    this.script = script;
    this.waiting = null;
  }

  private finish(timer: Timer): void {
    this.parts.clock.clear(timer);
    this.timer = null;
    this.parts.onEnd();
  }
}
