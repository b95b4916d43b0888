import type { StatusFaultCode } from '../core/status.js';
import type { ActiveFault } from '../session/events.js';

/** Faults that wait for a person at their first. */
const atOnce: readonly StatusFaultCode[] = [
  'estop',
  'stop_unverified',
  'contradiction',
  'overtemp',
  'sensor',
  'internal',
];

/** Faults that clear by themselves until the third within 60 s latches in the chair. Its clock is not ours, so 5 s more count:
 *  one that it clears after all is gone here too. */
const counted: readonly StatusFaultCode[] = ['stall', 'overcurrent', 'undervolt', 'overvolt'];
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
    if (atOnce.includes(code)) this.latched.add(fault);
    if (!counted.includes(code)) return;
    const recent = (this.onsetsMs.get(code) ?? []).filter((atMs) => nowMs - atMs < windowMs);
    const onsetsMs = [...recent, nowMs].slice(-countMax);
    this.onsetsMs.set(code, onsetsMs);
    if (onsetsMs.length === countMax) this.latched.add(fault);
  }
}
