const leastMs = 1000;
export const newFence = { sent: 0, returned: 0, stops: new Map() };
/** A stop came for these chairs: the number to send is the new `sent`. */
export function fenceStopped(state, chairIds, nowMs) {
    const number = state.sent + 1;
    const stops = new Map(state.stops);
    for (const chairId of chairIds)
        stops.set(chairId, { number, atMs: nowMs });
    return { ...state, sent: number, stops };
}
/** A number came back; one that was never sent is ignored. */
export function fenceReturned(state, number) {
    const isKnown = Number.isInteger(number) && number > state.returned && number <= state.sent;
    return isKnown ? { ...state, returned: number } : state;
}
/** True until the number of the chair's last stop has come back, and for at least 1 s. */
export function isFenced(state, chairId, nowMs) {
    const stop = state.stops.get(chairId);
    return stop !== undefined && (stop.number > state.returned || nowMs - stop.atMs < leastMs);
}
/** True while a number is under way. */
export const isFenceOpen = (state) => state.returned < state.sent;
