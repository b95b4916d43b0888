import type { StatusEvent } from '../../src/core/status.js';
import type { Check, Invariant } from './check.js';
import { chairChecks } from './checks-chair.js';
import { recordChecks } from './checks-records.js';
import { sessionChecks } from './checks-sessions.js';
import { permissionNow, startChecks } from './checks-starts.js';
import { stopChecks } from './checks-stops.js';
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
  private readonly checks: readonly Check[] = [
    ...chairChecks(),
    ...startChecks,
    ...stopChecks(),
    ...sessionChecks,
    ...recordChecks,
  ];
  private readonly onStep = this.checks.filter((check) => check.step !== undefined);

  constructor(
    private readonly facts: Facts,
    private readonly onViolation: (violation: Violation) => void,
  ) {}

  stepped(): void {
    for (const { invariant, step } of this.onStep) this.hold(invariant, step?.(this.facts));
  }

  written(text: string): void {
    for (const { invariant, written } of this.checks) this.hold(invariant, written?.(this.facts, text));
  }

  told(event: StatusEvent): void {
    for (const { invariant, told } of this.checks) this.hold(invariant, told?.(this.facts, event));
  }

  published(): void {
    for (const { invariant, published } of this.checks) this.hold(invariant, published?.(this.facts));
  }

  /** The chair has just become armed; what it was armed by is used up. */
  armed(): void {
    const { facts } = this;
    for (const { invariant, armed } of this.checks) this.hold(invariant, armed?.(facts));
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
