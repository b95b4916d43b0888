import type { ChairState } from '../../status.js';
import { latchedStates } from '../../status.js';
import type { Schedule } from './schedule.js';
import type { SkipCode } from './skip-codes.js';

/** Somebody who only passes by does not sit for so long on end. */
const seatedMs = 3000;

/** A planned time whose end has not come. */
export interface Offer {
  readonly schedule: Schedule;
  /** Time of day at which it was planned, and at which it ends, ms since 1970. */
  readonly plannedMs: number;
  readonly endsMs: number;
  /** The same end on the monotonic clock: whichever comes first, a clock that is set makes no offer longer. */
  readonly endsNowMs: number;
  /** Somebody sat there and was told of it. */
  readonly isTold: boolean;
  /** On the monotonic clock; null while nobody sits there. */
  readonly seatedSinceMs: number | null;
  /** It can be taken now. */
  readonly isReady: boolean;
}

/** A chair as offers see it. */
export interface OfferedChair {
  readonly state: ChairState;
  readonly isOccupied: boolean | null;
  /** Null while the chair has not said. */
  readonly hasSeatSensor: boolean | null;
}

export interface OfferMoment {
  readonly nowMs: number;
  readonly wallMs: number;
}

export const beginOffer = (schedule: Schedule, plannedMs: number, { nowMs, wallMs }: OfferMoment): Offer => ({
  schedule,
  plannedMs,
  endsMs: plannedMs + schedule.withinMs,
  endsNowMs: nowMs + Math.min(schedule.withinMs, plannedMs + schedule.withinMs - wallMs),
  isTold: false,
  seatedSinceMs: null,
  isReady: false,
});

const isLatched = (state: ChairState): boolean => latchedStates.some((latched) => latched === state);

/** What keeps an offer from being taken, or null. One that falls into a session waits for its end. */
function hindranceOf({ state }: OfferedChair): SkipCode | null {
  if (state === 'disconnected') return 'link_down';
  if (isLatched(state)) return 'fault';
  return state === 'idle' || state === 'resting' ? null : 'busy';
}

/** The offer a moment later. */
export function offerLater(offer: Offer, chair: OfferedChair, { nowMs }: Pick<OfferMoment, 'nowMs'>): Offer {
  const isSeated = chair.isOccupied === true && chair.state !== 'disconnected';
  const seatedSinceMs = isSeated ? (offer.seatedSinceMs ?? nowMs) : null;
  const isReady = hindranceOf(chair) === null && seatedSinceMs !== null && nowMs - seatedSinceMs >= seatedMs;
  return { ...offer, seatedSinceMs, isReady, isTold: offer.isTold || isReady };
}

/** Why an offer is over, or null while it stands. */
export function whyOver(offer: Offer, chair: OfferedChair, { nowMs, wallMs }: OfferMoment): SkipCode | null {
  if (chair.hasSeatSensor === false) return 'no_sensor';
  if (wallMs < offer.endsMs && nowMs < offer.endsNowMs) return null;
  return offer.isTold ? 'not_pressed' : (hindranceOf(chair) ?? 'unoccupied');
}
