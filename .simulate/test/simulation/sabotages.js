const shortStorm = 6;
/** Long enough for rests and for the day's minutes. */
const longStorm = 40;
export const sabotages = [
    {
        invariant: 'S1',
        name: 'a lease that is never checked',
        faults: ['kill', 'deaf'],
        minutes: shortStorm,
        changes: [
            { file: 'hardware-sim/protection.js', find: 'if (!chair.isArmed || chair.conditions.hasNoLease || chair.nowMs < chair.leaseEndsAtMs)', replace: 'if (chair.nowMs >= 0)' },
        ],
    },
    {
        invariant: 'S1',
        name: 'a line with a wrong check renews the lease',
        faults: ['corrupt', 'garbage'],
        minutes: shortStorm,
        changes: [
            { file: 'hardware-sim/requests.js', find: "    if (payload === null) {\n        takeDamage(chair, 'crc');", replace: "    if (payload === null) {\n        chair.leaseEndsAtMs = chair.nowMs + firmware.leaseMs;\n        takeDamage(chair, 'crc');" },
        ],
    },
    {
        invariant: 'S2',
        name: 'a TTL that never ends',
        faults: ['swallow-sets'],
        minutes: shortStorm,
        changes: [
            { file: 'hardware-sim/protection.js', find: 'if (chair.nowMs < chair[name].ttlEndsAtMs)', replace: 'if (chair.nowMs < Number.POSITIVE_INFINITY)' },
        ],
    },
    {
        invariant: 'S3',
        name: 'an emergency byte that waits for the end of its line',
        faults: ['message', 'button', 'corrupt', 'drop-line'],
        minutes: shortStorm,
        changes: [
            { file: 'hardware-sim/chair.js', find: 'if (byte === emergencyByte)\n            emergencyStop(chair);', replace: '' },
        ],
    },
    {
        invariant: 'S3',
        name: 'an emergency latch that is not kept on the disk',
        faults: ['message', 'kill', 'reboot'],
        minutes: shortStorm,
        changes: [
            { file: 'src/daemon/unit-memory.js', find: "    'estop',\n", replace: '' },
        ],
    },
    {
        invariant: 'S3',
        name: 'a port that is opened without the byte',
        faults: ['message', 'kill'],
        minutes: shortStorm,
        changes: [
            { file: 'src/chair/connection.js', find: 'if (this.isEmergencyLatched())', replace: 'if (this.isOpen === null)' },
        ],
    },
    {
        invariant: 'S4',
        name: 'a stop that is done when it was answered',
        faults: ['message', 'runaway'],
        minutes: shortStorm,
        changes: [
            { file: 'src/core/safety/stillness.js', find: "stillLines >= 2 ? ['still'] : []", replace: "watch.countsFromMs !== null ? ['still'] : []" },
        ],
    },
    {
        invariant: 'S4',
        name: 'a stop that is never escalated',
        faults: ['runaway', 'message'],
        minutes: shortStorm,
        changes: [
            { file: 'src/core/safety/stillness.js', find: 'if (!isEscalated && lateMs >= limits.escalateAfterMs)', replace: 'if (!isEscalated && lateMs >= Number.POSITIVE_INFINITY)' },
        ],
    },
    {
        invariant: 'S4',
        name: 'a stop that raises no alarm',
        faults: ['runaway', 'message'],
        minutes: shortStorm,
        changes: [
            { file: 'src/core/safety/stillness.js', find: 'if (!isAlarmed && lateMs >= limits.alarmAfterMs)', replace: 'if (!isAlarmed && lateMs >= Number.POSITIVE_INFINITY)' },
        ],
    },
    {
        invariant: 'S5',
        name: 'a stop of the chair itself that is not noticed',
        faults: ['button', 'drop-line', 'corrupt'],
        minutes: shortStorm,
        changes: [
            { file: 'src/chair/driving.js', find: "const hasStoppedItself = this.armedSinceMs !== null && mode !== 'run';", replace: 'const hasStoppedItself = false;' },
        ],
    },
    {
        invariant: 'S6',
        name: 'commands that are never stale',
        faults: ['message', 'broker'],
        minutes: shortStorm,
        changes: [
            { file: 'src/core/command-freshness.js', find: 'if (age.isRetained)', replace: 'if (age.wallMs >= 0)\n        return null;\n    if (age.isRetained)' },
        ],
    },
    {
        invariant: 'S6',
        name: 'ids that are never remembered',
        faults: ['message'],
        minutes: shortStorm,
        changes: [
            { file: 'src/core/remembered-ids.js', find: 'return entry !== undefined && nowMs - entry.atMs < keptMs ? entry : null;', replace: 'return null;' },
        ],
    },
    {
        invariant: 'S6',
        name: 'a fence that is always open',
        faults: ['lag', 'fight', 'message'],
        minutes: shortStorm,
        changes: [
            { file: 'src/core/fence.js', find: 'return stop !== undefined && (stop.number > state.returned || nowMs - stop.atMs < leastMs);', replace: 'return false;' },
        ],
    },
    {
        invariant: 'S7',
        name: 'a stop lane that wants an empty payload',
        faults: ['message'],
        minutes: shortStorm,
        changes: [
            { file: 'src/adapters/mqtt/stop-lane.js', find: 'const chairIds = chairsOf(scope);', replace: 'const chairIds = isEmpty ? chairsOf(scope) : [];' },
        ],
    },
    {
        invariant: 'S7',
        name: 'stops that count as commands of the flood',
        faults: ['burst'],
        minutes: shortStorm,
        changes: [
            { file: 'src/core/admission.js', find: "return safety === null ? refuseQuietly(state, 'rate_limited', nowMs) : takeSafety(state, safety);", replace: "return refuseQuietly(state, 'rate_limited', nowMs);" },
        ],
    },
    {
        invariant: 'S8',
        name: 'a session that ends when the broker goes away',
        faults: ['broker'],
        minutes: shortStorm,
        changes: [
            { file: 'src/adapters/mqtt/mqtt-face.js', find: "this.groupStarts.dropAll('the broker was away; send the command again');", replace: "for (const chairId of fleet.chairIds)\n                    fleet.stop(chairId, 'stop', 'mqtt');" },
        ],
    },
    {
        invariant: 'S9',
        name: 'minutes that a restart forgets',
        faults: ['kill', 'terminate'],
        minutes: longStorm,
        changes: [
            { file: 'src/daemon/unit-memory.js', find: 'this.budget = rebase({ runs: record.runs }, record.saved, this.moment());', replace: '' },
        ],
    },
    {
        invariant: 'S9',
        name: 'a rest that the time of day decides',
        faults: ['clock'],
        minutes: longStorm,
        changes: [
            { file: 'src/daemon/unit-memory.js', find: 'return restLeftMs(this.budget, this.options, this.options.clock.nowMs());', replace: 'return restLeftMs(this.budget, this.options, this.options.clock.wallMs() - 1767268700000);' },
        ],
    },
    {
        invariant: 'S10',
        name: 'a gate that forgets the caps',
        faults: ['message'],
        minutes: shortStorm,
        changes: [
            { file: 'src/core/safety/gate.js', find: 'Math.min(wanted.level, facts.caps[zone])', replace: 'Math.max(wanted.level, facts.caps[zone])' },
        ],
    },
    {
        invariant: 'S10',
        name: 'a gate that lets every slope through',
        faults: ['message', 'programs'],
        minutes: shortStorm,
        changes: [
            { file: 'src/core/safety/gate.js', find: 'const gentleRampMs = (fromLevel, toLevel, rampMs) => Math.max(rampMs,', replace: 'const gentleRampMs = (fromLevel, toLevel, rampMs) => Math.min(rampMs,' },
        ],
    },
    {
        invariant: 'S11',
        name: 'a reading that is always believed',
        faults: ['lie'],
        minutes: shortStorm,
        changes: [
            { file: 'src/core/safety/plausibility.js', find: 'export function findImplausible(telemetry) {', replace: 'export function findImplausible(telemetry) {\n    if (telemetry.uptimeMs >= 0)\n        return null;' },
        ],
    },
    {
        invariant: 'S12',
        name: 'a person who leaves unnoticed',
        faults: ['leave'],
        minutes: shortStorm,
        changes: [
            { file: 'src/chair/record.js', find: 'const hasLeft = this.isOccupied !== true || nowMs - this.leftAtMs >= limits.leavingMs;', replace: 'const hasLeft = false;' },
        ],
    },
    {
        invariant: 'S12',
        name: 'a start on an empty chair',
        faults: ['leave'],
        minutes: shortStorm,
        changes: [
            { file: 'src/core/safety/rules.js', find: 'if (facts.mustBeOccupied && facts.isOccupied !== true)', replace: 'if (facts.mustBeOccupied && facts.isOccupied === null)' },
        ],
    },
    {
        invariant: 'S13',
        name: 'a lost link that is called completed',
        faults: ['unplug', 'mute'],
        minutes: shortStorm,
        changes: [
            { file: 'src/session/session-behaviour.js', find: "const endingOf = (context, by) => by === 'asked'", replace: "const endingOf = (context, by) => by === 'link_lost' ? 'completed' : by === 'asked'" },
        ],
    },
    {
        invariant: 'S14',
        name: 'keep-alives without evidence',
        faults: ['mute', 'slow', 'drop-line'],
        minutes: shortStorm,
        changes: [
            { file: 'src/chair/clp-chair.js', find: 'if (this.record.isEvidence(nowMs))', replace: 'if (nowMs >= 0)' },
        ],
    },
    {
        invariant: 'S15',
        name: 'a halt that does nothing',
        faults: ['bug'],
        minutes: shortStorm,
        changes: [
            { file: 'src/daemon/chair-unit.js', find: 'this.chair.stop(0);', replace: '' },
        ],
    },
    {
        invariant: 'S15',
        name: 'a way out that leaves the chair running',
        faults: ['terminate'],
        minutes: shortStorm,
        changes: [
            { file: 'src/daemon/chair-unit.js', find: "this.send({ type: 'stop', ending: 'shutdown' });", replace: '' },
        ],
    },
    {
        invariant: 'S16',
        name: 'strangers on the line that are not noticed',
        faults: ['foreign'],
        minutes: shortStorm,
        changes: [
            { file: 'src/chair/link.js', find: "this.events.onContradiction('somebody else speaks to the chair: only one host may use its line');", replace: '' },
        ],
    },
    {
        invariant: 'S16',
        name: 'another owner that is ignored',
        faults: ['rival'],
        minutes: shortStorm,
        changes: [
            { file: 'src/daemon/chair-unit.js', find: "this.send({ type: 'chair.fault', code: 'foreign_owner', zone: null, message: reason });", replace: '' },
        ],
    },
    {
        invariant: 'S17',
        name: 'motors that may get hot',
        faults: ['hot'],
        minutes: shortStorm,
        changes: [
            { file: 'src/core/safety/thermal.js', find: 'export function thermalShare(temperatureC, temperatureMaxC, wasStopped) {', replace: 'export function thermalShare(temperatureC, temperatureMaxC, wasStopped) {\n    if (temperatureC > -300)\n        return 1;' },
        ],
    },
    {
        invariant: 'S18',
        name: 'remote starts that nothing forbids',
        faults: ['message'],
        minutes: shortStorm,
        changes: [
            { file: 'src/core/safety/rules.js', find: 'if (isRemote(facts.source) && !facts.isRemoteStartOn)', replace: 'if (facts.source === null)' },
        ],
    },
    {
        invariant: 'sound',
        name: 'a daemon that breaks over a long payload',
        faults: ['message'],
        minutes: shortStorm,
        changes: [
            { file: 'src/core/admission.js', find: "return refuseQuietly(state, 'too_large', nowMs);", replace: "throw new Error('too large');" },
        ],
    },
    {
        invariant: 'usable',
        name: 'a reset that never gets done',
        faults: ['message'],
        minutes: shortStorm,
        changes: [
            { file: 'src/chair/reset.js', find: 'else if (cause === undefined)', replace: 'else if (cause === null)' },
        ],
    },
    {
        invariant: 'S5',
        name: 'a session that goes on when the chair is back',
        faults: ['unplug', 'deaf'],
        minutes: shortStorm,
        changes: [
            { file: 'src/session/session-machine.js', find: "{ target: '.disconnected', actions: ['linkDown', ...end('link_lost')] },", replace: "{ actions: 'linkDown' }," },
        ],
    },
    {
        invariant: 'S9',
        name: 'minutes of a day that nobody counts',
        faults: ['message'],
        minutes: longStorm,
        changes: [
            { file: 'src/core/safety/rules.js', find: 'if (timeline.totalMs <= dailyLeftMs)', replace: 'if (timeline.totalMs > 0)' },
        ],
    },
    {
        invariant: 'S9',
        name: 'a session that may be as long as it likes',
        faults: ['message'],
        minutes: longStorm,
        changes: [
            { file: 'src/core/safety/rules.js', find: 'if (timeline.totalMs <= allowedMs)', replace: 'if (timeline.totalMs > 0)' },
            { file: 'src/session/session-actions.js', find: "return session.elapsedMs >= session.runningMsMax || isWallTimeOver(session, nowMs) ? 'limit' : null;", replace: 'return null;' },
            { file: 'src/session/session-actions.js', find: 'Math.max(0, session.runningMsMax - session.elapsedMs)', replace: 'Number.POSITIVE_INFINITY' },
        ],
    },
    {
        invariant: 'S14',
        name: 'a tick that does not mind having stood still',
        faults: ['hang', 'no-lease'],
        minutes: shortStorm,
        changes: [
            { file: 'src/chair/clp-chair.js', find: 'if (gapMs > limits.tickGapMsMax)', replace: 'if (gapMs > Number.POSITIVE_INFINITY)' },
            { file: 'src/core/safety/freshness.js', find: "lagMs - leastMs > limits.lagGrowthMsMax ? 'old' : 'fresh'", replace: "'fresh'" },
        ],
    },
    {
        invariant: 'S14',
        name: 'telemetry that may be as old as it likes',
        faults: ['hold'],
        minutes: shortStorm,
        changes: [
            { file: 'src/core/safety/freshness.js', find: "lagMs - leastMs > limits.lagGrowthMsMax ? 'old' : 'fresh'", replace: "'fresh'" },
        ],
    },
    {
        invariant: 'S2',
        name: 'a fall that outlives its TTL',
        faults: ['message'],
        minutes: shortStorm,
        changes: [
            { file: 'src/chair/driving.js', find: 'Math.min(rampMs, Math.floor(ttlMs / 2))', replace: 'rampMs' },
            { file: 'hardware-sim/requests.js', find: 'Math.min(rampMs, Math.max(0, chair[name].ttlEndsAtMs - chair.nowMs) + firmware.ttlRampMs)', replace: 'rampMs' },
        ],
    },
    {
        invariant: 'S7',
        name: 'a stop that the greeting of the chair swallows',
        faults: ['burst', 'unplug', 'fight'],
        minutes: shortStorm,
        changes: [
            { file: 'src/chair/stop-procedure.js', find: "this.begin('stop', rampMs, nowMs);\n        this.wroteAtMs = null;", replace: "this.begin('stop', rampMs, nowMs);" },
        ],
    },
    {
        invariant: 'S12',
        name: 'a start while a person gets up',
        faults: ['leave'],
        minutes: shortStorm,
        changes: [
            { file: 'src/daemon/chair-unit.js', find: 'this.chair.record.isLeaving ? false : this.context.isOccupied', replace: 'this.context.isOccupied' },
        ],
    },
    {
        invariant: 'S14',
        name: 'a keep-alive upon lines that were held back',
        faults: ['hang'],
        minutes: shortStorm,
        changes: [
            { file: 'src/chair/record.js', find: " && this.verdict === 'fresh'", replace: '' },
        ],
    },
];
