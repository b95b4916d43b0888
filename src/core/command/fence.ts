const leastMs = 1000;

/** Two connections have no common order: a start that was published before a stop could be read after it. Every stop therefore
 *  sends a number through the broker on its connection, and starts wait until it has come back on the other. [S6] */
export interface FenceState {
  /** The number of the last stop. */
  readonly sent: number;
  /** The greatest number that has come back. */
  readonly returned: number;
  /** By chair: its last stop. */
  readonly stops: ReadonlyMap<string, { readonly number: number; readonly atMs: number }>;
}

export const newFence: FenceState = { sent: 0, returned: 0, stops: new Map() };

/** A stop came for these chairs: the number to send is the new `sent`. */
export function fenceStopped(state: FenceState, chairIds: readonly string[], nowMs: number): FenceState {
  const number = state.sent + 1;
  const stops = new Map(state.stops);
  for (const chairId of chairIds) stops.set(chairId, { number, atMs: nowMs });
  return { ...state, sent: number, stops };
}

/** A number came back; one that was never sent is ignored. */
export function fenceReturned(state: FenceState, number: number): FenceState {
  const isKnown = Number.isInteger(number) && number > state.returned && number <= state.sent;
  return isKnown ? { ...state, returned: number } : state;
}

/** True until the number of the chair's last stop has come back, and for at least 1 s. */
export function isFenced(state: FenceState, chairId: string, nowMs: number): boolean {
  const stop = state.stops.get(chairId);
  return stop !== undefined && (stop.number > state.returned || nowMs - stop.atMs < leastMs);
}

/** When a chair was last told to halt, by whichever face, monotonic ms; null: never. */
export interface Halts {
  /** A stop, an emergency stop, a pause, a fault, or whatever else ends what was asked before. */
  readonly atMs: number | null;
  /** A stop or an emergency stop. */
  readonly stopAtMs: number | null;
}

export const noHalts: Halts = { atMs: null, stopAtMs: null };

/** True for what had begun to arrive before the last halt, and for 1 s after a stop: the order of what comes by different ways
 *  is not known. [S6] */
export function isBehindHalt({ atMs, stopAtMs }: Halts, begunAtMs: number | null, nowMs: number): boolean {
  const hadBegun = begunAtMs !== null && atMs !== null && begunAtMs <= atMs;
  return hadBegun || (stopAtMs !== null && nowMs - stopAtMs < leastMs);
}

/** True while a number is under way. */
export const isFenceOpen = (state: FenceState): boolean => state.returned < state.sent;
