import { Cable } from './cable.js';
import { newChair, restMs, sliceMs, step } from './chair.js';
import { conditionsOf, FaultPlan } from './fault-plan.js';
import { firmware } from './firmware.js';
import { OutputHistory, outputChanges } from './history.js';
import { seededRandom } from './random.js';
import { telemetryLine } from './telemetry.js';
/** A chair on a clock: the model, its faults, its cable and its ports. */
export class Device {
    options;
    id;
    clock;
    startedAtMs;
    outputs = new OutputHistory();
    chair;
    isCatchingUp = false;
    cable;
    plan = new FaultPlan();
    ports = new Set();
    timer = null;
    floodPerMs = 0;
    floodOwed = 0;
    isClosed = false;
    constructor(options) {
        this.options = options;
        const { clock, seed, id, isOccupied } = options;
        this.id = id;
        this.clock = clock;
        this.startedAtMs = clock.nowMs();
        this.chair = newChair({ id, isOccupied, boot: Math.floor(seededRandom(seed).next() * 0x10000) });
        this.cable = new Cable(seed);
        this.run({ kind: 'elapsed', elapsedMs: 0 });
        this.wake();
    }
    /** The chair as it is now; whoever looks while it is caught up sees it as it was then. Looking changes nothing. */
    get state() {
        const [state] = this.ahead();
        return state;
    }
    /** A chair that its own model did not bring about: for controllers that are wrong on purpose. */
    set state(chair) {
        this.catchUp();
        this.chair = chair;
        this.wake();
    }
    /** Every change of an output, the newest 10,000. */
    get history() {
        const [, , notes] = this.ahead();
        return this.outputs.followedBy(outputChanges(notes));
    }
    get activeFaults() {
        return this.plan.active;
    }
    get isPlugged() {
        return !this.has('unplug');
    }
    get isReading() {
        return !this.has('stall-write');
    }
    /** Connects a port; gives what takes it off again. */
    attach(port) {
        this.ports.add(port);
        return () => this.ports.delete(port);
    }
    /** Takes what a host sends (latin1: a character a byte), at the moment of the call. */
    receive(text) {
        if (this.isClosed)
            return;
        this.catchUp();
        const atOnce = this.cable.fromHost(text, this.chair.nowMs);
        if (atOnce !== '')
            this.run({ kind: 'text', text: atOnce });
        this.deliver();
        this.wake();
    }
    /** Plans a fault from now on; false where there are too many. */
    inject(planned) {
        this.catchUp();
        const isPlanned = this.plan.add(planned, this.chair.nowMs);
        this.runPlan();
        this.deliver();
        this.wake();
        return isPlanned;
    }
    /** Takes faults back; gives how many. */
    clear(text) {
        this.catchUp();
        const { count, events } = this.plan.clear(text);
        this.follow(events);
        this.deliver();
        this.wake();
        return count;
    }
    notePort(port, is) {
        this.catchUp();
        this.note({ kind: 'port', port, is });
    }
    /** Brings the chair to the clock's time. Whoever is told of it meanwhile and asks sees the chair as it was then. */
    catchUp() {
        if (this.isCatchingUp)
            return;
        this.isCatchingUp = true;
        try {
            const endMs = this.clock.nowMs() - this.startedAtMs;
            while (!this.isClosed && this.chair.nowMs < endMs)
                this.moveOn(endMs - this.chair.nowMs);
        }
        finally {
            this.isCatchingUp = false;
        }
    }
    close() {
        this.isClosed = true;
        for (const port of [...this.ports])
            port.setPlugged(false);
        this.ports.clear();
        if (this.timer !== null)
            this.clock.clear(this.timer);
        this.timer = null;
    }
    /** What the time since the last step will have done. */
    ahead() {
        const elapsedMs = this.isCatchingUp || this.isClosed ? 0 : this.clock.nowMs() - this.startedAtMs - this.chair.nowMs;
        return step(this.chair, { kind: 'elapsed', elapsedMs });
    }
    /** Until something happens, and by `leftMs` at most. */
    moveOn(leftMs) {
        const elapsedMs = Math.min(leftMs, Math.max(minimumMs, this.untilNextMs()));
        this.run({ kind: 'elapsed', elapsedMs });
        this.flood(elapsedMs);
        this.runPlan();
        this.deliver();
    }
    has(name) {
        return this.plan.active.some((fault) => fault.name === name);
    }
    /** How long nothing happens, ms. */
    untilNextMs() {
        const restingMs = this.floodPerMs > 0 ? sliceMs : restMs(this.chair);
        const nextMs = Math.min(this.plan.nextDueMs, this.cable.nextDueMs);
        return Math.min(restingMs, nextMs - this.chair.nowMs);
    }
    /** One timer, for when something happens next: a chair at rest costs next to nothing. */
    wake() {
        if (this.timer !== null)
            this.clock.clear(this.timer);
        this.timer = null;
        if (this.isClosed)
            return;
        const delayMs = Math.max(1, Math.ceil(this.untilNextMs()));
        this.timer = this.clock.after(delayMs, () => {
            this.timer = null;
            this.catchUp();
            this.wake();
        });
    }
    run(input) {
        const [chair, lines, notes] = step(this.chair, input);
        this.chair = chair;
        for (const line of lines)
            this.cable.fromChair(line, chair.nowMs);
        for (const note of notes) {
            if (note.kind === 'output')
                this.outputs.add(note.change);
            this.options.onNote(note);
        }
        this.options.onStep?.(chair, input, lines, notes);
    }
    flood(elapsedMs) {
        this.floodOwed += elapsedMs * this.floodPerMs;
        for (; this.floodOwed >= 1; this.floodOwed -= 1)
            this.cable.fromChair(telemetryLine(this.chair), this.chair.nowMs);
    }
    deliver() {
        const { atChair, atHost } = this.cable.arrived(this.chair.nowMs);
        this.emit(atHost);
        if (atChair === '')
            return;
        this.run({ kind: 'text', text: atChair });
        this.emit(this.cable.arrived(this.chair.nowMs).atHost);
    }
    emit(text) {
        if (text === '')
            return;
        for (const port of this.ports)
            port.send(text);
    }
    runPlan() {
        if (this.plan.nextDueMs <= this.chair.nowMs)
            this.follow(this.plan.due(this.chair.nowMs));
    }
    follow(events) {
        if (events.length === 0)
            return;
        for (const event of events) {
            this.note({ kind: 'fault', fault: event.fault.key, is: event.kind === 'begins' ? 'injected' : 'cleared' });
            const input = momentOf(event);
            if (input !== null)
                this.run(input);
        }
        const active = this.plan.active;
        this.cable.faults = active;
        this.floodPerMs =
            active.reduce((sum, fault) => sum + ('linesPerSecond' in fault ? fault.linesPerSecond : 0), 0) / 1000;
        this.run({ kind: 'conditions', conditions: conditionsOf(active) });
        const { isReading, isPlugged } = this;
        for (const port of [...this.ports]) {
            port.setReading(isReading);
            port.setPlugged(isPlugged);
        }
    }
    note(note) {
        this.options.onNote({ atMs: this.chair.nowMs, id: this.id, ...note });
    }
}
/** Rounding must not hold the time still. */
const minimumMs = 0.01;
/** What a fault does in the moment in which it begins or ends, or null. */
function momentOf(event) {
    const { fault } = event;
    const begins = event.kind === 'begins';
    if (fault.name === 'leave')
        return { kind: 'occupied', isOccupied: !begins };
    if (fault.name === 'sit')
        return { kind: 'occupied', isOccupied: begins };
    if (!begins)
        return null;
    if (fault.name === 'reboot') {
        return { kind: 'reboot', reason: fault.reason, darkMs: event.forMs ?? firmware.rebootMs };
    }
    return fault.name === 'button' ? { kind: 'button', button: fault.button } : null;
}
