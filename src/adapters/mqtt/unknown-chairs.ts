import type { FaceParts } from './face-parts.js';

/** A live daemon claims what it has every 10 s. */
const listenMs = 12_000;
const chairsMax = 2000;
const waitingMax = 100;

/** Says once of each chair that commands come for it which no daemon has: a typing error moves nothing, and nobody else would say so. */
export class UnknownChairs {
  /** Chairs and bridges of others, by their claims. */
  private readonly claimed = new Set<string>();
  /** When each was first asked for, ms. */
  private readonly askedAtMs = new Map<string, number>();
  private readonly told = new Set<string>();

  constructor(private readonly parts: Pick<FaceParts, 'fleet' | 'clock' | 'log'>) {}

  claim(id: string): void {
    if (this.claimed.size < chairsMax) this.claimed.add(id);
  }

  /** A command has come for this chair. */
  ask(chairId: string): void {
    if (this.parts.fleet.chairIds.includes(chairId) || this.claimed.has(chairId)) return;
    if (this.told.has(chairId) || this.askedAtMs.has(chairId)) return;
    if (this.askedAtMs.size + this.told.size < waitingMax) this.askedAtMs.set(chairId, this.parts.clock.nowMs());
  }

  /** To be called about every 100 ms. */
  tick(): void {
    const { clock, log, fleet } = this.parts;
    for (const [chair, atMs] of this.askedAtMs) {
      if (clock.nowMs() - atMs < listenMs) continue;
      this.askedAtMs.delete(chair);
      if (this.claimed.has(chair)) continue;
      this.told.add(chair);
      log.warn('unknown_chair', {
        chair,
        hint: `a command came for it; the chairs here are ${fleet.chairIds.join(', ')}`,
      });
    }
  }
}
