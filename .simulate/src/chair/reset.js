import { faultCodes } from '../core/protocol/messages.js';
import { limits } from '../core/safety/limits.js';
const isLineCode = (code) => faultCodes.includes(code);
/** A reset that somebody asked for: it waits until the chair is fit for it, then clears one latch after the other. [S3] */
export class ResetProcedure {
    events;
    pending = null;
    constructor(events) {
        this.events = events;
    }
    get isPending() {
        return this.pending !== null;
    }
    /** `codes` are the faults to clear; those that only the daemon knows need nothing of the chair but that it is fit. */
    begin(codes, nowMs) {
        const ofTheLine = [...new Set(codes)].filter(isLineCode);
        this.pending = { codes: ofTheLine, giveUpAtMs: nowMs + limits.resetWaitMs, isAsking: false };
    }
    /** Asks for the next latch when nothing is missing; gives up with what is missing after 3 s. */
    step(missing, nowMs) {
        const { pending } = this;
        if (pending === null)
            return;
        const cause = pending.codes[0];
        if (nowMs >= pending.giveUpAtMs)
            this.finish(missing ?? 'the chair did not answer in time');
        else if (pending.isAsking || missing !== null)
            return;
        else if (cause === undefined)
            this.finish(null);
        else {
            this.pending = { ...pending, isAsking: true };
            this.events.ask({ verb: 'RESET', cause });
        }
    }
    /** Something has come in between. */
    abort(why) {
        if (this.pending !== null)
            this.finish(why);
    }
    answered(answer) {
        if (this.pending === null)
            return;
        if (answer.kind === 'ok')
            this.pending = { ...this.pending, codes: this.pending.codes.slice(1), isAsking: false };
        else
            this.finish(`its cause is still there (${answer.code} ${answer.detail})`);
    }
    finish(missing) {
        this.pending = null;
        this.events.done(missing);
    }
}
