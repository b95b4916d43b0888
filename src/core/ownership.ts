import { z } from 'zod';
import { readJsonAs } from './shape/read-json.js';

const quietMs = 30_000;

const claimSchema = z.object({
  epoch: z.string().min(1).max(64),
  bridge_id: z.string().min(1).max(64),
  started_at: z.iso.datetime().max(40),
});

/** `<chair>/owner`: one run of a daemon says that the chair is its own. [S16] */
export type Claim = z.infer<typeof claimSchema>;

export const readClaim = (json: string | Uint8Array): Claim | null => readJsonAs(json, claimSchema);

/** Who else claims one chair. */
export type OwnershipState =
  | { readonly kind: 'own' }
  /** A foreign daemon has the greater right; `heardAtMs` is its last claim. */
  | { readonly kind: 'yielded'; readonly to: Claim; readonly heardAtMs: number }
  /** No foreign claim for 30 s: a reset may take the chair back. */
  | { readonly kind: 'reclaimable'; readonly to: Claim };

export const ownChair: OwnershipState = { kind: 'own' };

export type OwnershipEffect =
  /** The foreign daemon is to yield: tell it at once. */
  { readonly kind: 'answer' } | { readonly kind: 'yield'; readonly to: Claim } | { readonly kind: 'quiet' };

type Step = readonly [OwnershipState, OwnershipEffect | null];

/** Seconds and fraction apart, so that texts with and without a fraction compare. */
function compareTimes(left: string, right: string): number {
  const normal = (time: string): string => {
    const [seconds = '', fraction = ''] = time.slice(0, -1).split('.');
    const whole = seconds.length === 16 ? `${seconds}:00` : seconds;
    return `${whole}.${fraction.padEnd(9, '0')}`;
  };
  const [first, second] = [normal(left), normal(right)];
  return first < second ? -1 : Number(first > second);
}

/** The later start yields; of two at the same time, the greater epoch. */
function mustYield(self: Claim, foreign: Claim): boolean {
  const order = compareTimes(self.started_at, foreign.started_at);
  return order > 0 || (order === 0 && self.epoch > foreign.epoch);
}

/** A live claim came. Only the daemon that keeps the chair answers, so that two never answer each other without end; one that
 *  has yielded keeps still for whoever claims. */
export function heardClaim(state: OwnershipState, self: Claim, claim: Claim, nowMs: number): Step {
  if (claim.epoch === self.epoch) return [state, null];
  if (state.kind === 'own' && !mustYield(self, claim)) return [state, { kind: 'answer' }];
  const yielded: OwnershipState = { kind: 'yielded', to: claim, heardAtMs: nowMs };
  return [yielded, state.kind === 'yielded' ? null : { kind: 'yield', to: claim }];
}

/** When a yielded chair may be reset: 30 s after the last foreign claim. */
export function ownershipTick(state: OwnershipState, nowMs: number): Step {
  if (state.kind !== 'yielded' || nowMs - state.heardAtMs < quietMs) return [state, null];
  return [{ kind: 'reclaimable', to: state.to }, { kind: 'quiet' }];
}

/** The fault is gone: the chair is ours again. */
export const reclaimed = (state: OwnershipState): OwnershipState => (state.kind === 'reclaimable' ? ownChair : state);
