import { capabilityArgs, decodeOrder, encodeReport, identityArgs } from '../src/core/protocol/codec.js';
import { unframe } from '../src/core/protocol/crc.js';
import { faultCodes, protocolVersion, seqMax, } from '../src/core/protocol/messages.js';
import { isStill, speakFast } from './chair-state.js';
import { capabilities, firmware } from './firmware.js';
import { emergencyStop, repeatFaults, reset, say } from './latches.js';
import { railOf, telemetryLine } from './telemetry.js';
import { driveZone, isSame, lowerZone, releaseZone } from './zone.js';
/** Works without a check, so that a damaged link can still stop the chair. */
const bareStopLine = 'STOP';
const ok = (args = [], then = () => { }) => ({ kind: 'ok', args, then });
const error = (code, detail = '') => ({ kind: 'error', code, detail });
/** [S2] A fall that was asked for ends no later than the one that the SET's own TTL would bring. */
const withinTtl = (chair, name, rampMs) => Math.min(rampMs, Math.max(0, chair[name].ttlEndsAtMs - chair.nowMs) + firmware.ttlRampMs);
/** Everything to 0 and disarmed; a fall that is under way is never made longer. */
export function stopAll(chair, rampMs) {
    for (const name of firmware.zones) {
        releaseZone(chair[name], withinTtl(chair, name, rampMs), chair.conditions.zones[name]);
    }
    chair.isArmed = false;
    speakFast(chair);
}
function hello(chair, version) {
    if (version !== protocolVersion)
        return error('unsupported', String(protocolVersion));
    chair.isGreeted = true;
    chair.periodMs = firmware.telemetryMs.default;
    chair.isSettling ||= !isStill(chair);
    stopAll(chair, firmware.helloRampMs);
    const boot = chair.boot.toString(16).toUpperCase().padStart(4, '0');
    const { name: fw, model, leaseMs, ttlMs, zones } = firmware;
    const identity = { version, fw, model, id: chair.id, boot, leaseMs, ttlMs: ttlMs.max, zones };
    return ok(identityArgs(identity), () => repeatFaults(chair));
}
/** Why the zone cannot do this at all, or null. */
function impossible({ zone, technique, level, rate, ttlMs }) {
    if (technique !== 'off') {
        const range = capabilities[zone][technique];
        if (range === undefined)
            return error('unsupported');
        if (rate !== 0 && (rate < range.min || rate > range.max))
            return error('range');
    }
    const isOff = technique === 'off' || level === 0;
    const isTtl = ttlMs >= firmware.ttlMs.min && ttlMs <= firmware.ttlMs.max;
    return isTtl || (isOff && ttlMs === 0) ? null : error('range');
}
function set(chair, request) {
    const { zone: name, technique, level, rate, rampMs, ttlMs } = request;
    const refusal = impossible(request);
    if (refusal !== null)
        return refusal;
    const isOff = technique === 'off' || level === 0;
    const latch = chair.faults[0];
    if (latch !== undefined && !isOff)
        return error('latched', latch.code);
    if (chair.isSettling && !(isStill(chair) && chair.nowMs >= chair.settlesAtMs))
        return error('busy');
    const zone = chair[name];
    if (isOff) {
        if (zone.asked.technique !== 'off') {
            lowerZone(zone, withinTtl(chair, name, rampMs), chair.conditions.zones[name]);
        }
        return ok();
    }
    const asked = { technique, level, rate };
    if (!isSame(zone.asked, asked))
        driveZone(zone, asked, rampMs);
    zone.ttlEndsAtMs = chair.nowMs + ttlMs;
    chair.isArmed = true;
    return ok();
}
function resetLatch(chair, cause) {
    const code = faultCodes.find((known) => known === cause);
    if (code === undefined)
        return error('arg');
    const cleared = reset(chair, code, railOf(chair));
    if (cleared === null)
        return error('latched', code);
    return ok([], () => {
        for (const { zone } of cleared)
            say(chair, { event: 'clear', code, zone });
    });
}
function run(chair, { request }) {
    switch (request.verb) {
        case 'HELLO':
            return hello(chair, request.version);
        case 'CAPS':
            return ok(capabilityArgs(capabilities[request.zone]));
        case 'SET':
            return set(chair, request);
        case 'KEEP':
            return ok();
        case 'STOP':
            stopAll(chair, request.rampMs ?? firmware.stopRampMs);
            return ok();
        case 'ESTOP':
            return ok([], () => emergencyStop(chair));
        case 'RESET':
            return resetLatch(chair, request.cause);
        case 'RATE':
            chair.periodMs = request.periodMs;
            return ok();
        case 'STATUS':
            return ok([], () => chair.out.push(telemetryLine(chair)));
    }
}
const verbOf = (payload) => payload.split(' ')[1] ?? '';
const worksBeforeHello = (verb) => verb === 'HELLO' || verb === 'STOP' || verb === 'ESTOP';
/** How many numbers `seq` is behind the last one, counting round; null before the first request. */
const behind = (chair, seq) => chair.lastSeq === null ? null : (chair.lastSeq - seq + seqMax) % seqMax;
function judge(chair, payload, order) {
    const isMalformed = 'kind' in order;
    if (isMalformed && (order.why === 'syntax' || order.why === 'verb'))
        return error(order.why);
    if (!chair.isGreeted && !worksBeforeHello(verbOf(payload)))
        return error('hello');
    return isMalformed ? error(order.why) : run(chair, order);
}
/** Sends the answer; gives its line. */
function answer(chair, seq, verdict) {
    const { kind } = verdict;
    const line = encodeReport(kind === 'ok' ? { kind, seq, args: verdict.args } : { kind, seq, code: verdict.code, detail: verdict.detail });
    chair.out.push(line);
    verdict.then?.();
    return line;
}
/** Seq 0 asks for no answer and is for KEEP only. */
function takeUnnumbered(chair, order) {
    if (!('kind' in order) && order.request.verb === 'KEEP') {
        if (!chair.isGreeted)
            answer(chair, 0, error('hello'));
        return;
    }
    const isSyntax = 'kind' in order && order.why === 'syntax';
    answer(chair, 0, error(isSyntax ? 'syntax' : 'arg'));
}
function takeNumbered(chair, payload, crc, order) {
    const { seq } = order;
    const isHello = !('kind' in order) && order.request.verb === 'HELLO';
    if (!isHello && seq === chair.lastSeq && crc === chair.lastCrc) {
        chair.out.push(chair.lastAnswer);
        return;
    }
    const age = behind(chair, seq);
    if (!isHello && age !== null && age <= firmware.oldSeqsMax) {
        answer(chair, seq, error('seq'));
        return;
    }
    chair.lastSeq = seq;
    chair.lastCrc = crc;
    chair.lastAnswer = answer(chair, seq, judge(chair, payload, order));
}
/** Takes a whole line without its end. Any line with the right check renews the lease, whatever it says. */
export function takeLine(chair, line) {
    if (line === bareStopLine) {
        stopAll(chair, firmware.bareStopRampMs);
        return;
    }
    const payload = unframe(line);
    if (payload === null) {
        takeDamage(chair, 'crc');
        return;
    }
    chair.leaseEndsAtMs = chair.nowMs + firmware.leaseMs;
    const order = decodeOrder(line);
    if (order.seq === 0)
        takeUnnumbered(chair, order);
    else
        takeNumbered(chair, payload, line.slice(-4), order);
}
/** A line that was discarded. */
export function takeDamage(chair, code) {
    answer(chair, 0, error(code));
}
