import type { Clock, Timer } from '../src/ports.js';

const nanosecondsPerMs = 1e6;

/** The machine's own time, for users of the package who bring no clock. With the daemon's, the only place that names timers. */
export const realTime = (): Clock => ({
  bootId: 'simulator',
  nowMs: () => Number(process.hrtime.bigint()) / nanosecondsPerMs,
  wallMs: () => Date.now(),
  after: (delayMs, run): Timer => ({ id: setTimeout(run, delayMs) }),
  every: (periodMs, run): Timer => ({ id: setInterval(run, periodMs) }),
  clear: (timer) => clearTimeout(timer.id as NodeJS.Timeout),
  random: () => Math.random(),
});
