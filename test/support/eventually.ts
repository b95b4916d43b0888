import { setTimeout as wait } from 'node:timers/promises';

/** It only ends what hangs: far longer than anything takes on a busy machine, and below the time limit of a test. */
const patienceMs = 60_000;
const lookEveryMs = 10;

type Evidence = () => boolean | Promise<boolean>;
type Description = string | (() => string);

/** Waits in real time until the claim holds; what did not come is named in the error. */
export async function eventually(claim: Evidence, what: Description, withinMs = patienceMs): Promise<void> {
  const endsAtMs = performance.now() + withinMs;
  while (!(await claim())) {
    if (performance.now() > endsAtMs) throw new Error(`not in time: ${typeof what === 'string' ? what : what()}`);
    await wait(lookEveryMs);
  }
}
