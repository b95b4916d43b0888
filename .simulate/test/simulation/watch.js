import { chairChecks } from './checks-chair.js';
import { sessionChecks } from './checks-sessions.js';
import { permissionNow, startChecks } from './checks-starts.js';
import { stopChecks } from './checks-stops.js';
/** Calls every check at its moments and keeps the first that speaks. */
export class Watch {
    facts;
    onViolation;
    violation = null;
    checks = [...chairChecks(), ...startChecks, ...stopChecks(), ...sessionChecks];
    onStep = this.checks.filter((check) => check.step !== undefined);
    constructor(facts, onViolation) {
        this.facts = facts;
        this.onViolation = onViolation;
    }
    stepped() {
        for (const { invariant, step } of this.onStep)
            this.hold(invariant, step?.(this.facts));
    }
    written(text) {
        for (const { invariant, written } of this.checks)
            this.hold(invariant, written?.(this.facts, text));
    }
    told(event) {
        for (const { invariant, told } of this.checks)
            this.hold(invariant, told?.(this.facts, event));
    }
    published() {
        for (const { invariant, published } of this.checks)
            this.hold(invariant, published?.(this.facts));
    }
    /** The chair has just become armed; what it was armed by is used up. */
    armed() {
        const { facts } = this;
        for (const { invariant, armed } of this.checks)
            this.hold(invariant, armed?.(facts));
        const permission = permissionNow(facts);
        if (permission === null)
            return;
        for (const each of facts.permissions)
            if (each.takenAtMs <= permission.takenAtMs)
                each.isUsed = true;
        facts.levelMax = permission.levelMax;
        if (permission.wish === 'start')
            facts.session = { atMs: facts.nowMs, skipped: false, durationS: null };
    }
    hold(invariant, message) {
        if (message === null || message === undefined || this.violation !== null)
            return;
        this.violation = { invariant, message, atMs: this.facts.nowMs };
        this.onViolation(this.violation);
    }
}
