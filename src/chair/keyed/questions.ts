import type { LineMoment } from '../../core/profile/chair-moment.js';
import { plainCommand, type WireCommand } from '../../core/profile/commands.js';
import type { Profile } from '../../core/profile/schema.js';

/** Of questions that were never answered, no more are waited for. */
const waitingMax = 3;

/** What the chair has to be asked, and how far its answers have come: they come in the order of the questions. */
export class ChairQuestions {
  /** Answers that came so far. */
  answers = 0;
  /** Questions whose answer may still come. A line that doubles an answer proves no more than one: behind each question one counts. */
  waiting = 0;
  private isAnswered = true;
  private askedAtMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly profile: Profile) {}

  get moment(): LineMoment['questions'] {
    const { answers, waiting, isAnswered, askedAtMs } = this;
    return { answers, waiting, isAnswered, askedAtMs };
  }

  takeUp({ answers, waiting, isAnswered, askedAtMs }: LineMoment['questions']): void {
    this.answers = answers;
    this.waiting = waiting;
    this.isAnswered = isAnswered;
    this.askedAtMs = askedAtMs;
  }

  isDue(nowMs: number): boolean {
    const { ask } = this.profile;
    return ask !== undefined && nowMs - this.askedAtMs >= ask.every;
  }

  /** The next one, which is going to be sent; null where nothing is asked on this wire. */
  next(nowMs: number): WireCommand | null {
    const { ask } = this.profile;
    if (ask === undefined) return null;
    this.askedAtMs = nowMs;
    this.isAnswered = false;
    this.waiting = Math.min(waitingMax, this.waiting + 1);
    return plainCommand(this.profile, ask.send);
  }

  answered(): void {
    if (this.isAnswered) return;
    this.isAnswered = true;
    this.answers += 1;
    this.waiting = Math.max(0, this.waiting - 1);
  }

  /** Another wire: what was asked on the last is not answered here. */
  forget(): void {
    this.waiting = 0;
    this.askedAtMs = Number.NEGATIVE_INFINITY;
  }
}
