import { z } from 'zod';
const quietMs = 30_000;
const claimSchema = z.object({
    epoch: z.string().min(1).max(64),
    bridge_id: z.string().min(1).max(64),
    started_at: z.iso.datetime().max(40),
});
export function readClaim(text) {
    try {
        const parsed = claimSchema.safeParse(JSON.parse(text));
        return parsed.success ? parsed.data : null;
    }
    catch {
        return null;
    }
}
export const ownChair = { kind: 'own' };
/** Seconds and fraction apart, so that texts with and without a fraction compare. */
function compareTimes(left, right) {
    const normal = (time) => {
        const [seconds = '', fraction = ''] = time.slice(0, -1).split('.');
        const whole = seconds.length === 16 ? `${seconds}:00` : seconds;
        return `${whole}.${fraction.padEnd(9, '0')}`;
    };
    const [first, second] = [normal(left), normal(right)];
    return first < second ? -1 : Number(first > second);
}
/** The later start yields; of two at the same time, the greater epoch. */
function mustYield(self, foreign) {
    const order = compareTimes(self.started_at, foreign.started_at);
    return order > 0 || (order === 0 && self.epoch > foreign.epoch);
}
/** A live claim came. Only the daemon that keeps the chair answers, so that two never answer each other without end; one that
 *  has yielded keeps still for whoever claims. */
export function heardClaim(state, self, claim, nowMs) {
    if (claim.epoch === self.epoch)
        return [state, null];
    if (state.kind === 'own' && !mustYield(self, claim))
        return [state, { kind: 'answer' }];
    const yielded = { kind: 'yielded', to: claim, heardAtMs: nowMs };
    return [yielded, state.kind === 'yielded' ? null : { kind: 'yield', to: claim }];
}
/** When a yielded chair may be reset: 30 s after the last foreign claim. */
export function ownershipTick(state, nowMs) {
    if (state.kind !== 'yielded' || nowMs - state.heardAtMs < quietMs)
        return [state, null];
    return [{ kind: 'reclaimable', to: state.to }, { kind: 'quiet' }];
}
/** The fault is gone: the chair is ours again. */
export const reclaimed = (state) => (state.kind === 'reclaimable' ? ownChair : state);
