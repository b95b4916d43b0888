import { shownLevel, shownTechnique } from './chair-state.js';
import { firmware } from './firmware.js';
import { caseOf, rateOf } from './zone.js';
const outputsOf = (state, zone) => ({
    technique: shownTechnique(state[zone]),
    level: shownLevel(state[zone]),
    duty: Math.round(state[zone].duty * 100) / 100,
    pump: state[zone].pump,
    valveClosed: state[zone].valveClosed,
});
export const zoneView = (state, zone) => ({
    ...outputsOf(state, zone),
    rate: rateOf(state[zone]),
    pressure: state[zone].air.pressure,
    currentMa: Math.round(state[zone].currentMa),
    temperatureC: caseOf(state[zone], state.conditions.zones[zone]),
});
/** Older changes are forgotten. */
const historyMax = 10_000;
const isSame = (one, other) => one.level === other.level &&
    one.technique === other.technique &&
    one.duty === other.duty &&
    one.pump === other.pump &&
    one.valveClosed === other.valveClosed;
/** Every change of every output, the newest 10,000. */
export class OutputHistory {
    changes = [];
    last;
    constructor(state) {
        this.last = { back: outputsOf(state, 'back'), seat: outputsOf(state, 'seat'), legs: outputsOf(state, 'legs') };
    }
    get entries() {
        return this.changes.slice(-historyMax);
    }
    /** Compares with what was before; gives the changes. */
    note(before, now) {
        const fresh = [];
        for (const zone of firmware.zones) {
            if (isAtRest(before, zone) && isAtRest(now, zone))
                continue;
            const outputs = outputsOf(now, zone);
            if (isSame(outputs, this.last[zone]))
                continue;
            this.last[zone] = outputs;
            fresh.push({ atMs: now.nowMs, zone, ...outputs });
        }
        if (fresh.length > 0)
            this.keep(fresh);
        return fresh;
    }
    keep(fresh) {
        this.changes.push(...fresh);
        if (this.changes.length > 2 * historyMax)
            this.changes = this.changes.slice(-historyMax);
    }
}
const isAtRest = (state, zone) => state[zone].driven === 0;
