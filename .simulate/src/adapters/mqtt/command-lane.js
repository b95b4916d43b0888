import { admit, answered, interrupted, newAdmission, } from '../../core/admission.js';
import { isHalt } from '../../core/command.js';
import { stalenessOf } from '../../core/command-freshness.js';
import { restoreStarts, startsRecord } from '../../core/remembered-ids.js';
/** The dot keeps it apart from every chair's own record. */
const recordName = (chairId) => `${chairId}.starts`;
/** From a message to the fleet, and from its verdict to a result. */
export class CommandLane {
    parts;
    states = new Map();
    hasToldOfClock = false;
    constructor(parts) {
        this.parts = parts;
        const { fleet, clock, store } = parts;
        const now = { boot: clock.bootId, nowMs: clock.nowMs(), wallMs: clock.wallMs() };
        for (const chairId of fleet.chairIds) {
            this.states.set(chairId, { ...newAdmission, ids: restoreStarts(store.load(recordName(chairId)), now) });
        }
    }
    takeForChair(chairId, form, message) {
        const admission = this.admit(chairId, form, message);
        if (admission.kind === 'run')
            this.run({ chairId, address: message, ...admission });
        else
            this.tellRefusal(chairId, admission, message);
    }
    /** Starts go one after the other, everything else at once. */
    takeForGroup(chairIds, message) {
        let position = 0;
        for (const chairId of chairIds) {
            const admission = this.admit(chairId, { kind: 'json' }, message);
            if (admission.kind !== 'run') {
                this.tellRefusal(chairId, admission, message);
            }
            else if (admission.command.command === 'start') {
                this.startLater({ chairId, address: message, ...admission }, position);
                position += 1;
            }
            else {
                this.run({ chairId, address: message, ...admission });
            }
        }
    }
    /** A stop, fault or pause has come for this chair, from wherever. */
    interrupt(chairId, reason) {
        this.change(chairId, interrupted);
        this.parts.groupStarts.drop(chairId, reason);
    }
    change(chairId, step) {
        this.states.set(chairId, step(this.states.get(chairId) ?? newAdmission));
    }
    admit(chairId, form, message) {
        const { fleet, clock, settings, isSettling, isFenced } = this.parts;
        const request = {
            form,
            payload: message.payload,
            isRetained: message.isRetained,
            nowMs: clock.nowMs(),
            wallMs: clock.wallMs(),
            state: fleet.status(chairId).state,
            isSettling: isSettling(),
            isFenced: isFenced(chairId),
        };
        const [state, admission] = admit(this.states.get(chairId) ?? newAdmission, request, settings);
        this.states.set(chairId, state);
        return admission;
    }
    tellRefusal(chairId, admission, address) {
        const { results } = this.parts;
        switch (admission.kind) {
            case 'refused':
                results.publish(chairId, results.make(chairId, admission.refusal), address);
                break;
            case 'repeated':
                results.publish(chairId, admission.result, address);
                break;
            case 'silent':
                break;
        }
    }
    startLater(taken, position) {
        const drop = (reason) => this.answerStale(taken, reason);
        this.parts.groupStarts.add(taken.chairId, position, () => this.startIfFresh(taken), drop);
    }
    startIfFresh(taken) {
        const { clock, isFenced, settings } = this.parts;
        const age = { isRetained: false, wallMs: clock.wallMs(), isSettling: false, isFenced: isFenced(taken.chairId) };
        const staleness = stalenessOf(taken.command, age, settings);
        if (staleness === null)
            this.run(taken);
        else
            this.answerStale(taken, staleness.message, staleness.ageS);
    }
    answerStale(taken, message, ageS) {
        const { command } = taken;
        const age = ageS === undefined ? {} : { ageS };
        const refusal = { id: command.id ?? null, command: command.command, code: 'stale', message, ...age };
        this.answer(taken, this.parts.results.make(taken.chairId, refusal));
    }
    run(taken) {
        const { fleet, results, groupStarts, unavailable } = this.parts;
        const { chairId, command, note } = taken;
        this.tellOfClock(note);
        fleet.run(chairId, command, { source: 'mqtt', unavailable: unavailable() }, (verdict) => this.answer(taken, results.ofVerdict(chairId, command, verdict, note)));
        if (isHalt(command))
            groupStarts.drop(chairId, 'a stop or pause has come for this chair meanwhile');
    }
    answer({ chairId, command, address }, result) {
        const { id } = command;
        if (id !== undefined && !isHalt(command)) {
            this.change(chairId, (state) => answered(state, id, result));
            if (command.command === 'start')
                this.saveStarts(chairId);
        }
        this.parts.results.publish(chairId, result, address);
    }
    saveStarts(chairId) {
        const { store, clock } = this.parts;
        const { ids } = this.states.get(chairId) ?? newAdmission;
        void store.save(recordName(chairId), startsRecord(ids, clock.bootId));
    }
    tellOfClock(note) {
        if (note !== null && !this.hasToldOfClock) {
            this.parts.log.warn('clock_not_set', {
                hint: 'ts of commands is ignored until the clock of this machine is right',
            });
        }
        this.hasToldOfClock = note !== null;
    }
}
