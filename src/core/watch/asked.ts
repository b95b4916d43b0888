import { activeStates, type Result } from '../status.js';
import { blindAfterMs, unconfirmedAfterMs } from '../web/patience.js';
import { englishFace } from '../words/english-face.js';
import type { WatchCommand } from './keys.js';
import type { Tone } from './line.js';
import type { WatchedChair } from './watched-chair.js';

/** A command that was sent from here. Times in ms, monotonic. */
export interface SentCommand {
  readonly chairId: string;
  readonly command: WatchCommand;
  readonly id: string;
  readonly atMs: number;
  readonly wasLatched: boolean;
  readonly answer: { readonly result: Result; readonly atMs: number } | null;
  /** How long after it the chair was seen still, ms. */
  readonly stillAfterMs: number | null;
}

/** What may be said of it now. */
export interface SentOutcome {
  readonly text: string;
  readonly tone: Tone;
}

/** Another command does not answer within this. */
const unansweredAfterMs = 5000;
/** What went well is not shown for ever. */
const shownMs = 12_000;
/** The times of a stop and of its answer are told in whole seconds. */
const wholeSecondsMs = 2000;

const isStop = ({ command }: SentCommand): boolean => command === 'stop' || command === 'estop';

/** What the chair says of its last stop, where that is this one or a later one. */
function ownStop({ answer }: SentCommand, { status }: WatchedChair) {
  if (status?.stop == null || answer === null || !answer.result.ok) return null;
  return Date.parse(status.stop.at) >= Date.parse(answer.result.ts) - wholeSecondsMs ? status.stop : null;
}

/** Remembers that the chair was seen still: who starts it anew takes nothing of that back. */
export function seenStillAfter(asked: SentCommand, chair: WatchedChair): SentCommand {
  const stop = isStop(asked) ? ownStop(asked, chair) : null;
  return stop?.still === true ? { ...asked, stillAfterMs: stop.after_ms ?? 0 } : asked;
}

const good = (text: string): SentOutcome => ({ text, tone: 'good' });
const unsure = (text: string): SentOutcome => ({ text, tone: 'doubtful' });
const bad = (text: string): SentOutcome => ({ text, tone: 'bad' });

/** What is said of a chair that was seen still after the stop. */
function stillOutcome({ command, wasLatched }: SentCommand, chair: WatchedChair, stillAfterMs: number): SentOutcome {
  const name = chair.name ?? chair.id;
  const state = chair.status?.state ?? null;
  if (chair.status?.stop?.still === false) return bad(englishFace.moving(name));
  if (state !== null && activeStates.includes(state)) return good(englishFace.startedAgain(name));
  // It is still, but not by the stop that was asked for.
  const isEscalated = command === 'stop' && state === 'emergency_stopped' && !wasLatched;
  return isEscalated ? bad(englishFace.escalated(name)) : good(englishFace.still((stillAfterMs / 1000).toFixed(1)));
}

/** Outcomes, not hopes. [S4] */
function stopSaid(asked: SentCommand, chair: WatchedChair, nowMs: number): SentOutcome | null {
  const { answer, stillAfterMs } = asked;
  if (answer === null) {
    return nowMs - asked.atMs >= unconfirmedAfterMs ? bad(englishFace.notConfirmed) : unsure(englishFace.stopping);
  }
  if (!answer.result.ok) return bad(`${englishFace.notTaken} ${refusalWords(answer.result)}`);
  const name = chair.name ?? chair.id;
  const sinceMs = nowMs - answer.atMs;
  if (chair.status?.fault?.code === 'stop_unverified') return bad(englishFace.moving(name));
  if (stillAfterMs !== null) return sinceMs > shownMs ? null : stillOutcome(asked, chair, stillAfterMs);
  if (sinceMs <= blindAfterMs) return unsure(englishFace.taken('', false));
  return ownStop(asked, chair)?.still === false ? bad(englishFace.moving(name)) : unsure(englishFace.blind('', false));
}

const done: Readonly<Record<WatchCommand, string>> = {
  pause: 'Paused.',
  resume: 'Goes on.',
  skip: 'On to the next part.',
  stop: '',
  estop: '',
};

/** The daemon's message says what to do about it. */
function refusalWords({ code, message }: Result): string {
  return `${code}: ${message === '' ? 'refused' : message}`;
}

/** What became of a command; null once there is nothing more to say. */
export function outcomeOf(asked: SentCommand, chair: WatchedChair, nowMs: number): SentOutcome | null {
  if (isStop(asked)) return stopSaid(asked, chair, nowMs);
  const { answer, command, chairId } = asked;
  if (answer === null) {
    if (nowMs - asked.atMs < unansweredAfterMs) return unsure(`${command} was sent …`);
    return bad(`No answer from a daemon for ${chairId}: is it running, may this user write?`);
  }
  if (nowMs - answer.atMs > shownMs) return null;
  return answer.result.ok ? good(done[command]) : bad(refusalWords(answer.result));
}
