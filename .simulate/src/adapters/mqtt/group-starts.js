/** Chairs of a group start one after the other, so that their pumps do not load the supply at once. */
const staggerMs = 500;
/** Starts of groups that wait for their turn. */
export class GroupStarts {
    clock;
    pending = new Map();
    constructor(clock) {
        this.clock = clock;
    }
    /** Calls one of the two, once; `fire` at once where it is the first of its group. */
    add(chairId, position, fire, onDropped) {
        if (position === 0) {
            fire();
            return;
        }
        const starts = this.pending.get(chairId) ?? new Set();
        this.pending.set(chairId, starts);
        const timer = this.clock.after(position * staggerMs, () => {
            starts.delete(start);
            fire();
        });
        const start = { timer, onDropped };
        starts.add(start);
    }
    drop(chairId, reason) {
        const starts = this.pending.get(chairId);
        if (starts === undefined)
            return;
        this.pending.delete(chairId);
        for (const { timer, onDropped } of starts) {
            this.clock.clear(timer);
            onDropped(reason);
        }
    }
    dropAll(reason) {
        for (const chairId of [...this.pending.keys()])
            this.drop(chairId, reason);
    }
}
