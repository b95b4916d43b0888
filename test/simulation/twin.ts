import type { VirtualTime } from '../support/virtual-time.js';
import type { Facts } from './facts.js';

/** A second daemon that is configured for the same chair. A strong one has been in session for long and keeps the chair, whoever
 *  decides; a weak one has just come up. A rude one has too, and keeps the chair all the same; a slow one decides nothing. */
export interface TwinAction {
  readonly kind: 'twin';
  /** As against the epochs of the daemon: who has the lesser one decides. */
  readonly epoch: 'lesser' | 'greater';
  readonly manner: 'strong' | 'weak' | 'rude' | 'slow';
  readonly forMs: number;
}

interface Claim {
  readonly epoch: string;
  readonly in_session: boolean;
  readonly keeps: string | null;
}

const claimEveryMs = 10_000;
const answerGapMs = 500;
/** What was settled just before with another twin may stand for a while. */
const contestMs = 25_000;
const waitMs = 11_500;
const topic = 'chair2mqtt/chair/owner';

export const isClaimTopic = (name: string): boolean => name === topic;

/** One twin at a time, as far as the broker can tell; it states the rules again, so that a wrong one of the daemon shows. */
export class Twin {
  private action: TwinAction | null = null;
  private epoch = '';
  private keeps: string | null = null;
  private untilMs = 0;
  private saidAtMs = Number.NEGATIVE_INFINITY;
  private contestedAtMs = Number.NEGATIVE_INFINITY;
  private count = 0;

  constructor(
    private readonly time: VirtualTime,
    private readonly facts: Facts,
    private readonly publish: (topic: string, payload: string) => void,
  ) {}

  begin(action: TwinAction): void {
    this.count += 1;
    this.action = action;
    this.epoch = `${action.epoch === 'lesser' ? 'alpha' : 'zeta'}-${this.count}`;
    this.keeps = null;
    this.untilMs = this.time.nowMs() + action.forMs;
    this.repeat(this.count);
  }

  /** A claim of the daemon has reached the broker. */
  heard(payload: string): void {
    const { action } = this;
    const claim: Claim = JSON.parse(payload);
    if (action === null || claim.epoch.startsWith('alpha') || claim.epoch.startsWith('zeta')) return;
    if (claim.keeps === this.epoch) this.yieldedTo();
    if (action.epoch === 'greater') {
      if (claim.keeps === this.epoch) this.keeps = this.epoch;
      else if (claim.keeps === claim.epoch && action.manner !== 'strong') this.action = null;
      else if (claim.keeps === null) this.answer();
      return;
    }
    if (action.manner === 'slow') return;
    this.keeps = action.manner === 'weak' ? claim.epoch : this.epoch;
    this.answer();
    if (action.manner === 'weak') this.action = null;
  }

  /** A claim is handed to the daemon. */
  delivered(payload: string): void {
    const { facts } = this;
    const claim: Claim = JSON.parse(payload);
    const isLesser = claim.epoch.startsWith('alpha');
    if (!isLesser && !claim.epoch.startsWith('zeta')) return;
    this.follow(claim, isLesser);
    const isRude = claim.keeps === claim.epoch && (facts.status?.session ?? null) === null;
    if (claim.in_session || isRude) {
      facts.strongTwinAtMs = facts.nowMs;
      facts.caused('twin');
    }
    const isAlone = facts.nowMs - this.contestedAtMs > contestMs;
    this.contestedAtMs = facts.nowMs;
    const isStronger = claim.in_session && (isLesser ? claim.keeps === claim.epoch : isAlone);
    if (isStronger || facts.isYielded) this.yieldedTo();
  }

  /** Until the one with the lesser epoch has decided, or has been silent for 12 s, the daemon begins nothing. */
  private follow({ keeps }: Claim, isLesser: boolean): void {
    const { facts } = this;
    if (!isLesser) return;
    if (keeps !== null) facts.undecided = null;
    else facts.undecided = { fromMs: facts.undecided?.fromMs ?? facts.nowMs, toMs: facts.nowMs + waitMs };
  }

  private yieldedTo(): void {
    this.facts.yieldedAtMs = this.facts.nowMs;
  }

  private repeat(count: number): void {
    if (this.action === null || count !== this.count || this.time.nowMs() > this.untilMs) return;
    this.say();
    this.time.after(claimEveryMs, () => this.repeat(count));
  }

  private answer(): void {
    if (this.time.nowMs() - this.saidAtMs >= answerGapMs && this.time.nowMs() <= this.untilMs) this.say();
  }

  private say(): void {
    const isStrong = this.action?.manner === 'strong';
    this.saidAtMs = this.time.nowMs();
    const held_ms = isStrong ? 1e12 : 0;
    const claim = { epoch: this.epoch, bridge_id: 'twin', held_ms, in_session: isStrong, keeps: this.keeps };
    this.publish(topic, JSON.stringify(claim));
  }
}
