import { heardClaim, ownChair, ownershipTick, readClaim, reclaimed, } from '../../core/ownership.js';
const answerGapMs = 500;
const claimBytesMax = 1024;
/** Who owns each chair. [S16] */
export class OwnerClaims {
    parts;
    states = new Map();
    answeredAtMs = new Map();
    constructor(parts) {
        this.parts = parts;
    }
    /** A chair that may be reset is ours again as soon as its fault has gone. */
    owns(chairId) {
        const state = this.stateOf(chairId);
        if (state.kind !== 'reclaimable')
            return state.kind === 'own';
        if (this.parts.fleet.status(chairId).fault?.code === 'foreign_owner')
            return false;
        this.states.set(chairId, reclaimed(state));
        this.parts.log.info('owner_reclaimed', { chair: chairId });
        this.parts.onReclaimed(chairId);
        return true;
    }
    take(chairId, message) {
        if (message.isRetained || message.payload.length > claimBytesMax)
            return;
        const claim = readClaim(Buffer.from(message.payload).toString());
        if (claim === null)
            return;
        const { self, clock } = this.parts;
        this.step(chairId, heardClaim(this.stateOf(chairId), self, claim, clock.nowMs()));
    }
    /** To be called about once a second. */
    tick() {
        const { clock } = this.parts;
        for (const [chairId, state] of this.states)
            this.step(chairId, ownershipTick(state, clock.nowMs()));
    }
    stateOf(chairId) {
        return this.states.get(chairId) ?? ownChair;
    }
    step(chairId, [state, effect]) {
        this.states.set(chairId, state);
        if (effect !== null)
            this.act(chairId, effect);
    }
    act(chairId, effect) {
        const { fleet, log } = this.parts;
        switch (effect.kind) {
            case 'answer':
                this.answer(chairId);
                break;
            case 'yield':
                log.error('foreign_owner', { chair: chairId, ...effect.to });
                fleet.foreignOwner(chairId, foreignReason(effect.to));
                break;
            case 'quiet':
                log.info('foreign_owner_quiet', { chair: chairId });
                fleet.foreignOwner(chairId, null);
                break;
        }
    }
    answer(chairId) {
        const nowMs = this.parts.clock.nowMs();
        const lastMs = this.answeredAtMs.get(chairId);
        if (lastMs !== undefined && nowMs - lastMs < answerGapMs)
            return;
        this.answeredAtMs.set(chairId, nowMs);
        this.parts.log.warn('foreign_claim', { chair: chairId, hint: 'another daemon is configured for this chair' });
        this.parts.answer(chairId);
    }
}
const foreignReason = ({ bridge_id, started_at }) => `another daemon (bridge ${bridge_id}, started ${started_at}) owns this chair: end one of the two; reset 30 s later`;
