import { isClockUnset, stalenessOf } from './command-freshness.js';
import { findSafetyCommand, readCommand } from './command-reading.js';
import { interruptIds, keepResult, noIds, recallId, rememberId, } from './remembered-ids.js';
const payloadBytesMax = 4096;
const rateMax = 10;
const rateWindowMs = 1000;
const quietMs = 1000;
export const newAdmission = {
    takenAtMs: [],
    saidAtMs: { too_large: null, rate_limited: null },
    ids: noIds,
};
const refusalMessages = {
    too_large: 'the payload is over 4096 bytes; send a smaller one',
    rate_limited: 'more than 10 commands in a second; send fewer (stop, estop and pause are always taken)',
};
function refuseQuietly(state, code, nowMs) {
    const saidAtMs = state.saidAtMs[code];
    if (saidAtMs !== null && nowMs - saidAtMs < quietMs)
        return [state, { kind: 'silent' }];
    const refusal = { id: null, command: null, code, message: refusalMessages[code] };
    return [
        { ...state, saidAtMs: { ...state.saidAtMs, [code]: nowMs } },
        { kind: 'refused', refusal },
    ];
}
function decode(payload) {
    try {
        return new TextDecoder('utf-8', { fatal: true }).decode(payload);
    }
    catch {
        return null;
    }
}
const run = (command, note = null) => ({ kind: 'run', command, note });
/** [S7] A stop, estop or pause interrupts what its chair was asked before, and is never counted. */
const takeSafety = (state, command) => [interrupted(state), run(command)];
function answerAgain(command, id, known) {
    if (known.result !== null && !known.isInterrupted)
        return { kind: 'repeated', result: known.result };
    const message = known.result === null
        ? 'a command with this id is being worked on; wait for its result'
        : 'a command with this id was taken before, and a stop, fault or pause has come since; send a new one with a new id';
    return { kind: 'refused', refusal: { id, command: command.command, code: 'duplicate', message } };
}
const unsetNote = "The daemon's clock is not set, so ts was not checked.";
function takeFresh(state, command, request, note) {
    const { nowMs, wallMs } = request;
    const id = command.id;
    if (id === undefined)
        return [state, run(command, note)];
    const known = recallId(state.ids, id, nowMs);
    if (known !== null)
        return [state, answerAgain(command, id, known)];
    const ids = rememberId(state.ids, id, { nowMs, wallMs, isStart: command.command === 'start' });
    return [{ ...state, ids }, run(command, note)];
}
function takeCommand(state, command, request, settings) {
    const staleness = stalenessOf(command, request, settings);
    if (staleness !== null) {
        const refusal = { id: command.id ?? null, command: command.command, ...staleness };
        return [state, { kind: 'refused', refusal }];
    }
    const isIgnored = command.ts !== undefined && isClockUnset(request.wallMs, settings);
    return takeFresh(state, command, request, isIgnored ? unsetNote : null);
}
/** Checks a message up to `duplicate`, in the order of the published codes. What is left to check is the chair's state. */
export function admit(state, request, settings) {
    const { form, payload, nowMs } = request;
    if (payload.length > payloadBytesMax)
        return refuseQuietly(state, 'too_large', nowMs);
    const text = decode(payload);
    const takenAtMs = state.takenAtMs.filter((atMs) => nowMs - atMs < rateWindowMs);
    if (takenAtMs.length >= rateMax) {
        const safety = findSafetyCommand(form, text);
        return safety === null ? refuseQuietly(state, 'rate_limited', nowMs) : takeSafety(state, safety);
    }
    const reading = readCommand(form, text, request.state);
    if (reading.kind === 'safety')
        return takeSafety(state, reading.command);
    const counted = { ...state, takenAtMs: [...takenAtMs, nowMs] };
    if (reading.kind === 'command')
        return takeCommand(counted, reading.command, request, settings);
    const { id, command, code, message } = reading;
    return [counted, { kind: 'refused', refusal: { id, command, code, message } }];
}
/** The result of a command that was run: a repetition of its id is told the same. */
export const answered = (state, id, result) => ({
    ...state,
    ids: keepResult(state.ids, id, result),
});
/** A stop, fault or pause has come, from wherever: results of before are no answer any more. */
export const interrupted = (state) => ({ ...state, ids: interruptIds(state.ids) });
