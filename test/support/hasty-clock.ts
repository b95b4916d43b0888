import { systemClock } from '../../src/adapters/system-clock.js';
import type { Clock } from '../../src/ports.js';

/** A clock that runs `times` as fast as the real one: for deadlines of what waits for real sockets. */
export function hastyClock(times: number): Clock {
  const clock = systemClock();
  return {
    ...clock,
    bootId: clock.bootId,
    nowMs: () => clock.nowMs() * times,
    wallMs: () => clock.wallMs(),
    after: (delayMs, run) => clock.after(delayMs / times, run),
    every: (periodMs, run) => clock.every(periodMs / times, run),
    clear: (timer) => clock.clear(timer),
    random: () => clock.random(),
  };
}
