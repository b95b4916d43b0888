import { z } from 'zod';
import {
  type Claim,
  heardClaim,
  type OwnershipEffect,
  type OwnershipState,
  ownChair,
  ownershipTick,
  readClaim,
  reclaimed,
} from '../../core/ownership.js';
import { readJsonAs } from '../../core/shape/read-json.js';
import type { BrokerMessage } from '../../ports.js';
import type { FaceParts } from './face-parts.js';

const answerGapMs = 500;
const claimBytesMax = 1024;

export interface OwnerClaimsParts extends Pick<FaceParts, 'fleet' | 'clock' | 'log' | 'introduce'> {
  readonly self: Claim;
}

/** Who owns each chair. [S16] */
export class OwnerClaims {
  private readonly states = new Map<string, OwnershipState>();
  private readonly answeredAtMs = new Map<string, number>();

  constructor(private readonly parts: OwnerClaimsParts) {}

  /** A chair that may be reset is ours again as soon as its fault has gone. */
  owns(chairId: string): boolean {
    const state = this.stateOf(chairId);
    if (state.kind !== 'reclaimable') return state.kind === 'own';
    if (this.parts.fleet.status(chairId).fault?.code === 'foreign_owner') return false;
    this.states.set(chairId, reclaimed(state));
    this.parts.log.info('owner_reclaimed', { chair: chairId });
    this.parts.introduce(chairId);
    return true;
  }

  take(chairId: string, message: BrokerMessage): void {
    const { fleet, self, clock } = this.parts;
    if (!fleet.chairIds.includes(chairId) || message.isRetained || message.payload.length > claimBytesMax) return;
    const claim = readClaim(message.payload);
    if (claim === null) return;
    this.step(chairId, heardClaim(this.stateOf(chairId), self, claim, clock.nowMs()));
  }

  /** To be called about once a second. */
  tick(): void {
    const { clock } = this.parts;
    for (const [chairId, state] of this.states) this.step(chairId, ownershipTick(state, clock.nowMs()));
  }

  private stateOf(chairId: string): OwnershipState {
    return this.states.get(chairId) ?? ownChair;
  }

  private step(chairId: string, [state, effect]: readonly [OwnershipState, OwnershipEffect | null]): void {
    this.states.set(chairId, state);
    if (effect !== null) this.act(chairId, effect);
  }

  private act(chairId: string, effect: OwnershipEffect): void {
    const { fleet, log } = this.parts;
    switch (effect.kind) {
      case 'answer':
        this.answer(chairId);
        break;
      case 'yield':
        log.error('foreign_owner', { chair: chairId, ...effect.to });
        fleet.foreignOwner(chairId, foreignReason(effect.to));
        break;
      case 'quiet':
        log.info('foreign_owner_quiet', { chair: chairId });
        fleet.foreignOwner(chairId, null);
        break;
    }
  }

  /** Tells a foreign daemon that the chair is ours, and puts right what it may have written. */
  private answer(chairId: string): void {
    const nowMs = this.parts.clock.nowMs();
    const lastMs = this.answeredAtMs.get(chairId);
    if (lastMs !== undefined && nowMs - lastMs < answerGapMs) return;
    this.answeredAtMs.set(chairId, nowMs);
    this.parts.log.warn('foreign_claim', { chair: chairId, hint: 'another daemon is configured for this chair' });
    this.parts.introduce(chairId);
  }
}

const foreignReason = ({ bridge_id, started_at }: Claim): string =>
  `another daemon (bridge ${bridge_id}, started ${started_at}) owns this chair: end one of the two; reset 30 s later`;

const infoBytesMax = 256 * 1024;
const infoSchema = z.object({ epoch: z.string(), started_at: z.string() });

export interface DuplicateBridgeParts extends Pick<FaceParts, 'bridgeId' | 'log'> {
  readonly epoch: string;
  /** Says our own info again, for the other daemon to see. */
  readonly answer: () => void;
}

/** Finds another daemon that uses our bridge id: both write the same topics, and each clears what the other announces. */
export class DuplicateBridge {
  private readonly known = new Set<string>();

  constructor(private readonly parts: DuplicateBridgeParts) {}

  /** A live info on our topic; each other daemon is told of once. */
  take(payload: BrokerMessage['payload']): void {
    const info = payload.length > infoBytesMax ? null : readJsonAs(payload, infoSchema);
    const { epoch, bridgeId, log, answer } = this.parts;
    if (info === null || info.epoch === epoch || this.known.has(info.epoch) || this.known.size >= 100) return;
    this.known.add(info.epoch);
    const hint = 'give each daemon on this base topic a mqtt.bridge_id of its own';
    log.error('bridge_id_twice', { bridge_id: bridgeId, other_started_at: info.started_at, hint });
    answer();
  }
}
