import { sound } from './conditions.js';
import { matchesFault } from './faults.js';
const entriesMax = 1000;
const dueMs = (entry) => entry.isActive ? entry.beginsAtMs + (entry.forMs ?? Number.POSITIVE_INFINITY) : entry.beginsAtMs;
/** What happens in a moment and leaves nothing to clear. */
const isMoment = (fault) => fault.name === 'reboot' || fault.name === 'button';
/** Sitting down ends leaving, and the other way round. */
const undoes = (fault, other) => (fault.name === 'sit' && other.name === 'leave') || (fault.name === 'leave' && other.name === 'sit');
/** The faults that are in force and those to come. Times in ms of chair time. */
export class FaultPlan {
    entries = [];
    nextDueMs = Number.POSITIVE_INFINITY;
    /** Faults in force, in the order in which they began. */
    get active() {
        return this.entries.filter((entry) => entry.isActive).map((entry) => entry.fault);
    }
    /** Plans a fault; false where there are too many. */
    add({ fault, atMs, forMs }, nowMs) {
        if (this.entries.length >= entriesMax)
            return false;
        this.keep([...this.entries, { fault, beginsAtMs: nowMs + atMs, forMs, isActive: false }]);
        return true;
    }
    /** What begins and ends by now, in due order. */
    due(nowMs) {
        const events = [];
        while (this.nextDueMs <= nowMs) {
            const entry = this.entries.find((each) => dueMs(each) === this.nextDueMs);
            if (entry === undefined)
                break;
            events.push(entry.isActive ? this.finish(entry) : this.start(entry));
        }
        return events;
    }
    /** Takes back what the text names, with its arguments or by its name alone, whether it has begun or not. */
    clear(text) {
        const cleared = this.entries.filter((entry) => matchesFault(entry.fault, text));
        this.keep(this.entries.filter((entry) => !cleared.includes(entry)));
        const ended = cleared.filter((entry) => entry.isActive);
        return { count: cleared.length, events: ended.map(({ fault }) => ({ kind: 'ends', fault })) };
    }
    start(entry) {
        const { fault, forMs } = entry;
        const others = this.entries.filter((each) => each !== entry && !(each.isActive && undoes(fault, each.fault)));
        this.keep(isMoment(fault) ? others : [...others, { ...entry, isActive: true }]);
        return { kind: 'begins', fault, forMs };
    }
    finish(entry) {
        this.keep(this.entries.filter((each) => each !== entry));
        return { kind: 'ends', fault: entry.fault };
    }
    keep(entries) {
        this.entries = entries;
        this.nextDueMs = Math.min(Number.POSITIVE_INFINITY, ...entries.map(dueMs));
    }
}
function changeOf(fault) {
    if (fault.name === 'stall')
        return { isStalled: true };
    if (fault.name === 'overcurrent')
        return { isOverloaded: true };
    if (fault.name === 'sensor-open')
        return { isSensorOpen: true };
    if (fault.name === 'hot')
        return { caseC: fault.caseC };
    return fault.name === 'runaway' ? { runaway: fault.isHard ? 'hard' : 'soft' } : {};
}
/** What the faults in force do to the hardware; of two that contradict each other the later wins. */
export function conditionsOf(faults) {
    const zones = { ...sound.zones };
    let railMv = null;
    for (const fault of faults) {
        if ('zone' in fault)
            zones[fault.zone] = { ...zones[fault.zone], ...changeOf(fault) };
        if (fault.name === 'sag')
            railMv = fault.railMv;
    }
    return {
        zones,
        railMv,
        hasGhostCurrent: faults.some((fault) => fault.name === 'contradiction'),
        hasNoLease: faults.some((fault) => fault.name === 'no-lease'),
    };
}
