import { Cable } from './cable.js';
import { newChair, restMs, sliceMs, step } from './chair.js';
import { modeOf } from './chair-state.js';
import { conditionsOf, FaultPlan } from './fault-plan.js';
import { firmware } from './firmware.js';
import { OutputHistory } from './history.js';
import { seededRandom } from './random.js';
import { telemetryLine } from './telemetry.js';
/** A chair on a clock: the model, its faults, its cable and its ports. */
export class Device {
    options;
    id;
    clock;
    startedAtMs;
    history;
    state;
    cable;
    plan = new FaultPlan();
    ports = new Set();
    timer = null;
    floodPerMs = 0;
    floodOwed = 0;
    mode = 'idle';
    isClosed = false;
    constructor(options) {
        this.options = options;
        const { clock, seed, id, isOccupied } = options;
        this.id = id;
        this.clock = clock;
        this.startedAtMs = clock.nowMs();
        this.state = newChair({ id, isOccupied, boot: Math.floor(seededRandom(seed).next() * 0x10000) });
        this.cable = new Cable(seed);
        this.history = new OutputHistory(this.state);
        this.run({ kind: 'elapsed', elapsedMs: 0 });
        this.wake();
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
    /** Takes bytes of a host, at the moment of the call. */
    receive(bytes) {
        if (this.isClosed)
            return;
        this.catchUp();
        const atOnce = this.cable.fromHost(bytes, this.state.nowMs);
        if (atOnce.length > 0)
            this.run({ kind: 'bytes', bytes: atOnce });
        this.deliver();
        this.wake();
    }
    /** Plans a fault from now on; false where there are too many. */
    inject(planned) {
        this.catchUp();
        const isPlanned = this.plan.add(planned, this.state.nowMs);
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
        this.note({ kind: 'port', port, is });
    }
    /** Brings the chair to the clock's time. */
    catchUp() {
        const endMs = this.clock.nowMs() - this.startedAtMs;
        while (!this.isClosed && this.state.nowMs < endMs) {
            const elapsedMs = Math.min(endMs - this.state.nowMs, Math.max(minimumMs, this.untilNextMs()));
            this.run({ kind: 'elapsed', elapsedMs });
            this.flood(elapsedMs);
            this.runPlan();
            this.deliver();
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
    has(name) {
        return this.plan.active.some((fault) => fault.name === name);
    }
    /** How long nothing happens, ms. */
    untilNextMs() {
        const restingMs = this.floodPerMs > 0 ? sliceMs : restMs(this.state);
        const nextMs = Math.min(this.plan.nextDueMs, this.cable.nextDueMs);
        return Math.min(restingMs, nextMs - this.state.nowMs);
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
        const before = this.state;
        const [state, lines] = step(before, input);
        this.state = state;
        for (const line of lines) {
            if (line.startsWith('E '))
                this.note({ kind: 'event', text: line.slice(0, line.indexOf('*')) });
            this.cable.fromChair(line, state.nowMs);
        }
        for (const change of this.history.note(before, state))
            this.note({ kind: 'output', change });
        const mode = modeOf(state);
        if (mode !== this.mode)
            this.note({ kind: 'mode', mode });
        this.mode = mode;
        this.options.onStep?.(state, input, lines);
    }
    flood(elapsedMs) {
        this.floodOwed += elapsedMs * this.floodPerMs;
        for (; this.floodOwed >= 1; this.floodOwed -= 1)
            this.cable.fromChair(telemetryLine(this.state), this.state.nowMs);
    }
    deliver() {
        const { atChair, atHost } = this.cable.arrived(this.state.nowMs);
        this.emit(atHost);
        if (atChair.length > 0)
            this.run({ kind: 'bytes', bytes: atChair });
        this.emit(this.cable.arrived(this.state.nowMs).atHost);
    }
    emit(text) {
        if (text === '')
            return;
        for (const port of this.ports)
            port.send(text);
    }
    runPlan() {
        if (this.plan.nextDueMs <= this.state.nowMs)
            this.follow(this.plan.due(this.state.nowMs));
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
    note(body) {
        this.options.onNote({ atMs: this.state.nowMs, id: this.id, ...body });
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
