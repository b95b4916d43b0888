import { outputsFrom } from './outputs.js';
import { caseOf, rateOf } from './zone.js';
export function zoneView(state, name) {
    const zone = state[name];
    const { technique, level, duty, pump, valveClosed } = outputsFrom(state.nowMs, name, zone);
    return {
        technique,
        level,
        duty,
        pump,
        valveClosed,
        rate: rateOf(zone),
        pressure: zone.air.pressure,
        currentMa: Math.round(zone.currentMa),
        temperatureC: caseOf(zone, state.conditions.zones[name]),
    };
}
export const outputChanges = (notes) => notes.flatMap((note) => (note.kind === 'output' ? [note.change] : []));
/** Older changes are forgotten. */
const historyMax = 10_000;
/** Every change of every output, the newest 10,000. */
export class OutputHistory {
    changes = [];
    /** With those that are to come next. */
    followedBy(changes) {
        return [...this.changes, ...changes].slice(-historyMax);
    }
    add(change) {
        this.changes.push(change);
        if (this.changes.length > 2 * historyMax)
            this.changes = this.changes.slice(-historyMax);
    }
}
