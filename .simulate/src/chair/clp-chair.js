import { bareStop, emergencyStop, encodeOrder } from '../core/protocol/codec.js';
import { faultCodes } from '../core/protocol/messages.js';
import { silenceMsMax } from '../core/safety/freshness.js';
import { limits } from '../core/safety/limits.js';
import { isStill } from '../core/safety/stillness.js';
import { Driving } from './driving.js';
import { Link, periodOf } from './link.js';
import { ChairRecord } from './record.js';
import { ResetProcedure } from './reset.js';
import { StopProcedure } from './stop-procedure.js';
const keepAlive = encodeOrder({ seq: 0, request: { verb: 'KEEP' } });
/** A chair that speaks CLP/1, over any wire. `poll` drives its timers; it never throws and holds no timer of its own. */
export class ClpChair {
    options;
    record = new ChairRecord();
    link;
    driving;
    stopping;
    resetting;
    supervisedAtMs = null;
    constructor(options) {
        this.options = options;
        this.driving = new Driving(this.nowMs);
        this.stopping = new StopProcedure((effect) => this.doStop(effect));
        this.resetting = new ResetProcedure({
            ask: (request) => this.link.ask(request),
            done: (missing) => this.options.onSignal({ type: 'chair.resetDone', missing }),
        });
        this.link = new Link(options, {
            onGreeted: () => this.record.forget(),
            onUp: () => this.cameUp(),
            onDown: (reason) => this.wentDown(reason),
            onTelemetry: (telemetry) => this.takeTelemetry(telemetry),
            onEvent: (event) => this.takeEvent(event),
            onAnswer: (request, answer) => this.takeAnswer(request, answer),
            onContradiction: (message) => this.fault('contradiction', null, message),
        });
    }
    /** Moves every deadline of the line; called about every 50 ms. */
    poll(nowMs) {
        this.link.poll(nowMs);
        const stoppedAgoMs = nowMs - (this.stopping.answeredAtMs ?? Number.NEGATIVE_INFINITY);
        if (this.link.isUp &&
            nowMs - this.quietSinceMs() > silenceMsMax(this.driving.armedSinceMs !== null, stoppedAgoMs)) {
            this.lose('no line came from the chair: check the cable and the chair');
        }
        this.stopping.tick(nowMs);
        if (this.resetting.isPending)
            this.resetting.step(this.missingForReset(), nowMs);
    }
    drive(drive, caps) {
        const { identity, capabilities, isUp } = this.link;
        if (!isUp || identity === null || this.stopping.isActive)
            return;
        const facts = {
            capabilities,
            caps,
            temperatureMaxC: this.options.temperatureMaxC,
            measured: this.record.facts(),
            nowMs: this.nowMs,
        };
        for (const set of this.driving.plan(drive, facts, identity.zones, identity.ttlMs))
            this.link.ask(set);
        if (this.driving.confirms())
            this.options.onSignal({ type: 'chair.driving' });
    }
    /** [S14] The only place that sends KEEP: from a tick that has just seen fresh telemetry. */
    supervise() {
        const { nowMs } = this;
        const gapMs = nowMs - (this.supervisedAtMs ?? nowMs);
        const isSupervised = this.driving.isDriving || this.stopping.isActive;
        this.supervisedAtMs = isSupervised ? nowMs : null;
        if (!isSupervised || !this.link.isUp)
            return;
        if (gapMs > limits.tickGapMsMax) {
            this.lose(`the daemon stood still for ${Math.round(gapMs)} ms: is the machine overloaded?`);
            return;
        }
        if (this.record.isEvidence(nowMs))
            this.link.write(keepAlive);
    }
    stop(rampMs) {
        this.driving.stopped();
        if (!this.link.isUp) {
            this.link.write(bareStop);
            return;
        }
        if (this.stopping.begin('stop', rampMs, this.nowMs))
            this.link.askNow({ verb: 'STOP', rampMs });
    }
    /** [S3] The byte goes first, whatever the state of the line. */
    emergencyStop() {
        this.driving.stopped();
        this.resetting.abort('an emergency stop has come meanwhile');
        if (!this.link.isUp || this.stopping.begin('emergency', 0, this.nowMs))
            this.writeEmergency();
    }
    reset(codes) {
        this.resetting.begin(codes, this.nowMs);
    }
    /** How often `supervise` wants to be called, ms. */
    get supervisionPeriodMs() {
        return periodOf(this.link.identity);
    }
    /** True while a verified stop is under way. */
    get isStopping() {
        return this.stopping.isActive;
    }
    linkStatus() {
        return this.link.status(this.record.ageMs(this.nowMs));
    }
    async close() {
        await this.link.end();
    }
    get nowMs() {
        return this.options.clock.nowMs();
    }
    writeEmergency() {
        this.link.write(emergencyStop);
        if (this.link.isUp)
            this.link.askNow({ verb: 'ESTOP' });
    }
    doStop(effect) {
        switch (effect) {
            case 'repeat':
                this.link.askNow({ verb: 'STOP', rampMs: 0 });
                return;
            case 'emergency':
                this.writeEmergency();
                if (this.stopping.justEscalated())
                    this.options.onSignal({ type: 'chair.escalated' });
                return;
            case 'alarm':
                this.options.onSignal({ type: 'chair.stopUnverified' });
                return;
            case 'still':
                // Supervision ends here; the next drive begins it anew, however much later.
                this.supervisedAtMs = null;
                this.options.onSignal({ type: 'chair.still' });
        }
    }
    /** [S5] A greeting stops the chair; that stop is verified like any other before anything may start. */
    cameUp() {
        this.driving.stopped();
        this.stopping.abandon();
        this.stopping.greeted(limits.helloRampMs, this.nowMs);
        this.options.onSignal({ type: 'chair.up' });
    }
    wentDown(reason) {
        this.driving.stopped();
        this.stopping.abandon();
        this.supervisedAtMs = null;
        this.record.forget();
        this.options.onSignal({ type: 'chair.down', reason });
    }
    /** The bare STOP is a last word that may still get through. */
    lose(reason) {
        this.link.write(bareStop);
        this.link.drop(reason);
    }
    quietSinceMs() {
        return Math.max(this.link.lineAtMs, this.driving.armedSinceMs ?? 0, this.stopping.answeredAtMs ?? 0);
    }
    takeTelemetry(telemetry) {
        const { nowMs } = this;
        // [S4] A zone that is left out may be moving: such a line is no evidence of anything.
        if (this.link.identity?.zones.some((zone, at) => telemetry.zones[at]?.zone !== zone))
            return;
        const verdict = this.record.take(telemetry, nowMs);
        if (verdict === 'restarted') {
            this.restarted();
            return;
        }
        const lost = this.driving.lossShownBy(telemetry.mode, verdict, this.stopping.isActive);
        if (lost !== null) {
            this.lose(lost);
            return;
        }
        this.checkReadings(telemetry, nowMs);
        this.stopping.telemetry(telemetry, nowMs);
        this.options.onTelemetry(telemetry);
    }
    checkReadings(telemetry, nowMs) {
        if (telemetry.occupied !== 'none')
            this.seat(telemetry.occupied === true, nowMs);
        const implausible = this.record.newlyImplausible();
        if (implausible !== null)
            this.fault('sensor', implausible.zone, implausible.message);
        const isAtRest = this.link.isUp && !this.driving.isDriving && !this.stopping.isActive;
        if (this.record.movesUnasked(isAtRest))
            this.stop(0);
    }
    seat(isSeated, nowMs) {
        const isOccupied = this.record.seat(isSeated, nowMs);
        if (isOccupied !== null)
            this.options.onSignal({ type: 'chair.occupied', isOccupied });
    }
    /** [S5] The chair lost its memory: whatever ran is over, and it is greeted like a stranger. */
    restarted() {
        const wasUp = this.link.isUp;
        this.driving.stopped();
        this.stopping.abandon();
        this.record.forget();
        if (wasUp)
            this.options.onSignal({ type: 'chair.restarted' });
        if (this.link.isGreeted)
            this.link.greet();
    }
    takeEvent(event) {
        switch (event.event) {
            case 'boot':
                this.restarted();
                return;
            case 'lease':
                if (this.link.isUp)
                    this.lose('the lease ran out: KEEP did not reach the chair in time');
                return;
            case 'fault':
                this.takeFault(event.code, event.zone, event.value);
                return;
            case 'clear':
                this.options.onSignal({ type: 'chair.cleared', code: event.code, zone: event.zone });
                return;
            case 'ttl':
                this.fault('internal', event.zone, `the program stopped renewing ${event.zone}; the chair let go by itself`);
                return;
            case 'button':
                this.options.onSignal({ type: 'chair.button', button: event.button });
                return;
            case 'occupied':
                this.seat(event.occupied, this.nowMs);
        }
    }
    /** A `lease` latch is the handshake's to clear; one that shows later means that the line was cut for a while. */
    takeFault(code, zone, value) {
        if (code !== 'lease')
            this.fault(code, zone, `the chair reports ${code}${zone === null ? '' : ` at ${zone}`} (${value})`);
        else if (this.link.isUp)
            this.lose('the lease ran out: KEEP did not reach the chair in time');
    }
    fault(code, zone, message) {
        this.options.onSignal({ type: 'chair.fault', code, zone, message });
    }
    takeAnswer(request, answer) {
        if (answer.kind === 'error' && answer.code === 'hello') {
            this.restarted();
            return;
        }
        if (request.verb === 'STOP' || request.verb === 'ESTOP')
            this.stopping.answered(this.nowMs);
        else if (request.verb === 'RESET')
            this.resetting.answered(answer);
        else if (request.verb === 'SET')
            this.takeSetAnswer(request, answer);
    }
    takeSetAnswer(request, answer) {
        if (answer.kind === 'ok') {
            this.driving.accepted(request, this.nowMs);
            if (this.driving.confirms())
                this.options.onSignal({ type: 'chair.driving' });
            return;
        }
        const cause = faultCodes.find((code) => answer.code === 'latched' && code === answer.detail);
        const words = `the chair refused a movement of ${request.zone} (${answer.code} ${answer.detail})`.replace(' )', ')');
        this.fault(cause ?? 'internal', request.zone, words);
    }
    missingForReset() {
        if (!this.link.isUp)
            return 'no handshake with the chair: check the cable and the chair';
        const ageMs = this.record.ageMs(this.nowMs);
        const { telemetry } = this.record;
        if (telemetry === null || ageMs === null || ageMs > limits.silencePeriods * limits.idlePeriodMs) {
            return 'no fresh telemetry from the chair';
        }
        if (this.stopping.isActive || !isStill(telemetry))
            return 'the chair is not still';
        return this.record.implausibleNow();
    }
}
