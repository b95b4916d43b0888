import { type Attention, attend, heard, keepWatch } from '../safety/attention.js';
import { limits } from '../safety/limits.js';

/** A stop of a chair whose status does not show it: its commands say the whole state, so they are sent again and again. [S4] */
export interface UnseenStop {
  readonly askedAtMs: number;
  readonly sentAtMs: number | null;
  readonly sends: number;
  /** So many answers have to have come: the last of them was asked for behind the commands. */
  readonly answersNeeded: number;
  /** Answers that came until the last look. */
  readonly answersSeen: number;
  readonly isAlarmed: boolean;
  readonly attention: Attention;
}

export interface UnseenStopFacts {
  /** What a stop can be proved by. */
  readonly sight: 'answers' | 'none';
  /** Answers that came so far. */
  readonly answers: number;
  readonly withinMs: number;
  /** False while something is on its way to the chair. */
  readonly canSend: boolean;
  readonly nowMs: number;
}

/** `answered`: the chair has read past the commands. `unseen`: they were sent, and nobody can know more. */
export type UnseenStopEffect = 'send' | 'alarm' | 'answered' | 'unseen';

/** So often it is sent at least: an answer proves that the chair reads, not that each command came whole. */
const sendsMin = 3;

/** `waiting`: questions that are still without an answer; the answers to these prove nothing. */
export const beginUnseenStop = (nowMs: number, answers: number, waiting: number): UnseenStop => ({
  askedAtMs: nowMs,
  sentAtMs: null,
  sends: 0,
  answersNeeded: answers + waiting + sendsMin,
  answersSeen: answers,
  isAlarmed: false,
  attention: attend(nowMs),
});

function isDue({ sentAtMs, sends }: UnseenStop, { sight, withinMs, nowMs }: UnseenStopFacts): boolean {
  if (sentAtMs === null) return true;
  if (sight === 'answers') return nowMs - sentAtMs >= limits.repeatStopMs;
  return sends < sendsMin && nowMs - sentAtMs >= withinMs / sendsMin;
}

function watched(stop: UnseenStop, { answers, nowMs }: UnseenStopFacts): UnseenStop {
  const now = keepWatch(stop.attention, nowMs);
  const attention = answers > stop.answersSeen ? heard(now, false, nowMs) : now;
  return { ...stop, attention, answersSeen: answers };
}

/** One step: pure. */
export function stepUnseenStop(
  before: UnseenStop,
  facts: UnseenStopFacts,
): readonly [UnseenStop, readonly UnseenStopEffect[]] {
  const { sight, answers, withinMs, canSend, nowMs } = facts;
  const stop = watched(before, facts);
  if (!canSend) return [stop, []];
  if (sight === 'answers' && stop.sends >= sendsMin && answers >= stop.answersNeeded) return [stop, ['answered']];
  const isOver = nowMs - stop.askedAtMs >= withinMs;
  if (sight === 'none' && isOver && stop.sends > 0) return [stop, ['unseen']];
  const sent = isDue(stop, facts) ? { ...stop, sentAtMs: nowMs, sends: stop.sends + 1 } : stop;
  const effects: UnseenStopEffect[] = sent === stop ? [] : ['send'];
  if (!isOver || stop.isAlarmed || stop.attention.resumedAtMs !== null) return [sent, effects];
  return [{ ...sent, isAlarmed: true }, [...effects, 'alarm']];
}
