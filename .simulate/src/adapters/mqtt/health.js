const lagEveryMs = 1000;
/** How late the event loop runs its timers: the worst of the time since the last reading. */
export class LoopLag {
    clock;
    timer;
    dueMs;
    worstMs = 0;
    constructor(clock) {
        this.clock = clock;
        this.dueMs = clock.nowMs() + lagEveryMs;
        this.timer = clock.every(lagEveryMs, () => this.tick());
    }
    /** Gives the worst and begins again; ms, one decimal. */
    takeWorstMs() {
        const worstMs = Math.round(this.worstMs * 10) / 10;
        this.worstMs = 0;
        return worstMs;
    }
    close() {
        this.clock.clear(this.timer);
    }
    tick() {
        const nowMs = this.clock.nowMs();
        this.worstMs = Math.max(this.worstMs, nowMs - this.dueMs);
        this.dueMs = nowMs + lagEveryMs;
    }
}
