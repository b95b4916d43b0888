import { limits } from '../core/safety/limits.js';
import type { Ending, EventType } from '../core/status.js';

/** Actions that the machine takes together, by their names in `calls` and `changes`. */
const stopWithin = (rampMs: number, purpose: 'end' | 'pause' = 'end') =>
  ({ type: 'stopChair', params: { rampMs, purpose } }) as const;

export const stop = stopWithin(limits.stopRampMs);
export const stopAtOnce = stopWithin(0);
export const stopForPause = stopWithin(limits.pauseRampMs, 'pause');

export const telling = (type: EventType) => ({ type: 'tell', params: { type } }) as const;

/** The session is over for this reason once the chair is still. */
export const willEnd = (by: Ending) => ({ type: 'willEnd', params: { by } }) as const;

/** The session is over now; `asked`: for the reason that it was to end for. [S13] */
export const end = (by: Ending | 'asked') =>
  [
    { type: 'tellEnd', params: { by } },
    { type: 'forget', params: { by } },
  ] as const;

export const endInFault = ['tellFault', 'addFault', ...end('fault')] as const;
export const endInEmergency = ['tellFault', 'addFault', ...end('emergency_stop')] as const;
export const endAsAskedInFault = ['tellFault', 'addFault', ...end('asked')] as const;

export const seat = ['seat', 'tellOccupied'] as const;
export const removeCleared = ['tellCleared', 'removeFault'] as const;
export const clear = [telling('reset'), 'tellCleared', 'clearFaults'] as const;
