import { fenceReturned, fenceStopped, isFenced, isFenceOpen, newFence } from '../../core/fence.js';
/** Stops may come in floods; a number that goes out this much later is still back within the second that starts wait anyway. */
const leastGapMs = 50;
const repeatMs = 2000;
const numberPattern = /^\d{1,15}$/;
/** Sends the fence's numbers on the one connection and takes them from the other. [S6] */
export class FenceLane {
    parts;
    state = newFence;
    timer = null;
    isInGap = false;
    sentNumber = 0;
    constructor(parts) {
        this.parts = parts;
    }
    isFenced(chairId) {
        return isFenced(this.state, chairId, this.parts.clock.nowMs());
    }
    stopped(chairIds) {
        this.state = fenceStopped(this.state, chairIds, this.parts.clock.nowMs());
        if (!this.isInGap)
            this.sendNow();
    }
    /** What was under way when a connection broke may be lost. */
    reconnected() {
        if (isFenceOpen(this.state))
            this.sendNow();
    }
    take(message) {
        const prefix = `${this.parts.epoch}:`;
        const text = Buffer.from(message.payload.subarray(0, 128)).toString();
        const number = text.startsWith(prefix) ? text.slice(prefix.length) : '';
        if (message.isRetained || !numberPattern.test(number))
            return;
        this.state = fenceReturned(this.state, Number(number));
    }
    close() {
        if (this.timer !== null)
            this.parts.clock.clear(this.timer);
        this.timer = null;
    }
    sendNow() {
        const { topic, epoch, clock, send } = this.parts;
        this.close();
        this.sentNumber = this.state.sent;
        send({ topic, payload: `${epoch}:${this.sentNumber}`, qos: 1, isRetained: false, offline: 'newest' });
        this.isInGap = true;
        this.timer = clock.after(leastGapMs, () => this.gapOver());
    }
    /** Sends what came meanwhile; a number that does not come back is sent again. */
    gapOver() {
        this.timer = null;
        this.isInGap = false;
        if (this.sentNumber < this.state.sent)
            this.sendNow();
        else if (isFenceOpen(this.state))
            this.timer = this.parts.clock.after(repeatMs, () => this.repeat());
    }
    repeat() {
        this.timer = null;
        this.reconnected();
    }
}
