import { seededRandom } from '../../hardware-sim/random.js';
import {
  type Claim,
  type Claimant,
  heardClaim,
  holdingOf,
  newOwnership,
  type OwnershipState,
  ownershipTick,
  toldClaim,
} from '../../src/core/ownership.js';

const claimEveryMs = 10_000;
const answerGapMs = 500;
const stepMs = 50;

export interface NetworkSetup {
  readonly seed: number;
  readonly daemons: number;
  /** No message takes longer, ms. */
  readonly latencyMsMax: number;
  /** They start within this, ms. */
  readonly startWithinMs: number;
  /** Apart until then: nobody hears anybody, ms; 0: never. */
  readonly apartUntilMs: number;
  /** Chance that one is in session while it is alone. */
  readonly sessionChance: number;
}

/** One daemon of the network: the pure decisions, and when it says what. */
class Peer {
  state: OwnershipState = newOwnership;
  readonly epoch: string;
  private readonly phaseMs: number;
  private answeredAtMs = Number.NEGATIVE_INFINITY;
  private isAnswerDue = false;
  yieldedAtMs: number | null = null;

  constructor(
    readonly startMs: number,
    private readonly greetedMs: number,
    private readonly session: { readonly fromMs: number; readonly toMs: number } | null,
    random: () => number,
    private readonly say: (claim: Claim) => void,
  ) {
    this.epoch = Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
    this.phaseMs = startMs;
  }

  self(nowMs: number): Claimant {
    const { session, greetedMs } = this;
    const isInSession =
      this.state.yielded === null && session !== null && nowMs >= session.fromMs && nowMs < session.toMs;
    return { epoch: this.epoch, heldMs: Math.max(0, nowMs - greetedMs), isInSession };
  }

  get isSilent(): boolean {
    return this.state.yielded !== null;
  }

  hear(claim: Claim, nowMs: number): void {
    if (nowMs < this.startMs) return;
    const [state, effect] = heardClaim(this.state, this.self(nowMs), claim, nowMs);
    if (effect?.kind === 'yield') {
      if (effect.isOurWord) this.tell(nowMs, effect.to.epoch);
      this.yieldedAtMs = nowMs;
    }
    this.state = state;
    if (effect?.kind === 'answer') this.isAnswerDue = true;
  }

  step(nowMs: number): void {
    if (nowMs < this.startMs || this.isSilent) return;
    this.state = ownershipTick(this.state, this.startMs, nowMs);
    const isTurn = (nowMs - this.phaseMs) % claimEveryMs < stepMs;
    if (!isTurn && !(this.isAnswerDue && nowMs - this.answeredAtMs >= answerGapMs)) return;
    this.isAnswerDue = false;
    this.answeredAtMs = nowMs;
    this.tell(nowMs, this.state.keeps);
  }

  private tell(nowMs: number, keeps: string | null): void {
    const self = this.self(nowMs);
    this.state = toldClaim(this.state, self, nowMs);
    const { epoch, heldMs, isInSession } = self;
    this.say({ epoch, bridge_id: `bridge-${epoch}`, held_ms: heldMs, in_session: isInSession, keeps });
  }
}

interface Message {
  readonly to: Peer;
  readonly claim: Claim;
  readonly dueMs: number;
}

export interface NetworkOutcome {
  readonly keepers: number;
  /** Of those that do not keep it, all know it; who keeps it takes starts. */
  readonly isSettled: boolean;
  /** From the moment at which all have started and hear each other, ms; null where they did not agree. */
  readonly agreedAfterMs: number | null;
  /** A daemon in session gave way to one that was in none. */
  readonly hasLostSession: boolean;
}

/** Daemons that claim one chair over a slow network, in virtual time. All of it follows from the seed. */
export function runNetwork(setup: NetworkSetup, durationMs = 120_000): NetworkOutcome {
  const random = seededRandom(setup.seed);
  const next = (): number => random.next();
  let messages: Message[] = [];
  const lastDueMs = new Map<string, number>();
  let nowMs = 0;
  const peers: Peer[] = [];
  const send = (from: Peer, claim: Claim): void => {
    for (const to of peers) {
      if (to === from || nowMs < setup.apartUntilMs) continue;
      const way = `${from.epoch} ${to.epoch}`;
      const dueMs = Math.max(lastDueMs.get(way) ?? 0, nowMs + 1 + Math.floor(next() * (setup.latencyMsMax - 1)));
      lastDueMs.set(way, dueMs);
      messages.push({ to, claim, dueMs });
    }
  };
  for (let count = 0; count < setup.daemons; count += 1) {
    const startMs = Math.floor(next() * setup.startWithinMs);
    const fromMs = startMs + 2000 + Math.floor(next() * setup.apartUntilMs);
    const session =
      next() < setup.sessionChance ? { fromMs, toMs: fromMs + Math.floor(next() * 2 * setup.apartUntilMs) } : null;
    const peer: Peer = new Peer(startMs, startMs + Math.floor(next() * 4000), session, next, (claim) =>
      send(peer, claim),
    );
    peers.push(peer);
  }
  const hearingFromMs = Math.max(setup.apartUntilMs, ...peers.map(({ startMs }) => startMs));
  let agreedAtMs: number | null = null;
  let hasLostSession = false;
  const deliver = ({ to, claim }: Message): void => {
    const before = to.self(nowMs);
    const wasSilent = to.isSilent;
    to.hear(claim, nowMs);
    const isLoss = !wasSilent && to.isSilent && before.isInSession && !claim.in_session;
    if (isLoss) hasLostSession = true;
  };
  for (; nowMs < durationMs; nowMs += stepMs) {
    const due = messages.filter(({ dueMs }) => dueMs <= nowMs).toSorted((one, other) => one.dueMs - other.dueMs);
    messages = messages.filter(({ dueMs }) => dueMs > nowMs);
    due.forEach(deliver);
    for (const peer of peers) peer.step(nowMs);
    if (peers.filter(({ isSilent }) => !isSilent).length > 1) agreedAtMs = null;
    else if (nowMs >= hearingFromMs) agreedAtMs ??= nowMs;
  }
  const keepers = peers.filter(({ isSilent }) => !isSilent);
  return {
    keepers: keepers.length,
    isSettled: keepers.every(({ state, epoch }) => holdingOf(state, { epoch }, nowMs).kind === 'own'),
    agreedAfterMs: agreedAtMs === null ? null : agreedAtMs - hearingFromMs,
    hasLostSession,
  };
}
