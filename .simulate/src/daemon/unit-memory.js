import { addRun, dailyLeftMs, noRuns, rebase, restLeftMs } from '../core/safety/budget.js';
import { readRecord } from '../core/saved-record.js';
/** Faults that wait for a person and so outlive a restart; the others show themselves anew. [S3] */
const lasting = [
    'estop',
    'stop_unverified',
    'contradiction',
    'overtemp',
    'sensor',
    'internal',
];
/** While a session runs its record is at most this old; on the disk it is counted as run, so that a crash refunds nothing. [S9] */
const saveEveryMs = 5000;
/** A time of day that moved this much against the monotonic clock was set by somebody. */
const clockSetMs = 1000;
/** What one chair's owner remembers over restarts: minutes, latches, the selection. */
export class UnitMemory {
    options;
    selection = { program: null, intensity: 100, durationMs: null, person: null };
    isRemoteStartOff = false;
    faults = [];
    lastSession = null;
    budget = noRuns;
    isRunning = false;
    savedAtMs = Number.NEGATIVE_INFINITY;
    savedOffsetMs = 0;
    constructor(options) {
        this.options = options;
        this.savedOffsetMs = this.offsetMs;
        const loaded = readRecord(options.store.load(options.chairId));
        if (loaded.kind === 'unreadable')
            this.distrust(loaded.message);
        if (loaded.kind !== 'record')
            return;
        const { record } = loaded;
        this.selection = record.selection;
        this.isRemoteStartOff = record.isRemoteStartOff;
        this.faults = record.faults;
        this.lastSession = record.lastSession;
        this.budget = rebase({ runs: record.runs }, record.saved, this.moment());
    }
    /** [S3] A latch may have been in a record that cannot be read: somebody has to look at the chair before it moves again. */
    distrust(message) {
        this.options.log.error('record.unreadable', { message });
        const advice = 'what was known of this chair was lost: look that all is well, then send reset';
        this.faults = [{ code: 'internal', zone: null, message: advice, sinceMs: this.options.clock.wallMs() }];
        void this.save();
    }
    get restLeftMs() {
        return restLeftMs(this.budget, this.options, this.options.clock.nowMs());
    }
    get dailyLeftMs() {
        return dailyLeftMs(this.budget, this.options, this.options.clock.nowMs());
    }
    ran(fromMs, toMs) {
        this.budget = addRun(this.budget, fromMs, toMs);
        this.isRunning = true;
        if (toMs - this.savedAtMs >= saveEveryMs)
            void this.save();
    }
    /** [S9] A record says how both clocks stood. Where the time of day was set it is written anew, so that a restart of the machine,
     *  after which only the time of day is left, shortens no rest by it. */
    watchClock() {
        if (Math.abs(this.offsetMs - this.savedOffsetMs) > clockSetMs)
            void this.save();
    }
    /** Takes what the session knows and writes it down where it has changed. */
    remember(faults, lastSession) {
        const kept = faults.filter((fault) => lasting.includes(fault.code));
        const hasSettled = lastSession !== this.lastSession;
        const isSame = kept.length === this.faults.length && kept.every((fault, at) => fault === this.faults[at]);
        if (isSame && !hasSettled)
            return;
        this.faults = kept;
        this.lastSession = lastSession;
        if (hasSettled)
            this.isRunning = false;
        void this.save();
    }
    /** Resolves when everything is on the disk. */
    save() {
        this.savedAtMs = this.options.clock.nowMs();
        this.savedOffsetMs = this.offsetMs;
        return this.options.store.save(this.options.chairId, this.record());
    }
    record() {
        const runs = this.budget.runs.map((run) => ({ ...run }));
        const last = runs.at(-1);
        if (this.isRunning && last !== undefined)
            last.endMs += saveEveryMs;
        return {
            version: 1,
            saved: this.moment(),
            runs,
            faults: this.faults.map((fault) => ({ ...fault })),
            lastSession: this.lastSession,
            selection: this.selection,
            isRemoteStartOff: this.isRemoteStartOff,
        };
    }
    get offsetMs() {
        return this.options.clock.wallMs() - this.options.clock.nowMs();
    }
    moment() {
        const { bootId } = this.options.clock;
        return { bootId, nowMs: this.options.clock.nowMs(), wallMs: this.options.clock.wallMs() };
    }
}
