import { isoTime } from '../../core/iso-time.js';
const correlationBytesMax = 1024;
/** Makes results and publishes them. */
export class Results {
    parts;
    constructor(parts) {
        this.parts = parts;
    }
    ofVerdict(chairId, command, verdict, note) {
        const message = note === null ? verdict.message : `${verdict.message} ${note}`.trim();
        return this.make(chairId, { id: command.id ?? null, command: command.command, code: verdict.code, message });
    }
    make(chairId, { id, command, code, message, ageS }) {
        const { fleet, clock } = this.parts;
        const { state } = fleet.status(chairId);
        const age = ageS === undefined ? {} : { age_s: ageS };
        return { id, command, ok: code === 'ok', code, message, ...age, state, ts: isoTime(clock.wallMs()) };
    }
    publish(chairId, result, address) {
        const { topics, log, send, owns } = this.parts;
        const { id, command, code } = result;
        if (result.ok)
            log.debug('command_taken', { chair: chairId, command, id });
        else
            log.info('command_refused', { chair: chairId, command, code, id });
        const payload = JSON.stringify(result);
        const manner = { payload, qos: 1, isRetained: false, offline: 'queue' };
        // Looked up first: an accepted reset gives the chair back to us.
        const isOwn = owns(chairId);
        if (isOwn || !result.ok)
            send({ topic: topics.chair(chairId, 'result'), ...manner });
        const { responseTopic, correlation } = address;
        if (responseTopic === undefined || !this.isAnswerable(responseTopic, correlation))
            return;
        send({ topic: responseTopic, ...manner, ...(correlation === undefined ? {} : { correlation }) });
    }
    isAnswerable(topic, correlation) {
        const { topics, fleet } = this.parts;
        return topics.isAnswerable(topic, fleet.chairIds) && (correlation?.length ?? 0) <= correlationBytesMax;
    }
}
