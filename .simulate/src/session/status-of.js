import { isoTime } from '../core/iso-time.js';
import { phaseAt } from '../core/program/timeline.js';
import { remainingMs } from './session-actions.js';
const secondsOf = (ms) => Math.round(ms / 1000);
/** A fault as it is published. */
const faultStatus = (fault) => ({
    code: fault.code,
    zone: fault.zone,
    message: fault.message,
    since: isoTime(fault.sinceMs),
});
const noSession = {
    program: null,
    phase: null,
    phase_index: null,
    phases: null,
    elapsed_s: null,
    remaining_s: null,
    duration_s: null,
    ends_at: null,
    progress: null,
    intensity: null,
    session: null,
};
function sessionStatus(session, wallMs) {
    const phase = phaseAt(session.timeline, session.positionMs);
    const leftMs = remainingMs(session);
    const durationMs = session.elapsedMs + leftMs;
    return {
        program: session.programId,
        phase: phase.name,
        phase_index: phase.index,
        phases: session.timeline.phases.length,
        elapsed_s: secondsOf(session.elapsedMs),
        remaining_s: secondsOf(leftMs),
        duration_s: secondsOf(durationMs),
        ends_at: isoTime(wallMs + leftMs),
        progress: durationMs === 0 ? 0 : Math.round((session.elapsedMs / durationMs) * 1000) / 10,
        intensity: session.intensity,
        session: {
            id: session.id,
            started_at: isoTime(session.startedWallMs),
            source: session.source,
            person: session.person,
        },
    };
}
function zoneStatus(facts) {
    const shown = {};
    for (const zone of facts.zones)
        shown[zone] = { technique: null, level: null, rate: null };
    for (const { zone, technique, level, rate } of facts.telemetry?.zones ?? [])
        shown[zone] = { technique, level, rate };
    return shown;
}
/** The most serious fault first: an emergency stop, then a stop that did not show, then the oldest. */
function leadingFault(facts) {
    const { faults } = facts.context;
    const leading = faults.find((fault) => fault.code === 'estop') ??
        faults.find((fault) => fault.code === 'stop_unverified') ??
        faults[0] ??
        facts.linkLost;
    return leading === null || leading === undefined ? null : faultStatus(leading);
}
/** The status as it is published: pure. */
export function statusOf(facts) {
    const { context, state, selection, wallMs } = facts;
    const { session, lastSession } = context;
    return {
        state,
        ...(session === null ? noSession : sessionStatus(session, wallMs)),
        zones: zoneStatus(facts),
        selected: {
            program: selection.program,
            intensity: selection.intensity,
            duration_s: selection.durationMs === null ? null : secondsOf(selection.durationMs),
            person: selection.person,
        },
        occupied: context.isOccupied,
        remote_start: facts.isRemoteStartOn,
        fault: leadingFault(facts),
        rest_s: Math.ceil(facts.restLeftMs / 1000),
        last_session: lastSession === null
            ? null
            : {
                program: lastSession.program,
                ended_by: lastSession.endedBy,
                ended_at: isoTime(lastSession.endedWallMs),
                elapsed_s: secondsOf(lastSession.elapsedMs),
            },
        epoch: facts.epoch,
        seq: facts.sequence,
        ts: isoTime(wallMs),
    };
}
/** A notice of the session as it is published. */
export function statusEvent({ type, session, fault, endedBy, source }, wallMs) {
    return {
        event_type: type,
        session_id: session?.id ?? null,
        program: session?.programId ?? null,
        phase: session === null ? null : phaseAt(session.timeline, session.positionMs).name,
        ended_by: endedBy ?? null,
        fault: fault === undefined ? null : faultStatus(fault),
        source: source ?? session?.source ?? null,
        ts: isoTime(wallMs),
    };
}
