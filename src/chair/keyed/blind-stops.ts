import type { ChairMoment } from '../../core/profile/chair-moment.js';
import type { KeyLine } from './key-line.js';

type BlindMoment = Pick<ChairMoment, 'stopOwedUntilMs' | 'blindAtMs'>;

/** So often a chair that shows nothing is told to be at rest, where that can be told. */
const againMs = 1000;
/** What somebody does at the chair later than this after a stop that it could not get is theirs. */
const owedMs = 60_000;

/** Stops of a chair that shows nothing now, but may hear all the same. Only commands that say the whole state go out so, and no key:
 *  that could be one press too many, and is owed until the chair shows that it needs it. [S4] */
export class BlindStops {
  private owedUntilMs = Number.NEGATIVE_INFINITY;
  private sentAtMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly commands: readonly string[]) {}

  get moment(): BlindMoment {
    return { stopOwedUntilMs: this.owedUntilMs, blindAtMs: this.sentAtMs };
  }

  takeUp({ stopOwedUntilMs, blindAtMs }: BlindMoment): void {
    this.owedUntilMs = stopOwedUntilMs;
    this.sentAtMs = blindAtMs;
  }

  /** Somebody asks for a stop, and the chair may not get it. */
  owe(nowMs: number): void {
    this.owedUntilMs = nowMs + owedMs;
  }

  isOwed(nowMs: number): boolean {
    return nowMs < this.owedUntilMs;
  }

  /** The chair shows itself: what is owed is done by what it shows. */
  settle(): void {
    this.owedUntilMs = Number.NEGATIVE_INFINITY;
  }

  /** Sends what is owed, and `mustRest` again and again. */
  poll(line: KeyLine, mustRest: boolean, nowMs: number): void {
    if (this.isOwed(nowMs) || (mustRest && nowMs - this.sentAtMs >= againMs)) this.send(line, nowMs);
  }

  send(line: KeyLine, nowMs: number): void {
    if (this.commands.length > 0) {
      if (!line.command(this.commands, nowMs)) return;
      this.settle();
    }
    this.sentAtMs = nowMs;
  }
}
