import { seededRandom } from '../../hardware-sim/random.js';
/** The clock of one process, which may die, and may hang: what falls due meanwhile comes late, all at once, as in Node. */
export class ProcessClock {
    time;
    onUncaught;
    bootId;
    isDead = false;
    hangs = 0;
    late = [];
    behindMs;
    chance;
    constructor(time, start, onUncaught) {
        this.time = time;
        this.onUncaught = onUncaught;
        this.bootId = start.bootId;
        this.behindMs = start.behindMs;
        this.chance = seededRandom(start.seed);
    }
    get isAlive() {
        return !this.isDead;
    }
    get isHanging() {
        return this.hangs > 0;
    }
    nowMs() {
        return this.time.nowMs() - this.behindMs;
    }
    wallMs() {
        return this.time.wallMs();
    }
    after(delayMs, run) {
        const timer = {
            id: this.time.after(delayMs, () => this.enter(() => !timer.isCleared && run())),
            isCleared: false,
        };
        return timer;
    }
    every(periodMs, run) {
        let isWaiting = false;
        const timer = {
            id: this.time.every(periodMs, () => {
                if (isWaiting)
                    return;
                isWaiting = true;
                this.enter(() => {
                    isWaiting = false;
                    if (!timer.isCleared)
                        run();
                });
            }),
            isCleared: false,
        };
        return timer;
    }
    clear(timer) {
        const mine = timer;
        mine.isCleared = true;
        this.time.clear(mine.id);
    }
    random() {
        return this.chance.next();
    }
    /** Runs in the process: now, when it hangs no longer, or never. */
    enter(run) {
        if (this.isDead)
            return;
        if (this.hangs > 0) {
            this.late.push(run);
            return;
        }
        try {
            run();
        }
        catch (error) {
            this.onUncaught(error);
        }
    }
    hang(durationMs) {
        this.hangs += 1;
        this.time.after(durationMs, () => this.wake());
    }
    /** As after SIGKILL: nothing of it runs any more. */
    die() {
        this.isDead = true;
        this.late = [];
    }
    wake() {
        this.hangs -= 1;
        if (this.hangs > 0)
            return;
        const { late } = this;
        this.late = [];
        for (const run of late)
            this.enter(run);
    }
}
