import type { Clock, Timer } from '../../ports.js';
import { brokerAnswerMs } from './attempt-plan.js';

/** So many answers may be lost on one connection before it is not trusted any more. */
const lostMax = 100;

export interface PublicationAnswersParts {
  readonly clock: Clock;
  /** Nothing has been answered for 10 s although this waits. */
  readonly onSilence: (topic: string) => void;
}

/** A publication whose answer has not come. */
interface Owed {
  readonly topic: string;
  readonly sentAtMs: number;
  /** Something that was sent after it was answered before it. */
  isOvertaken: boolean;
  readonly onLost: () => void;
}

/** The answers that the broker owes one connection for its publications. It gives them in turn, so who waits behind others waits from the
 *  last answer on; an answer that has not come after 10 s although later ones have is lost, and the connection is a good one. */
export class PublicationAnswers {
  /** In the order in which they were sent. */
  private readonly owed = new Set<Owed>();
  private lastAnswerAtMs = Number.NEGATIVE_INFINITY;
  private timer: Timer | null = null;
  private lost = 0;

  constructor(private readonly parts: PublicationAnswersParts) {}

  /** The result is to be called when the answer comes; that may be after `onLost`. */
  expect(topic: string, onLost: () => void): () => void {
    const { clock } = this.parts;
    const owed: Owed = { topic, sentAtMs: clock.nowMs(), isOvertaken: false, onLost };
    this.owed.add(owed);
    this.timer ??= clock.after(brokerAnswerMs, () => this.look());
    return () => this.answered(owed);
  }

  close(): void {
    if (this.timer !== null) this.parts.clock.clear(this.timer);
    this.timer = null;
    this.owed.clear();
  }

  private answered(answered: Owed): void {
    this.lastAnswerAtMs = this.parts.clock.nowMs();
    if (!this.owed.has(answered)) return;
    for (const earlier of this.owed) {
      if (earlier === answered) break;
      earlier.isOvertaken = true;
    }
    this.owed.delete(answered);
  }

  private look(): void {
    const { clock, onSilence } = this.parts;
    this.timer = null;
    for (const owed of this.owed) {
      const leftMs = this.dueAtMs(owed) - clock.nowMs();
      if (leftMs > 0) {
        this.timer = clock.after(leftMs, () => this.look());
        return;
      }
      this.lost += 1;
      if (!owed.isOvertaken || this.lost > lostMax) {
        onSilence(owed.topic);
        return;
      }
      this.owed.delete(owed);
      owed.onLost();
    }
  }

  private dueAtMs({ sentAtMs, isOvertaken }: Owed): number {
    return brokerAnswerMs + (isOvertaken ? sentAtMs : Math.max(sentAtMs, this.lastAnswerAtMs));
  }
}
