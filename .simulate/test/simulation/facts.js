const never = Number.NEGATIVE_INFINITY;
/** Everything that checks look at, kept up by the world. */
export class Facts {
    chair;
    broker;
    settings;
    people;
    now;
    process = null;
    line = {
        isOpen: false,
        openedAtMs: never,
        hasWritten: false,
        stopWrittenAtMs: never,
        emergencyWrittenAtMs: never,
        keepWrittenAtMs: never,
        setWrittenAtMs: never,
        telemetryAtMs: never,
        telemetryBornAtMs: never,
        lags: [],
        foreignAtMs: [],
    };
    /** The line is not what it should be until then, and for what follows from it. */
    disturbedUntilMs = never;
    /** A false reading has been told since then, or null. */
    lieFromMs = null;
    swallowFromMs = null;
    rivalAtMs = never;
    brokerAwayAtMs = null;
    brokerBackAtMs = never;
    permissions = [];
    interruption = { what: 'nothing', atMs: never };
    laneStop = { sentAtMs: never, takenAtMs: never };
    /** Stops of the lanes that no line was written for yet. */
    owedStops = [];
    causes = {};
    status = null;
    events = [];
    session = null;
    ended = null;
    pausedAtMs = null;
    /** When the daemon said that a session begins or goes on. */
    begunAtMs = never;
    begunBy = null;
    /** When the chair was armed by what was on its way while it stopped. */
    crossedAtMs = null;
    /** The daemon has said that it is latched, and has not said that it was reset. */
    isLatched = false;
    /** The daemon has said that a stop does not show, and has not said that it was reset. */
    isAlarmed = false;
    isRemoteStartOff = false;
    /** Somebody has asked for no remote starts, and has no answer yet. */
    isRemoteStartOffAsked = false;
    /** The last time that the daemon stood still. */
    hang = { fromMs: never, toMs: never };
    tornAtMs = never;
    killedAtMs = never;
    levelMax = { back: 100, seat: 100, legs: 100 };
    constructor(chair, broker, settings, people, now) {
        this.chair = chair;
        this.broker = broker;
        this.settings = settings;
        this.people = people;
        this.now = now;
    }
    get nowMs() {
        return this.now();
    }
    get isDisturbed() {
        return this.nowMs < this.disturbedUntilMs;
    }
    get isProcessUp() {
        return this.process?.clock.isAlive === true;
    }
    /** True where the daemon runs, hears the chair and is heard. */
    get isAllWell() {
        return !this.isDisturbed && this.isProcessUp && this.line.isOpen;
    }
    caused(cause) {
        this.causes[cause] = this.nowMs;
    }
    /** How long ago something was the case, ms. */
    since(cause) {
        return this.nowMs - (this.causes[cause] ?? never);
    }
    disturb(durationMs) {
        this.disturbedUntilMs = Math.max(this.disturbedUntilMs, this.nowMs + durationMs);
    }
    /** Motion must not outlive this without a fresh request. */
    interrupt(what) {
        this.interruption = { what, atMs: this.nowMs };
    }
}
