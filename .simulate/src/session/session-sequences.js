import { limits } from '../core/safety/limits.js';
/** Actions that the machine takes together, by their names in `calls` and `changes`. */
const stopWithin = (rampMs) => ({ type: 'stopChair', params: { rampMs } });
export const stop = stopWithin(limits.stopRampMs);
export const stopAtOnce = stopWithin(0);
export const stopForPause = stopWithin(limits.pauseRampMs);
export const tell = (type) => ({ type: 'tell', params: { type } });
/** The session is over for this reason once the chair is still. */
export const willEnd = (by) => ({ type: 'willEnd', params: { by } });
/** The session is over now; `asked`: for the reason that it was to end for. [S13] */
export const end = (by) => [
    { type: 'tellEnd', params: { by } },
    { type: 'forget', params: { by } },
];
export const endInFault = ['tellFault', 'addFault', ...end('fault')];
export const endInEmergency = ['tellFault', 'addFault', ...end('emergency_stop')];
export const endAsAskedInFault = ['tellFault', 'addFault', ...end('asked')];
export const seat = ['seat', 'tellOccupied'];
export const removeCleared = ['tellCleared', 'removeFault'];
export const clear = [tell('reset'), 'tellCleared', 'clearFaults'];
