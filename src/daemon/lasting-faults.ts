import type { ActiveFault } from '../core/session.js';
import type { StatusFaultCode } from '../core/status.js';

/** How a fault lasts: it waits for a person at its first, or clears by itself until the third within 60 s latches in the chair
 *  (whose clock is not ours, so 5 s more count: one that it clears after all is gone here too), or shows itself anew. */
const lasting: Readonly<Record<StatusFaultCode, 'at once' | 'counted' | 'never'>> = {
  estop: 'at once',
  stop_unverified: 'at once',
  contradiction: 'at once',
  overtemp: 'at once',
  sensor: 'at once',
  flood: 'at once',
  internal: 'at once',
  stall: 'counted',
  overcurrent: 'counted',
  undervolt: 'counted',
  overvolt: 'counted',
  lease: 'never',
  link_lost: 'never',
  foreign_owner: 'never',
};
const countMax = 3;
const windowMs = 65_000;

/** Tells which faults wait for a person and so outlive a restart of the daemon and of the chair, which need not remember
 *  them; the others show themselves anew. [S3] */
export class LastingFaults {
  private readonly latched: WeakSet<ActiveFault>;
  private readonly onsetsMs = new Map<StatusFaultCode, readonly number[]>();
  private known: readonly ActiveFault[];

  /** `kept`: those that an earlier daemon has left. */
  constructor(kept: readonly ActiveFault[]) {
    this.known = kept;
    this.latched = new WeakSet(kept);
  }

  /** Takes the faults that are active now; gives those that last. */
  take(faults: readonly ActiveFault[], nowMs: number): readonly ActiveFault[] {
    for (const fault of faults) if (!this.known.includes(fault)) this.count(fault, nowMs);
    this.known = faults;
    return faults.filter((fault) => this.latched.has(fault));
  }

  private count(fault: ActiveFault, nowMs: number): void {
    const { code } = fault;
    if (lasting[code] === 'at once') this.latched.add(fault);
    if (lasting[code] !== 'counted') return;
    const recent = (this.onsetsMs.get(code) ?? []).filter((atMs) => nowMs - atMs < windowMs);
    const onsetsMs = [...recent, nowMs].slice(-countMax);
    this.onsetsMs.set(code, onsetsMs);
    if (onsetsMs.length === countMax) this.latched.add(fault);
  }
}
