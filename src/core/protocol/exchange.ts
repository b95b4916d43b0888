import { limits } from '../safety/limits.js';
import { encodeOrder } from './codec.js';
import { type ErrorCode, type Request, seqMax } from './messages.js';

/** A request that waits for its answer; `line` is what is sent again, byte for byte. */
interface Flight {
  readonly request: Request;
  readonly seq: number;
  readonly line: string;
  readonly sentAtMs: number;
  readonly firstSentAtMs: number;
  readonly tries: number;
  /** The last look found no answer in time: what had come by then is read, so that we are never the ones who were late. */
  readonly isOverdue: boolean;
}

/** A request that the chair could not take yet. */
interface Postponed {
  readonly request: Request;
  readonly againAtMs: number;
  readonly giveUpAtMs: number;
}

/** One request in flight. `isGreeted` says that HELLO was answered on this connection. */
export interface ExchangeState {
  readonly lastSeq: number;
  readonly hasWrapped: boolean;
  readonly isGreeted: boolean;
  readonly flight: Flight | null;
  readonly postponed: Postponed | null;
  readonly queue: readonly Request[];
  readonly straysAtMs: readonly number[];
}

export type ChairAnswer =
  | { readonly kind: 'ok'; readonly seq: number; readonly args: readonly string[] }
  | { readonly kind: 'error'; readonly seq: number; readonly code: ErrorCode; readonly detail: string };

export type ExchangeInput =
  | { readonly kind: 'ask'; readonly request: Request; readonly nowMs: number }
  /** STOP, ESTOP or HELLO: written at once; whatever was in flight or queued is forgotten. */
  | { readonly kind: 'ask-now'; readonly request: Request; readonly nowMs: number }
  | { readonly kind: 'answer'; readonly answer: ChairAnswer; readonly nowMs: number }
  | { readonly kind: 'tick'; readonly nowMs: number };

export type ExchangeEffect =
  | { readonly kind: 'write'; readonly text: string; readonly isRetry: boolean }
  | { readonly kind: 'answered'; readonly request: Request; readonly answer: ChairAnswer; readonly rttMs: number }
  /** Three tries without an answer: the link is lost. */
  | { readonly kind: 'lost' }
  /** Three answers within 10 s to what was never asked: somebody else speaks to the chair. [S16] */
  | { readonly kind: 'foreign' };

type Step = readonly [ExchangeState, readonly ExchangeEffect[]];

/** Times and counts of the protocol, section 2. */
export const exchangeLimits = {
  resendMs: 200,
  triesMax: 3,
  helloMs: 500,
  busyAgainMs: 200,
  busyGiveUpMs: 2000,
  strayWindowMs: 10_000,
  straysMax: 3,
  queueMax: 16,
} as const;

export const newExchange: ExchangeState = {
  lastSeq: 0,
  hasWrapped: false,
  isGreeted: false,
  flight: null,
  postponed: null,
  queue: [],
  straysAtMs: [],
};

function send(state: ExchangeState, request: Request, nowMs: number, firstSentAtMs = nowMs): Step {
  const isHello = request.verb === 'HELLO';
  const wraps = !isHello && state.lastSeq === seqMax;
  const seq = isHello || wraps ? 1 : state.lastSeq + 1;
  const line = encodeOrder({ seq, request });
  const flight: Flight = { request, seq, line, sentAtMs: nowMs, firstSentAtMs, tries: 1, isOverdue: false };
  const counted = isHello
    ? { ...newExchange, straysAtMs: state.straysAtMs, lastSeq: seq }
    : { ...state, lastSeq: seq, hasWrapped: state.hasWrapped || wraps };
  return [{ ...counted, flight, postponed: null }, [{ kind: 'write', text: line, isRetry: false }]];
}

/** Sends what waits, when nothing is in flight. */
function next(state: ExchangeState, nowMs: number): Step {
  if (state.flight !== null) return [state, []];
  if (state.postponed !== null) {
    const { request, againAtMs, giveUpAtMs } = state.postponed;
    return nowMs >= againAtMs ? send(state, request, nowMs, giveUpAtMs - exchangeLimits.busyGiveUpMs) : [state, []];
  }
  const [first, ...rest] = state.queue;
  return first === undefined ? [state, []] : send({ ...state, queue: rest }, first, nowMs);
}

/** Also true for seq 0, which answers lines that could not be read. */
const wasAsked = (state: ExchangeState, seq: number): boolean => state.hasWrapped || seq <= state.lastSeq;

function takeStray(state: ExchangeState, seq: number, nowMs: number): Step {
  if (!state.isGreeted || wasAsked(state, seq)) return [state, []];
  const recent = state.straysAtMs.filter((atMs) => nowMs - atMs < exchangeLimits.strayWindowMs);
  const straysAtMs = [...recent, nowMs];
  const isForeign = straysAtMs.length >= exchangeLimits.straysMax;
  return [{ ...state, straysAtMs: isForeign ? [] : straysAtMs }, isForeign ? [{ kind: 'foreign' }] : []];
}

function takeAnswer(state: ExchangeState, answer: ChairAnswer, nowMs: number): Step {
  const { flight } = state;
  if (flight === null || flight.seq !== answer.seq) return takeStray(state, answer.seq, nowMs);
  const landed = { ...state, flight: null };
  const giveUpAtMs = flight.firstSentAtMs + exchangeLimits.busyGiveUpMs;
  const isLater = answer.kind === 'error' && (answer.code === 'busy' || answer.code === 'seq');
  if (isLater && nowMs < giveUpAtMs) {
    const againAtMs = nowMs + exchangeLimits.busyAgainMs;
    return [{ ...landed, postponed: { request: flight.request, againAtMs, giveUpAtMs } }, []];
  }
  const isGreeted = state.isGreeted || (flight.request.verb === 'HELLO' && answer.kind === 'ok');
  const answered: ExchangeEffect = {
    kind: 'answered',
    request: flight.request,
    answer,
    rttMs: nowMs - flight.sentAtMs,
  };
  const [after, effects] = next({ ...landed, isGreeted }, nowMs);
  return [after, [answered, ...effects]];
}

/** STOP and ESTOP are never given up, HELLO neither: somebody has to answer some day. */
const isPatient = (request: Request): boolean =>
  request.verb === 'STOP' || request.verb === 'ESTOP' || request.verb === 'HELLO';

function takeTick(state: ExchangeState, nowMs: number): Step {
  const { flight } = state;
  if (flight === null) return next(state, nowMs);
  const periodMs = flight.request.verb === 'HELLO' ? exchangeLimits.helloMs : exchangeLimits.resendMs;
  const waitedMs = nowMs - flight.sentAtMs;
  if (!flight.isOverdue && waitedMs >= periodMs - limits.lookAgainMs)
    return [{ ...state, flight: { ...flight, isOverdue: true } }, []];
  if (waitedMs < periodMs) return [state, []];
  if (flight.tries >= exchangeLimits.triesMax && !isPatient(flight.request)) return [newExchange, [{ kind: 'lost' }]];
  return again(state, flight, nowMs);
}

function again(state: ExchangeState, flight: Flight, nowMs: number): Step {
  const resent = { ...flight, sentAtMs: nowMs, tries: flight.tries + 1, isOverdue: false };
  return [{ ...state, flight: resent }, [{ kind: 'write', text: flight.line, isRetry: true }]];
}

/** A stop that is still unanswered is repeated as it is: with a new number each time, answers that take longer than the repeats would
 *  never be those that are waited for. [S4] */
function askNow(state: ExchangeState, request: Request, nowMs: number): Step {
  const { flight } = state;
  const alone = { ...state, postponed: null, queue: [] };
  return flight !== null && isSameStop(flight.request, request)
    ? again(alone, flight, nowMs)
    : send({ ...alone, flight: null }, request, nowMs);
}

const isSameStop = (one: Request, other: Request): boolean =>
  (one.verb === 'STOP' && other.verb === 'STOP' && one.rampMs === other.rampMs) ||
  (one.verb === 'ESTOP' && other.verb === 'ESTOP');

/** One step of the request exchange: pure, synchronous, total. Times in ms of one monotonic clock. */
export function stepExchange(state: ExchangeState, input: ExchangeInput): Step {
  switch (input.kind) {
    case 'ask': {
      if (state.queue.length >= exchangeLimits.queueMax) return [newExchange, [{ kind: 'lost' }]];
      return next({ ...state, queue: [...state.queue, input.request] }, input.nowMs);
    }
    case 'ask-now':
      return askNow(state, input.request, input.nowMs);
    case 'answer':
      return takeAnswer(state, input.answer, input.nowMs);
    case 'tick':
      return takeTick(state, input.nowMs);
  }
}
