import { commissioningName, whyNotCommissioned } from '../core/commissioning.js';
import type { Identity } from '../core/protocol/messages.js';
import type { Log, Store } from '../ports.js';

/** Whether the dead-man of the chair that answers now was proved. */
export class Commissioning {
  /** Why it does not count as commissioned, or null. */
  why: string | null = whyNotCommissioned(undefined, null);
  private readonly record: unknown;
  private told: string | null = null;

  constructor(
    private readonly chairId: string,
    store: Store,
    private readonly log: Log,
  ) {
    this.record = store.load(commissioningName(chairId));
  }

  /** A handshake: another chair, or another firmware, is not the one that was proved. Told once for each reason. */
  greeted(identity: Identity | null): void {
    this.why = whyNotCommissioned(this.record, identity);
    this.log.info('chair.up', { ...identity, commissioned: this.why === null });
    const isNew = this.why !== this.told;
    this.told = this.why;
    if (this.why === null || !isNew) return;
    const hint = `stop the daemon, then: chair2mqtt commission ${this.chairId}`;
    this.log.warn('chair.not_commissioned', { why: this.why, hint });
  }
}
