import { ClpChair } from '../chair/clp-chair.js';
import { accepted } from '../core/safety/rules.js';
import { zones } from '../core/zones.js';
import { statusEvent, statusOf } from '../session/status-of.js';
import { chairCard, programCard } from './cards.js';
import { mustBeOccupied, remoteStartBar } from './chair-settings.js';
import { judge } from './judge.js';
import { withProgram } from './plan-session.js';
import { Publication } from './publication.js';
import { startSession } from './session-actor.js';
import { newUlid } from './session-id.js';
import { TelemetryPace, telemetryStatus } from './telemetry-status.js';
import { UnitMemory } from './unit-memory.js';
/** Half a tick of the daemon: a period that is due between two ticks is taken at the earlier one. */
const tickSlackMs = 25;
/** One chair: its line, its session, its memory, and what the faces see of it. */
export class ChairUnit {
    options;
    chair;
    actor;
    memory;
    publication = new Publication();
    telemetryPace = new TelemetryPace();
    hasSeatSensor = false;
    linkLost = null;
    foreignOwner = null;
    pendingReset = null;
    sequence = 0;
    tickedAtMs = Number.NEGATIVE_INFINITY;
    isGoingDown = false;
    isChanged = true;
    constructor(options) {
        this.options = options;
        const { settings, clock, store, log, openWire, hostName } = options;
        const { restMs, dailyMs } = settings;
        this.memory = new UnitMemory({ chairId: settings.id, store, clock, log, restMs, dailyMs });
        this.chair = new ClpChair({
            openWire,
            clock,
            log,
            hostName,
            temperatureMaxC: settings.temperatureMaxC,
            isEmergencyLatched: () => this.memory.faults.some((fault) => fault.code === 'estop'),
            onSignal: (signal) => this.takeSignal(signal),
            onTelemetry: (telemetry) => this.takeTelemetry(telemetry),
        });
        this.actor = startSession({
            chair: this.chair,
            clock,
            memory: this.memory,
            tell: (notice) => this.tell(notice),
            onChange: ({ faults, lastSession }) => this.memory.remember(faults, lastSession),
            onError: (error) => {
                this.halt();
                this.options.onBroken(error);
            },
        });
    }
    /** Moves the line and the session; called by the daemon's one timer, about every 50 ms. */
    tick(nowMs) {
        this.chair.poll(nowMs);
        if (nowMs - this.tickedAtMs >= this.chair.supervisionPeriodMs - tickSlackMs) {
            this.tickedAtMs = nowMs;
            this.memory.watchClock();
            const before = this.state;
            this.send({ type: 'tick', nowMs });
            this.isChanged ||= this.state !== before;
        }
        if (this.isChanged || this.publication.isLookDue(nowMs))
            this.publish();
    }
    /** Runs a command, or refuses it. `reply` comes once: at once, for a reset up to 3 s later. */
    run(command, origin, reply) {
        const judgement = judge(command, origin, this.view());
        switch (judgement.kind) {
            case 'refused':
                reply(judgement.verdict);
                break;
            case 'event':
                this.send(judgement.event);
                reply(accepted);
                break;
            case 'reset':
                this.pendingReset = reply;
                this.send({ type: 'reset' });
                break;
            case 'select':
                this.memory.selection = judgement.selection;
                void this.memory.save();
                reply(accepted);
                break;
            case 'remote-start':
                this.memory.isRemoteStartOff = !judgement.isOn;
                void this.memory.save();
                reply(accepted);
        }
        this.publish();
    }
    /** [S7] The stop lanes: no check at all. */
    stop(kind, source) {
        const message = `emergency stop asked over ${source}`;
        this.send(kind === 'stop' ? { type: 'stop', ending: 'stopped' } : { type: 'estop', message });
        this.publish();
    }
    /** Ends the session for good and resolves with whether the stop was verified; null where no chair was connected. [S15] */
    async shutdown(deadlineMs) {
        this.isGoingDown = true;
        const { clock } = this.options;
        const startedMs = clock.nowMs();
        const wasUp = this.chair.link.isUp;
        this.send({ type: 'stop', ending: 'shutdown' });
        if (!wasUp)
            return null;
        while (this.chair.isStopping && this.chair.link.isUp && clock.nowMs() - startedMs < deadlineMs) {
            await new Promise((resolve) => void clock.after(50, resolve));
        }
        this.publish();
        return this.chair.link.isUp && !this.chair.isStopping;
    }
    /** [S15] The halt that needs no machine: for the composition root, when everything else may be broken. */
    halt() {
        this.chair.stop(0);
    }
    async close() {
        await this.memory.save();
        await this.chair.close();
    }
    /** [S16] A foreign daemon claims this chair (why), or has not for 30 s (null). */
    setForeignOwner(reason) {
        this.foreignOwner = reason;
        if (reason === null)
            return;
        this.send({ type: 'chair.fault', code: 'foreign_owner', zone: null, message: reason });
        this.publish();
    }
    get isAvailable() {
        return this.context.isLinkUp;
    }
    link() {
        return this.chair.linkStatus();
    }
    card() {
        return chairCard(this.options.settings, this.chair.link.identity);
    }
    programs() {
        return [...this.options.programs().values()].map(({ program }) => programCard(program));
    }
    status() {
        const { clock, epoch } = this.options;
        return statusOf({
            state: this.state,
            context: this.context,
            telemetry: this.chair.record.telemetry,
            zones: this.chair.link.identity?.zones ?? zones,
            selection: this.selection,
            isRemoteStartOn: !this.memory.isRemoteStartOff && remoteStartBar(this.options.settings, this.hasSeatSensor) === null,
            restLeftMs: this.memory.restLeftMs,
            linkLost: this.linkLost,
            epoch,
            sequence: this.sequence,
            wallMs: clock.wallMs(),
        });
    }
    get context() {
        return this.actor.getSnapshot().context;
    }
    /** The machine's states carry the published names; `settled` is left before anybody can look. */
    get state() {
        const { value } = this.actor.getSnapshot();
        return value === 'settled' ? 'idle' : value;
    }
    get selection() {
        return withProgram(this.memory.selection, this.options.programs());
    }
    view() {
        const { settings, people, programs, clock } = this.options;
        const bar = remoteStartBar(settings, this.hasSeatSensor);
        return {
            state: this.state,
            session: this.context.session,
            faultCode: this.status().fault?.code ?? null,
            foreignOwner: this.foreignOwner,
            isResetPending: this.pendingReset !== null,
            isGoingDown: this.isGoingDown,
            remoteStartBar: bar,
            isRemoteStartOff: this.memory.isRemoteStartOff,
            mustBeOccupied: mustBeOccupied(settings, this.hasSeatSensor),
            isOccupied: this.chair.record.isLeaving ? false : this.context.isOccupied,
            selection: this.selection,
            programs: programs(),
            people,
            defaultPerson: settings.person,
            capabilities: this.chair.link.capabilities,
            levelMax: settings.levelMax,
            sessionMsMax: settings.sessionMsMax,
            dailyLeftMs: this.memory.dailyLeftMs,
            restLeftMs: this.memory.restLeftMs,
            newSessionId: () => newUlid(clock),
            nowMs: clock.nowMs(),
            wallMs: clock.wallMs(),
        };
    }
    /** A machine that broke takes nothing any more; the chair was halted without it. */
    send(event) {
        if (this.actor.getSnapshot().status === 'active')
            this.actor.send(event);
    }
    takeSignal(signal) {
        if (signal.type === 'chair.button') {
            this.takeButton(signal.button);
            return;
        }
        if (signal.type === 'chair.down' && this.context.isLinkUp)
            this.lostLink(signal.reason);
        if (signal.type === 'chair.still')
            this.linkLost = null;
        if (signal.type === 'chair.up')
            this.options.log.info('chair.up', { ...this.chair.link.identity });
        this.send(signal);
        if (signal.type === 'chair.resetDone')
            this.finishReset(signal.missing);
        this.publish();
    }
    lostLink(message) {
        const { clock } = this.options;
        this.linkLost = { code: 'link_lost', zone: null, message, sinceMs: clock.wallMs() };
        this.tell({ type: 'link_lost', fault: this.linkLost, session: this.context.session });
    }
    /** The chair has acted on its buttons itself; the session follows. */
    takeButton(button) {
        this.tell({ type: 'button', session: this.context.session, source: 'button' });
        const command = button === 'start' && this.state === 'paused' ? 'resume' : button;
        this.run({ command }, { source: 'button', unavailable: null }, (verdict) => {
            if (verdict.code !== 'ok')
                this.options.log.info('button.refused', { button, ...verdict });
        });
    }
    finishReset(missing) {
        const reply = this.pendingReset;
        this.pendingReset = null;
        const code = this.chair.link.isUp ? 'fault' : 'link_down';
        const isDone = missing === null && this.context.faults.length === 0;
        const why = missing ?? 'another fault has come meanwhile';
        reply?.(isDone ? accepted : { code, message: `reset is not possible yet: ${why}` });
        this.publish();
    }
    takeTelemetry(telemetry) {
        const { clock, face, settings } = this.options;
        this.hasSeatSensor = telemetry.occupied !== 'none';
        if (!this.telemetryPace.isDue(clock.nowMs()))
            return;
        face.onTelemetry(settings.id, telemetryStatus(telemetry, this.link(), clock.wallMs()));
    }
    tell(notice) {
        const { face, settings, clock, log } = this.options;
        const event = statusEvent(notice, clock.wallMs());
        this.isChanged = true;
        log.info(`session.${notice.type}`, { program: event.program, ended_by: event.ended_by, fault: event.fault?.code });
        face.onEvent(settings.id, event);
    }
    publish() {
        const { face, settings, clock } = this.options;
        this.isChanged = false;
        if (this.publication.isAvailabilityNew(this.isAvailable)) {
            face.onAvailability(settings.id, this.isAvailable);
            face.onCard(settings.id);
        }
        const status = this.status();
        if (!this.publication.isDue(status, clock.nowMs()))
            return;
        this.sequence += 1;
        face.onStatus(settings.id, { ...status, seq: this.sequence });
    }
}
