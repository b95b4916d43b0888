import { z } from 'zod';
import { readJsonAs } from './shape/read-json.js';

/** How long a foreign claim counts for a chair that is not settled: a claim comes every 10 s, and may take 2 s. */
const claimMs = 12_000;
/** After that much silence a chair that was yielded may be reset. */
const quietMs = 30_000;
/** A decision stands this long, whoever else comes: three that decide at once must not each give way to the next. */
const decisionMs = 15_000;
/** The other may need this long to hear that it does not keep the chair. */
const heardWithinMs = 1000;
/** There and back: as long may the other decide by what we said. */
const wordMs = 7000;
/** How long is listened for another owner before a port is opened that has no lock. */
const listenMs = 2000;
const listenAloneMs = 4000;
const rivalsMax = 20;

const epoch = z.string().min(1).max(64);
const claimSchema = z.object({
  epoch,
  bridge_id: z.string().min(1).max(64),
  held_ms: z.number().min(0).max(Number.MAX_SAFE_INTEGER),
  in_session: z.boolean(),
  keeps: epoch.nullable(),
});

/** `<chair>/owner`: one run of a daemon says that the chair is its own. `held_ms` counts from the end of its first handshake
 *  with the chair; `keeps` names the run that keeps the chair, as far as that was decided. [S16] */
export type Claim = z.infer<typeof claimSchema>;

export const readClaim = (json: string | Uint8Array): Claim | null => readJsonAs(json, claimSchema);

/** Ourselves at this moment. */
export interface Claimant {
  readonly epoch: string;
  readonly heldMs: number;
  readonly isInSession: boolean;
}

interface Rival {
  readonly claim: Claim;
  readonly heardAtMs: number;
}

/** Who else claims one thing that only one daemon may have. Times in ms. */
export interface OwnershipState {
  /** Foreign daemons that were heard and have not given way, by epoch. */
  readonly rivals: ReadonlyMap<string, Rival>;
  /** What our own claim says. */
  readonly keeps: string | null;
  readonly decidedAtMs: number;
  /** Nothing is begun until then, for the other may not have heard yet. */
  readonly waitsUntilMs: number;
  /** When we last said that somebody is in session here. */
  readonly saidInSessionAtMs: number;
  /** Whom we gave way to, and when a foreign claim was last heard; null where we have not. */
  readonly yielded: { readonly to: Claim; readonly heardAtMs: number; readonly isQuiet: boolean } | null;
}

const longAgoMs = Number.NEGATIVE_INFINITY;

export const newOwnership: OwnershipState = {
  rivals: new Map(),
  keeps: null,
  decidedAtMs: longAgoMs,
  waitsUntilMs: longAgoMs,
  saidInSessionAtMs: longAgoMs,
  yielded: null,
};

export type OwnershipEffect =
  /** The other has to hear our claim at once. */
  | { readonly kind: 'answer' }
  /** The other keeps it; `isOurWord`: it has to hear so, and nothing after that. */
  | { readonly kind: 'yield'; readonly to: Claim; readonly isOurWord: boolean };

type Step = readonly [OwnershipState, OwnershipEffect | null];

/** A claim was heard. No clock of the wall decides: of two, the one with the lesser epoch says who keeps it, and the other obeys.
 *  Where three come at once nobody gives way to one that has given way before: only who says that it keeps the thing itself is
 *  obeyed, and who has said so does not take it back for another that merely held it longer. [S16] */
export function heardClaim(state: OwnershipState, self: Claimant, claim: Claim, nowMs: number): Step {
  if (claim.epoch === self.epoch) return [state, null];
  if (state.yielded !== null) return [stillYielded(state, state.yielded, claim, nowMs), null];
  const { keeps } = claim;
  // A farewell: to us, or to somebody else who will be heard.
  if (keeps === self.epoch) return [{ ...without(state, claim.epoch), keeps: self.epoch, decidedAtMs: nowMs }, null];
  if (keeps !== null && keeps !== claim.epoch) return [without(state, claim.epoch), null];
  return self.epoch < claim.epoch ? decide(state, self, claim, nowMs) : obey(state, self, claim, nowMs);
}

function decide(state: OwnershipState, self: Claimant, claim: Claim, nowMs: number): Step {
  const isStanding = state.keeps === self.epoch && nowMs - state.decidedAtMs < decisionMs;
  const isOursInSession = self.isInSession || (state.keeps === self.epoch && wasInSession(state, nowMs));
  const isTheirs = claim.in_session === isOursInSession ? !isStanding && claim.held_ms > self.heldMs : claim.in_session;
  if (isTheirs) return [yieldedTo({ ...state, keeps: claim.epoch }, claim, nowMs), yieldTo(claim, true)];
  const isNew = !state.rivals.has(claim.epoch);
  return [
    {
      ...withRival(state, claim, nowMs),
      keeps: self.epoch,
      decidedAtMs: isStanding ? state.decidedAtMs : nowMs,
      waitsUntilMs: isNew ? nowMs + heardWithinMs : state.waitsUntilMs,
    },
    { kind: 'answer' },
  ];
}

function obey(state: OwnershipState, self: Claimant, claim: Claim, nowMs: number): Step {
  // A session is never ended by one that does not know of it yet: it has to hear of it first.
  const isUnheard = (self.isInSession || wasInSession(state, nowMs)) && !claim.in_session;
  if (claim.keeps === claim.epoch && !isUnheard) return [yieldedTo(state, claim, nowMs), yieldTo(claim, false)];
  return [withRival(state, claim, nowMs), { kind: 'answer' }];
}

const yieldTo = (to: Claim, isOurWord: boolean): OwnershipEffect => ({ kind: 'yield', to, isOurWord });

/** The other may decide still by our word that somebody is in session here. */
const wasInSession = ({ saidInSessionAtMs }: OwnershipState, nowMs: number): boolean =>
  nowMs - saidInSessionAtMs < wordMs;

const yieldedTo = (state: OwnershipState, to: Claim, nowMs: number): OwnershipState => ({
  ...state,
  rivals: new Map(),
  yielded: { to, heardAtMs: nowMs, isQuiet: false },
});

function stillYielded(
  state: OwnershipState,
  { to }: { readonly to: Claim },
  claim: Claim,
  nowMs: number,
): OwnershipState {
  const isKeeper = claim.epoch === to.epoch || claim.keeps === claim.epoch;
  return { ...state, yielded: { to: isKeeper ? claim : to, heardAtMs: nowMs, isQuiet: false } };
}

function withRival(state: OwnershipState, claim: Claim, nowMs: number): OwnershipState {
  if (state.rivals.size >= rivalsMax && !state.rivals.has(claim.epoch)) return state;
  return { ...state, rivals: new Map(state.rivals).set(claim.epoch, { claim, heardAtMs: nowMs }) };
}

function without(state: OwnershipState, epoch: string): OwnershipState {
  const rivals = new Map(state.rivals);
  rivals.delete(epoch);
  return { ...state, rivals };
}

/** Our own claim went out. */
export const toldClaim = (state: OwnershipState, { isInSession }: Claimant, nowMs: number): OwnershipState =>
  isInSession ? { ...state, saidInSessionAtMs: nowMs } : state;

/** What time changes: a rival that fell silent is forgotten, and a chair that was yielded may be reset. Silence counts only
 *  while we could hear, `onlineSinceMs` (null: we cannot now). */
export function ownershipTick(state: OwnershipState, onlineSinceMs: number | null, nowMs: number): OwnershipState {
  if (onlineSinceMs === null) return state;
  const silentMs = (heardAtMs: number): number => nowMs - Math.max(heardAtMs, onlineSinceMs);
  const { yielded } = state;
  if (yielded !== null) {
    const isQuiet = silentMs(yielded.heardAtMs) >= quietMs;
    return isQuiet === yielded.isQuiet ? state : { ...state, yielded: { ...yielded, isQuiet } };
  }
  if (state.rivals.size === 0) return state;
  const alive = [...state.rivals].filter(([, { heardAtMs }]) => silentMs(heardAtMs) < claimMs);
  return alive.length === state.rivals.size ? state : { ...state, rivals: new Map(alive) };
}

/** How one run of a daemon stands to one chair. */
export type Holding =
  | { readonly kind: 'own' }
  /** Who keeps it is not settled: nothing new is begun. */
  | { readonly kind: 'unsettled'; readonly why: string }
  /** Another daemon keeps it. `mayReset`: it has been silent for 30 s. */
  | { readonly kind: 'yielded'; readonly why: string; readonly mayReset: boolean };

export const ownHolding: Holding = { kind: 'own' };
export const listeningHolding: Holding = {
  kind: 'unsettled',
  why: 'the daemon has just come up and listens for another owner of the chair; try again in some seconds',
};

/** What the one that gave way says of the chair, or null. */
export const foreignOwnerOf = (holding: Holding): string | null => (holding.kind === 'yielded' ? holding.why : null);

const daemonOf = ({ bridge_id }: Claim): string => `another daemon (bridge ${bridge_id})`;

/** What follows from who else claims the chair. */
export function holdingOf(state: OwnershipState, self: Pick<Claimant, 'epoch'>, nowMs: number): Holding {
  const { yielded, waitsUntilMs } = state;
  if (yielded !== null) {
    const why = `${daemonOf(yielded.to)} owns this chair: end one of the two; reset 30 s later`;
    return { kind: 'yielded', why, mayReset: yielded.isQuiet };
  }
  const rivals = [...state.rivals.values()];
  const open = rivals.find(({ claim }) => claim.epoch < self.epoch) ?? (nowMs < waitsUntilMs ? rivals[0] : undefined);
  if (open === undefined) return ownHolding;
  const why = `${daemonOf(open.claim)} claims this chair too, and it is not settled who keeps it; try again in some seconds`;
  return { kind: 'unsettled', why };
}

/** Whether we have listened long enough for another owner to open a port that has no lock: 2 s where a broker answers, else
 *  4 s from the start. Times in ms. */
export const hasListened = (startedAtMs: number, onlineSinceMs: number | null, nowMs: number): boolean =>
  onlineSinceMs === null ? nowMs - startedAtMs >= listenAloneMs : nowMs - onlineSinceMs >= listenMs;
