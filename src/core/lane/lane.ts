/** How often a connection asks itself, ms. */
const nonceEveryMs = 1000;
const silentAfterMs = 3000;
/** After a silence, commands that cannot say when they were sent are not believed for so long, ms. */
const doubtfulMs = 10_000;
/** A longer gap between two ticks is our own delay: what lies at our door unread is no silence of the way. */
const ownDelayMs = 500;
const outstandingMax = 256;

/** A connection as a lane: what it sends to itself through the broker must come back. Times monotonic, ms. [S7] */
export interface LaneState {
  /** When its subscriptions were granted; null while it is offline. */
  readonly onlineAtMs: number | null;
  /** What is on its way, by nonce: when it was sent on this connection, and as which of all. */
  readonly sent: ReadonlyMap<string, { readonly atMs: number; readonly number: number }>;
  readonly sentAtMs: number;
  /** How many were ever sent, and the greatest number that has come back on this connection. */
  readonly sentCount: number;
  readonly returnedNumber: number;
  /** When the newest that came back on this connection was sent; null before the first. */
  readonly provenAtMs: number | null;
  /** The same, whichever connection it was. */
  readonly heardAtMs: number | null;
  /** The last moment at which the lane was seen silent. */
  readonly silentAtMs: number | null;
  /** When something came back that was sent after that. */
  readonly clearedAtMs: number | null;
  readonly tickedAtMs: number;
  /** Since when our own ticks came in time. */
  readonly awakeAtMs: number;
}

const longAgo = Number.NEGATIVE_INFINITY;

export const newLane: LaneState = {
  onlineAtMs: null,
  sent: new Map(),
  sentAtMs: longAgo,
  sentCount: 0,
  returnedNumber: 0,
  provenAtMs: null,
  heardAtMs: null,
  silentAtMs: null,
  clearedAtMs: null,
  tickedAtMs: longAgo,
  awakeAtMs: longAgo,
};

/** `opening`: nothing has come back yet. `unheard`: nothing ever has, for too long: a right is missing. */
export type LaneVerdict = 'offline' | 'opening' | 'unheard' | 'proven' | 'silent';

export function verdictOf({ onlineAtMs, provenAtMs }: LaneState, nowMs: number): LaneVerdict {
  if (onlineAtMs === null) return 'offline';
  if (provenAtMs === null) return nowMs - onlineAtMs > silentAfterMs ? 'unheard' : 'opening';
  return nowMs - provenAtMs > silentAfterMs ? 'silent' : 'proven';
}

const isMute = ({ heardAtMs }: LaneState, nowMs: number): boolean =>
  heardAtMs !== null && nowMs - heardAtMs > silentAfterMs;

/** What comes by a lane may be late: `silent` while nothing proves the contrary, then `doubtful` for a while. Null: it is not. */
export type Lateness = 'silent' | 'doubtful' | null;

/** How late a message may be that comes now. A broker that nothing was ever heard from has no silence that could be seen. [S6] */
export function latenessOf(state: LaneState, nowMs: number): Lateness {
  if (isMute(state, nowMs)) return 'silent';
  if (state.silentAtMs === null) return null;
  if (state.clearedAtMs === null) return 'silent';
  return nowMs - state.clearedAtMs < doubtfulMs ? 'doubtful' : null;
}

const noticed = (state: LaneState, nowMs: number): LaneState =>
  isMute(state, nowMs) ? { ...state, silentAtMs: nowMs, clearedAtMs: null } : state;

/** A new connection: what an earlier one has sent proves nothing. */
export const laneOnline = (state: LaneState, nowMs: number): LaneState => ({
  ...noticed(state, nowMs),
  onlineAtMs: nowMs,
  sent: new Map(),
  sentAtMs: longAgo,
  returnedNumber: 0,
  provenAtMs: null,
  tickedAtMs: nowMs,
  awakeAtMs: nowMs,
});

export const laneOffline = (state: LaneState, nowMs: number): LaneState => ({
  ...noticed(state, nowMs),
  onlineAtMs: null,
  sent: new Map(),
  provenAtMs: null,
});

export function laneSent(state: LaneState, nonce: string, nowMs: number): LaneState {
  const number = state.sentCount + 1;
  const sent = [...state.sent, [nonce, { atMs: nowMs, number }] as const].slice(-outstandingMax);
  return { ...state, sent: new Map(sent), sentAtMs: nowMs, sentCount: number };
}

/** A nonce came back; one that this connection has not sent, or that has come back already, is ignored. */
export function laneReturned(state: LaneState, nonce: string, nowMs: number): LaneState {
  const own = state.sent.get(nonce);
  if (own === undefined || state.onlineAtMs === null) return state;
  const sentAtMs = own.atMs;
  const before = noticed(state, nowMs);
  const isAfterSilence = before.silentAtMs !== null && sentAtMs > before.silentAtMs;
  return {
    ...before,
    sent: new Map([...before.sent].filter(([, { number }]) => number > own.number)),
    returnedNumber: Math.max(own.number, before.returnedNumber),
    provenAtMs: Math.max(sentAtMs, before.provenAtMs ?? longAgo),
    heardAtMs: Math.max(sentAtMs, before.heardAtMs ?? longAgo),
    clearedAtMs: isAfterSilence ? (before.clearedAtMs ?? nowMs) : before.clearedAtMs,
  };
}

/** `send`: the next nonce is due. `give-up`: the connection is to be thrown away. */
export type LaneEffect = 'send' | 'give-up';

/** Field by field: it is made anew at every tick, and spreading it takes the engine many times as long. */
const tickedOf = (state: LaneState, tickedAtMs: number, awakeAtMs: number): LaneState => ({
  onlineAtMs: state.onlineAtMs,
  sent: state.sent,
  sentAtMs: state.sentAtMs,
  sentCount: state.sentCount,
  returnedNumber: state.returnedNumber,
  provenAtMs: state.provenAtMs,
  heardAtMs: state.heardAtMs,
  silentAtMs: state.silentAtMs,
  clearedAtMs: state.clearedAtMs,
  tickedAtMs,
  awakeAtMs,
});

/** To be called often. Its silence counts from when our own ticks came in time, because what has come while we stood still is
 *  not read yet. */
export function laneTick(state: LaneState, nowMs: number): readonly [LaneState, readonly LaneEffect[]] {
  const awakeAtMs = nowMs - state.tickedAtMs > ownDelayMs ? nowMs : state.awakeAtMs;
  const ticked = tickedOf(noticed(state, nowMs), nowMs, awakeAtMs);
  const effects: LaneEffect[] = [];
  const isDue = nowMs - ticked.sentAtMs >= nonceEveryMs || isSilenceOver(ticked, nowMs);
  if (ticked.onlineAtMs !== null && isDue) effects.push('send');
  const isSilent = verdictOf(ticked, nowMs) === 'silent' && nowMs - awakeAtMs > silentAfterMs;
  return [ticked, isSilent ? [...effects, 'give-up'] : effects];
}

/** Something came after a silence, and nothing was sent since that could show that all of what was held has come. */
const isSilenceOver = (state: LaneState, nowMs: number): boolean =>
  state.silentAtMs !== null &&
  state.clearedAtMs === null &&
  state.sentAtMs <= state.silentAtMs &&
  !isMute(state, nowMs);

/** True where the way has answered to something that was sent after the first `sentCount`. */
export const isProvenAfter = ({ onlineAtMs, returnedNumber }: LaneState, sentCount: number): boolean =>
  onlineAtMs !== null && returnedNumber > sentCount;
