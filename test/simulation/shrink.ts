import type { Step } from './plan.js';
import { type Outcome, simulateSteps } from './simulate.js';

const runsMax = 60;

/** Takes away what the failure does not need: everything after it, then ever smaller parts of the storm. Gives the smallest
 *  storm that was found within a bounded number of runs and still breaks the same invariant. */
export async function shrink(failed: Outcome, minutes: number): Promise<Outcome> {
  const invariant = failed.violation?.invariant;
  let smallest = failed;
  let runs = 0;
  const stillFails = async (steps: readonly Step[]): Promise<boolean> => {
    runs += 1;
    const outcome = await simulateSteps(failed.seed, minutes, steps, failed.chair);
    const isSame = outcome.violation?.invariant === invariant;
    if (isSame) smallest = outcome;
    return isSame;
  };
  for (
    let part = Math.ceil(failed.steps.length / 2);
    part >= 1 && runs < runsMax;
    part = part === 1 ? 0 : Math.ceil(part / 2)
  ) {
    for (let from = 0; from < smallest.steps.length && runs < runsMax; ) {
      const { steps } = smallest;
      const rest = [...steps.slice(0, from), ...steps.slice(from + part)];
      if (!(await stillFails(rest))) from += part;
    }
  }
  return smallest;
}
