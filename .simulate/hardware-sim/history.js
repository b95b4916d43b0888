import { outputsOf } from './outputs.js';
import { caseOf, rateOf } from './zone.js';
export const zoneView = (state, zone) => ({
    ...outputsOf(state[zone]),
    rate: rateOf(state[zone]),
    pressure: state[zone].air.pressure,
    currentMa: Math.round(state[zone].currentMa),
    temperatureC: caseOf(state[zone], state.conditions.zones[zone]),
});
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
    add(changes) {
        this.changes.push(...changes);
        if (this.changes.length > 2 * historyMax)
            this.changes = this.changes.slice(-historyMax);
    }
}
