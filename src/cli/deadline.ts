import type { Clock } from '../ports.js';

/** What a promise comes to, or `late` where that takes longer; what it comes to then is nobody's. */
export function withinMs<Value>(clock: Clock, msMax: number, awaited: Promise<Value>, late: Value): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = clock.after(msMax, () => resolve(late));
    awaited.then(resolve, reject).finally(() => clock.clear(timer));
  });
}
