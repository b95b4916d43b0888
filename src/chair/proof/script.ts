import type { ChairAnswer } from '../../core/protocol/exchange.js';
import type { Request } from '../../core/protocol/messages.js';
import type { ProofLine } from './proof-line.js';

/** What a script waits for: `until` is looked at after every line and every tick. */
export interface Wait {
  readonly until: () => boolean;
  /** Ms from now. */
  readonly withinMs: number;
}

/** A procedure over time, in the order in which it happens: it yields what it waits for, and is told whether that came in
 *  time. Whatever ends a proof ends its script from outside, so that no script has to look for it. */
export type Script<Result> = Generator<Wait, Result, boolean>;

/** Longer than three tries, and than the 2 s of a chair that is busy. */
const answerMsMax = 3000;

/** True when it came in time. */
export function* wait(until: () => boolean, withinMs: number): Script<boolean> {
  return yield { until, withinMs };
}

/** Asks and waits for the answer; null where none came. */
export function* askAndWait(line: ProofLine, request: Request): Script<ChairAnswer | null> {
  line.ask(request);
  yield* wait(() => line.answer !== null, answerMsMax);
  return line.answer;
}
