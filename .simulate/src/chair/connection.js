import { backoffMs } from '../core/backoff.js';
import { emergencyStop } from '../core/protocol/codec.js';
const reopenBounds = { minMs: 250, maxMs: 5000 };
/** Keeps one wire open: a new one for every attempt, with a growing wait between attempts. */
export class Connection {
    openWire;
    events;
    clock;
    log;
    isEmergencyLatched;
    wire = null;
    isOpen = false;
    attempt = 0;
    reopenAtMs = 0;
    lastReason = null;
    /** Wires that were opened after the first. */
    reconnects = -1;
    constructor(openWire, events, clock, log, isEmergencyLatched) {
        this.openWire = openWire;
        this.events = events;
        this.clock = clock;
        this.log = log;
        this.isEmergencyLatched = isEmergencyLatched;
    }
    /** Opens a wire when none is there and the wait is over. */
    poll(nowMs) {
        if (this.wire !== null || nowMs < this.reopenAtMs)
            return;
        let mine = null;
        let isClosed = false;
        const isMine = () => !isClosed && (mine === null || mine === this.wire);
        const opened = this.openWire({
            onOpened: () => isMine() && this.opened(),
            onLine: (line) => isMine() && this.events.onLine(line),
            onNoise: () => isMine() && this.events.onNoise(),
            onClosed: (reason) => {
                const wasMine = isMine();
                isClosed = true;
                if (wasMine)
                    this.closed(reason);
            },
        });
        if (isClosed)
            return;
        mine = opened;
        this.wire = opened;
        if (this.isOpen)
            this.greet();
    }
    /** Writes to an open wire; without one it does nothing. */
    write(text) {
        if (this.isOpen)
            this.wire?.write(text);
    }
    get isWritable() {
        return this.isOpen && this.wire !== null;
    }
    /** The link works: the next trouble is a new one. */
    settle() {
        this.attempt = 0;
        this.lastReason = null;
    }
    /** Throws the wire away; another is opened after the wait. */
    drop(reason) {
        const { wire } = this;
        if (wire === null)
            return;
        this.closed(reason);
        void wire.close();
    }
    /** Closes for good: nothing is opened again. */
    async end() {
        const { wire } = this;
        this.wire = null;
        this.isOpen = false;
        this.reopenAtMs = Number.POSITIVE_INFINITY;
        await wire?.close();
    }
    opened() {
        this.isOpen = true;
        if (this.wire !== null)
            this.greet();
    }
    greet() {
        this.reconnects += 1;
        // [S3] Nothing may reach a chair whose latch we hold before the byte does.
        if (this.isEmergencyLatched())
            this.write(emergencyStop);
        this.events.onOpened();
    }
    closed(reason) {
        this.wire = null;
        this.isOpen = false;
        this.reopenAtMs = this.clock.nowMs() + backoffMs(this.attempt, reopenBounds, this.clock.random());
        this.attempt += 1;
        if (reason !== this.lastReason)
            this.log.warn('port.closed', { reason });
        this.lastReason = reason;
        this.events.onClosed(reason);
    }
}
