import type { ChairState, CommandSource, Result, Verdict } from '../status.js';
import { isoTime } from '../time-text.js';
import { type FreshnessSettings, isClockUnset, type MessageAge, stalenessOf } from './freshness.js';
import { interruptIds, keepResult, noIds, type RememberedId, type RememberedIds, recallId, rememberId } from './ids.js';
import { type CommandForm, findSafetyCommand, readCommand } from './reading.js';
import type { Command } from './schema.js';
import { beginsSession } from './verbs.js';

const payloadBytesMax = 4096;
/** A greater one is only looked at where it begins. */
const wholeBytesMax = 65_536;
const rateMax = 10;
const rateWindowMs = 1000;
const quietMs = 1000;

export interface CommandRequest extends MessageAge {
  /** The face that it came by: each is told of a flood by itself. */
  readonly source: CommandSource;
  readonly form: CommandForm;
  readonly payload: Uint8Array;
  /** Monotonic, ms. */
  readonly nowMs: number;
  readonly state: ChairState;
}

export interface AdmissionState {
  /** When the commands of the last second came, ms. */
  readonly takenAtMs: readonly number[];
  /** When `too_large` and `rate_limited` were last answered, ms, by face and code. */
  readonly saidAtMs: ReadonlyMap<string, number>;
  readonly ids: RememberedIds;
}

export const newAdmission: AdmissionState = { takenAtMs: [], saidAtMs: new Map(), ids: noIds };

export interface Refusal extends Verdict {
  readonly id: string | null;
  readonly command: string | null;
  readonly ageS?: number;
}

export type Admission =
  /** `note` is to be added to the message of the result. */
  | { readonly kind: 'run'; readonly command: Command; readonly note: string | null }
  /** `isQuiet`: a refusal of a flood that was told less than 1 s ago. */
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly isQuiet: boolean }
  /** The id was seen before: its result is told again. */
  | { readonly kind: 'repeated'; readonly result: Result };

type Step = readonly [AdmissionState, Admission];

const floods = {
  too_large: {
    message: `the payload is over ${payloadBytesMax} bytes; send a smaller one`,
    values: { bytes_max: payloadBytesMax },
  },
  rate_limited: {
    message: `more than ${rateMax} commands in a second; send fewer (stop, estop and pause are always accepted)`,
    values: { commands_max: rateMax },
  },
} as const;

function refuseQuietly(
  state: AdmissionState,
  code: 'too_large' | 'rate_limited',
  { source, nowMs }: Pick<CommandRequest, 'source' | 'nowMs'>,
): Step {
  const key = `${source} ${code}`;
  const saidAtMs = state.saidAtMs.get(key) ?? Number.NEGATIVE_INFINITY;
  const refusal: Refusal = { id: null, command: null, code, ...floods[code] };
  const isQuiet = nowMs - saidAtMs < quietMs;
  const said = isQuiet ? state : { ...state, saidAtMs: new Map(state.saidAtMs).set(key, nowMs) };
  return [said, { kind: 'refused', refusal, isQuiet }];
}

function decode(payload: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(payload);
  } catch {
    return null;
  }
}

/** As it is looked through for a stop: what is not UTF-8 in it is no reason to move on. [S7] */
const looselyDecoded = (payload: Uint8Array): string =>
  new TextDecoder().decode(payload.length > wholeBytesMax ? payload.subarray(0, payloadBytesMax) : payload);

const refused = (refusal: Refusal): Admission => ({ kind: 'refused', refusal, isQuiet: false });
const run = (command: Command, note: string | null = null): Admission => ({ kind: 'run', command, note });

/** [S7] A stop, estop or pause interrupts what its chair was asked before, and is never counted. */
const takeSafety = (state: AdmissionState, command: Command): Step => [interrupted(state), run(command)];

function answerAgain(command: Command, id: string, known: RememberedId): Admission {
  if (known.result !== null && !known.isInterrupted) return { kind: 'repeated', result: known.result };
  const message =
    known.result === null && !known.isInterrupted
      ? 'a command with this id is being worked on; wait for its result'
      : 'a command with this id was accepted before, and a stop, fault or pause has come since; send a new one with a new id';
  return refused({ id, command: command.command, code: 'duplicate', message });
}

const unsetNote = "the daemon's clock is not set, so ts was not checked";

function takeFresh(state: AdmissionState, command: Command, request: CommandRequest, note: string | null): Step {
  const { nowMs, wallMs } = request;
  const id = command.id;
  if (id === undefined) return [state, run(command, note)];
  const known = recallId(state.ids, id, nowMs);
  if (known !== null) return [state, answerAgain(command, id, known)];
  const ids = rememberId(state.ids, id, { nowMs, wallMs, isStart: beginsSession(command) });
  return [{ ...state, ids }, run(command, note)];
}

function takeCommand(
  state: AdmissionState,
  command: Command,
  request: CommandRequest,
  settings: FreshnessSettings,
): Step {
  const staleness = stalenessOf(command, request, settings);
  if (staleness !== null) {
    const refusal: Refusal = { id: command.id ?? null, command: command.command, ...staleness };
    return [state, refused(refusal)];
  }
  const isIgnored = command.ts !== undefined && isClockUnset(request.wallMs, settings);
  return takeFresh(state, command, request, isIgnored ? unsetNote : null);
}

/** Checks a message up to `duplicate`, in the order of the published codes. What is left to check is the chair's state. */
export function admit(state: AdmissionState, request: CommandRequest, settings: FreshnessSettings): Step {
  const { form, payload, nowMs } = request;
  const safety = findSafetyCommand(form, looselyDecoded(payload));
  if (safety !== null) return takeSafety(state, safety);
  if (payload.length > payloadBytesMax) return refuseQuietly(state, 'too_large', request);
  const takenAtMs = state.takenAtMs.filter((atMs) => nowMs - atMs < rateWindowMs);
  if (takenAtMs.length >= rateMax) return refuseQuietly(state, 'rate_limited', request);
  const reading = readCommand(form, decode(payload), request.state);
  const counted: AdmissionState = { ...state, takenAtMs: [...takenAtMs, nowMs] };
  if (reading.kind === 'command') return takeCommand(counted, reading.command, request, settings);
  const { id, command, code, message } = reading;
  return [counted, refused({ id, command, code, message })];
}

/** The result of a command that was run: a repetition of its id is told the same. */
export const withAnswer = (state: AdmissionState, id: string, result: Result): AdmissionState => ({
  ...state,
  ids: keepResult(state.ids, id, result),
});

/** A stop, fault or pause has come, from wherever: results of before are no answer any more. */
export const interrupted = (state: AdmissionState): AdmissionState => ({ ...state, ids: interruptIds(state.ids) });

/** What is told of a command that was refused. `wallMs`: time of day. */
export function resultOfRefusal(refusal: Refusal, state: ChairState, wallMs: number): Result {
  const { id, command, code, message, values = {}, ageS = null } = refusal;
  return {
    id,
    command,
    ok: code === 'ok',
    code,
    message,
    values,
    state,
    age_s: ageS,
    late: false,
    ts: isoTime(wallMs),
  };
}

/** What is told of a command that was run; `note` is said with it. */
export function resultOfVerdict(
  { id, command }: Pick<Command, 'id' | 'command'>,
  verdict: Verdict & { readonly note: string | null },
  state: ChairState,
  wallMs: number,
): Result {
  const { note, ...told } = verdict;
  const message = note === null ? told.message : `${told.message}; ${note}`;
  return resultOfRefusal({ id: id ?? null, command, ...told, message }, state, wallMs);
}
