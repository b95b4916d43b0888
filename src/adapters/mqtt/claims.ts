import {
  type Claim,
  type Claimant,
  type Holding,
  heardClaim,
  holdingOf,
  newOwnership,
  type OwnershipEffect,
  type OwnershipState,
  ownershipTick,
  readClaim,
  toldClaim,
} from '../../core/ownership.js';
import type { BrokerMessage, Clock, Log } from '../../ports.js';

const answerGapMs = 500;
const claimBytesMax = 1024;

export interface ClaimsParts {
  readonly epoch: string;
  readonly bridgeId: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Since when the connection of commands hears what comes, ms; null where it does not. */
  readonly hearsSinceMs: () => number | null;
  /** What a claim says of us. */
  readonly selfOf: (id: string) => Omit<Claimant, 'epoch'>;
  /** Publishes a claim on `<id>/owner`. */
  readonly say: (id: string, claim: Claim) => void;
  /** Somebody new claims it too, and we keep it. */
  readonly onKept: (id: string) => void;
  /** It is given up; our last word was said. */
  readonly onYielded: (id: string, to: Claim) => void;
}

/** What one run of a daemon claims, and what it hears of others' claims: chairs and its bridge id, by their ids. [S16] */
export class Claims {
  private readonly states = new Map<string, OwnershipState>();
  private readonly answeredAtMs = new Map<string, number>();
  private readonly answersDue = new Set<string>();

  constructor(private readonly parts: ClaimsParts) {}

  isYielded(id: string): boolean {
    return this.stateOf(id).yielded !== null;
  }

  /** Those that somebody else has claimed in this run. */
  get disputed(): Iterable<string> {
    return this.states.keys();
  }

  holding(id: string): Holding {
    const { epoch, clock } = this.parts;
    return holdingOf(this.stateOf(id), { epoch }, clock.nowMs());
  }

  /** Somebody has made it ours again. */
  reclaim(id: string): void {
    this.states.set(id, newOwnership);
  }

  take(id: string, message: BrokerMessage): void {
    if (message.isRetained || message.payload.length > claimBytesMax) return;
    const claim = readClaim(message.payload);
    if (claim === null) return;
    const before = this.stateOf(id);
    const [state, effect] = heardClaim(before, this.selfOf(id), claim, this.parts.clock.nowMs());
    if (effect?.kind === 'yield') this.give(id, state, effect);
    else this.states.set(id, state);
    if (effect?.kind === 'answer') this.answer(id, claim, !before.rivals.has(claim.epoch));
  }

  /** At connect, and every 10 s. */
  tell(id: string): void {
    if (!this.isYielded(id)) this.say(id, this.stateOf(id).keeps);
  }

  /** To be called about every 100 ms. */
  tick(): void {
    const { clock, hearsSinceMs } = this.parts;
    for (const id of this.answersDue) this.answerInTime(id);
    const [sinceMs, nowMs] = [hearsSinceMs(), clock.nowMs()];
    for (const [id, state] of this.states) {
      const next = ownershipTick(state, sinceMs, nowMs);
      if (next !== state) this.states.set(id, next);
    }
  }

  private stateOf(id: string): OwnershipState {
    return this.states.get(id) ?? newOwnership;
  }

  private selfOf(id: string): Claimant {
    return { epoch: this.parts.epoch, ...this.parts.selfOf(id) };
  }

  private give(id: string, state: OwnershipState, { to, isOurWord }: OwnershipEffect & { kind: 'yield' }): void {
    if (isOurWord) this.say(id, to.epoch);
    this.states.set(id, state);
    this.answersDue.delete(id);
    this.parts.onYielded(id, to);
  }

  private say(id: string, keeps: string | null): void {
    const { bridgeId, clock, say } = this.parts;
    const self = this.selfOf(id);
    const { epoch, heldMs, isInSession } = self;
    if (isInSession) this.states.set(id, toldClaim(this.stateOf(id), self, clock.nowMs()));
    say(id, { epoch, bridge_id: bridgeId, held_ms: heldMs, in_session: isInSession, keeps });
  }

  private answer(id: string, claim: Claim, isNew: boolean): void {
    const { epoch, log, onKept } = this.parts;
    if (isNew) log.warn('foreign_claim', { of: id, ...claim });
    if (isNew && this.stateOf(id).keeps === epoch) onKept(id);
    this.answersDue.add(id);
    this.answerInTime(id);
  }

  /** At once, but two that do not agree do not answer each other without end. */
  private answerInTime(id: string): void {
    const nowMs = this.parts.clock.nowMs();
    if (nowMs - (this.answeredAtMs.get(id) ?? Number.NEGATIVE_INFINITY) < answerGapMs) return;
    this.answersDue.delete(id);
    this.answeredAtMs.set(id, nowMs);
    this.tell(id);
  }
}
