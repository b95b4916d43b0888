import { seededRandom } from '../../hardware-sim/random.js';
import { frame, unframe } from '../../src/core/protocol/crc.js';
/** What may be wrong between the ports, beside the simulated chair's own faults. */
export const lineTroubles = ['swallow-sets', 'lie', 'hold', 'foreign'];
const holdGrowth = 0.8;
const foreignGapMs = 700;
/** The way between a chair and a process. Its troubles are lies with a valid check: what no CRC finds. */
export class FaultyLine {
    time;
    openDirect;
    watch;
    untilMs = { 'swallow-sets': 0, lie: 0, hold: 0, foreign: 0 };
    chance;
    wires = new Set();
    holdFromMs = 0;
    dueMs = 0;
    foreignAtMs = 0;
    bornAtMs = 0;
    constructor(time, openDirect, watch, seed) {
        this.time = time;
        this.openDirect = openDirect;
        this.watch = watch;
        this.chance = seededRandom(seed);
    }
    begin(trouble, durationMs) {
        const nowMs = this.time.nowMs();
        if (trouble === 'hold' && !this.has('hold'))
            this.holdFromMs = nowMs;
        this.untilMs[trouble] = Math.max(this.untilMs[trouble], nowMs + durationMs);
    }
    end() {
        for (const trouble of lineTroubles)
            this.untilMs[trouble] = 0;
    }
    has(trouble) {
        return this.time.nowMs() < this.untilMs[trouble];
    }
    /** The process is gone, and its ports with it. */
    closeAll() {
        for (const wire of this.wires)
            void wire.close();
        this.wires.clear();
    }
    /** What a process opens the port with. */
    openFor(process) {
        return (events) => this.open(process, events);
    }
    open(process, events) {
        let isOpen = true;
        const wire = this.openDirect({
            onOpened: () => process.enter(() => {
                this.watch.onOpened();
                events.onOpened();
            }),
            onLine: (line) => this.toHost(process, line, (text) => isOpen && this.receive(events, text)),
            onNoise: (kind) => process.enter(() => events.onNoise(kind)),
            onClosed: (reason) => {
                isOpen = false;
                this.wires.delete(wire);
                process.enter(() => {
                    this.watch.onClosed(reason);
                    events.onClosed(reason);
                });
            },
        });
        this.wires.add(wire);
        const receive = (line) => this.toHost(process, line, (text) => isOpen && this.receive(events, text));
        return { write: (text) => process.isAlive && this.write(wire, text, receive), close: () => wire.close() };
    }
    receive(events, line) {
        this.watch.onReceived(line, this.bornAtMs);
        events.onLine(line);
    }
    /** A host that keeps the lease alive and forgets its program: SETs vanish, and something answers them. */
    write(wire, text, receive) {
        this.watch.onWritten(text);
        const isSwallowed = this.has('swallow-sets') && text.includes(' SET ');
        if (isSwallowed)
            receive(frame(`${text.split(' ')[0]} OK`).trim());
        else
            wire.write(text);
    }
    toHost(process, line, deliver) {
        const nowMs = this.time.nowMs();
        const told = this.has('lie') ? lied(line) : line;
        const heldMs = this.has('hold') ? (nowMs - this.holdFromMs) * holdGrowth : 0;
        this.dueMs = Math.max(this.dueMs, nowMs + heldMs);
        const hand = (text) => process.enter(() => {
            this.bornAtMs = nowMs;
            deliver(text);
        });
        if (this.dueMs > nowMs)
            this.time.after(this.dueMs - nowMs, () => hand(told));
        else
            hand(told);
        if (this.has('foreign') && nowMs - this.foreignAtMs >= foreignGapMs) {
            this.foreignAtMs = nowMs;
            hand(frame(`${30_000 + Math.floor(this.chance.next() * 30_000)} OK`).trim());
        }
    }
}
/** A chair that does not notice a broken temperature sensor of its own. */
function lied(line) {
    const payload = line.startsWith('T ') ? unframe(line) : null;
    if (payload === null)
        return line;
    return frame(payload.replace(/(\w+:[^,]+,\d+,\d+),[^,]+,/, '$1,2500,')).trim();
}
