import type { StatusEvent } from '../../src/core/status.js';
import type { StopReport } from '../../src/daemon/running-daemon.js';
import type { Invariant, WatchedCheck } from './check.js';
import { permissionNow } from './checks-starts.js';
import type { Facts } from './facts.js';

/** The first invariant that did not hold. `atMs` is time of the simulation. */
export interface Violation {
  readonly invariant: Invariant;
  readonly message: string;
  readonly atMs: number;
}

/** Calls every check at its moments and keeps the first that speaks. */
export class Watch {
  violation: Violation | null = null;
  private readonly onStep: readonly Required<Pick<WatchedCheck, 'invariant' | 'step'>>[];

  constructor(
    private readonly facts: Facts,
    private readonly checks: readonly WatchedCheck[],
    private readonly onViolation: (violation: Violation) => void,
  ) {
    this.onStep = checks.flatMap(({ invariant, step }) => (step === undefined ? [] : [{ invariant, step }]));
  }

  stepped(): void {
    for (const { invariant, step } of this.onStep) {
      const message = step();
      if (message !== null) this.hold(invariant, message);
    }
  }

  written(text: string): void {
    for (const { invariant, written } of this.checks) this.hold(invariant, written?.(text));
  }

  told(event: StatusEvent): void {
    for (const { invariant, told } of this.checks) this.hold(invariant, told?.(event));
  }

  published(): void {
    for (const { invariant, published } of this.checks) this.hold(invariant, published?.());
  }

  drained(): void {
    for (const { invariant, drained } of this.checks) this.hold(invariant, drained?.());
  }

  left(report: StopReport): void {
    for (const { invariant, left } of this.checks) this.hold(invariant, left?.(report));
  }

  /** The chair has just become armed; what it was armed by is used up. */
  armed(): void {
    const { facts } = this;
    for (const { invariant, armed } of this.checks) this.hold(invariant, armed?.());
    const permission = permissionNow(facts);
    if (permission === null) return;
    for (const each of facts.permissions) if (each.takenAtMs <= permission.takenAtMs) each.isUsed = true;
    facts.levelMax = permission.levelMax;
    if (permission.wish === 'start') facts.session = { atMs: facts.nowMs, skipped: false, durationS: null };
  }

  hold(invariant: Invariant, message: string | null | undefined): void {
    if (message === null || message === undefined || this.violation !== null) return;
    this.violation = { invariant, message, atMs: this.facts.nowMs };
    this.onViolation(this.violation);
  }
}
