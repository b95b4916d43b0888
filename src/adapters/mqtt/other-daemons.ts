import { type Claim, type Holding, hasListened } from '../../core/ownership.js';
import type { BrokerMessage, Clock, Fleet, Log } from '../../ports.js';
import { Claims, type ClaimsParts } from './claims.js';

type CommonParts = Pick<ClaimsParts, 'epoch' | 'bridgeId' | 'hearsSinceMs' | 'say'> & {
  readonly clock: Clock;
  readonly log: Log;
  readonly fleet: Fleet;
};

export interface OwnerClaimsParts extends CommonParts {
  /** Puts right what another daemon may have written of a chair that stays or is again ours. */
  readonly introduce: (chairId: string) => void;
  /** The chair was given up: nothing of it is said any more. */
  readonly onYielded: (chairId: string) => void;
}

/** Who owns each chair. [S16] */
export class OwnerClaims {
  private readonly claims: Claims;
  private readonly startedAtMs: number;
  private hasListened = false;

  constructor(private readonly parts: OwnerClaimsParts) {
    const { fleet, clock, introduce } = parts;
    this.startedAtMs = clock.nowMs();
    this.claims = new Claims({
      ...parts,
      selfOf: (chairId) => fleet.claim(chairId),
      onKept: introduce,
      onYielded: (chairId, to) => this.yielded(chairId, to),
    });
  }

  /** Whether what there is to say of a chair is ours to say. A reset that was taken makes it ours again. */
  owns(chairId: string): boolean {
    if (!this.claims.isYielded(chairId)) return true;
    const { fleet, log, introduce } = this.parts;
    if (fleet.holding(chairId).kind === 'yielded') return false;
    this.claims.reclaim(chairId);
    log.info('owner_reclaimed', { chair: chairId });
    introduce(chairId);
    this.claims.tell(chairId);
    return true;
  }

  take(chairId: string, message: BrokerMessage): void {
    this.owns(chairId);
    this.claims.take(chairId, message);
    this.settle(chairId);
  }

  /** At connect, and every 10 s. */
  tell(chairId: string): void {
    if (this.owns(chairId)) this.claims.tell(chairId);
  }

  /** To be called about every 100 ms. */
  tick(): void {
    const { clock, fleet, hearsSinceMs } = this.parts;
    this.claims.tick();
    const isWaiting = !this.hasListened;
    this.hasListened ||= hasListened(this.startedAtMs, hearsSinceMs(), clock.nowMs());
    for (const chairId of isWaiting && this.hasListened ? fleet.chairIds : this.claims.disputed) this.settle(chairId);
  }

  private yielded(chairId: string, to: Claim): void {
    const { fleet, log, onYielded } = this.parts;
    log.error('foreign_owner', { chair: chairId, ...to });
    fleet.settle(chairId, this.claims.holding(chairId));
    onYielded(chairId);
  }

  /** Tells the chair how we stand to it, where that has changed. A port that is not open yet waits until we have listened. */
  private settle(chairId: string): void {
    const { fleet } = this.parts;
    this.owns(chairId);
    const holding = this.claims.holding(chairId);
    if (isSame(fleet.holding(chairId), holding) || (holding.kind === 'own' && !this.hasListened)) return;
    fleet.settle(chairId, holding);
  }
}

const isSame = (one: Holding, other: Holding): boolean =>
  one.kind === other.kind && (one.kind !== 'yielded' || other.kind !== 'yielded' || one.mayReset === other.mayReset);

export interface BridgeClaimParts extends CommonParts {
  /** Says again what is the bridge's own. */
  readonly introduce: () => void;
  /** Another live daemon keeps the id. */
  readonly onTaken: (to: Claim) => void;
}

/** Whose the bridge id is: two live daemons under one would write the same topics, and each clear what the other announces.
 *  Decided as for a chair. [S16] */
export class BridgeClaim {
  private readonly claims: Claims;

  constructor(private readonly parts: BridgeClaimParts) {
    const { fleet, clock, log, introduce, onTaken } = parts;
    const startedMs = clock.nowMs();
    this.claims = new Claims({
      ...parts,
      selfOf: () => ({
        heldMs: Math.round(clock.nowMs() - startedMs),
        isInSession: fleet.chairIds.some((chairId) => fleet.claim(chairId).isInSession),
      }),
      onKept: () => {
        log.warn('bridge_id_twice', { bridge_id: parts.bridgeId, hint });
        introduce();
      },
      onYielded: (_id, to) => {
        log.error('bridge_id_twice', { bridge_id: parts.bridgeId, hint, kept_by: to.epoch });
        onTaken(to);
      },
    });
  }

  get isOurs(): boolean {
    return !this.claims.isYielded(this.parts.bridgeId);
  }

  take(message: BrokerMessage): void {
    this.claims.take(this.parts.bridgeId, message);
  }

  tell(): void {
    this.claims.tell(this.parts.bridgeId);
  }

  tick(): void {
    this.claims.tick();
  }
}

const hint = 'give each daemon on this base topic a mqtt.bridge_id of its own';
