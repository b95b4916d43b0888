/** Gives what is left, 0-1, of something that decays with this time constant after `elapsedMs`. Nearly all steps are equally
 *  long: the last answer is kept, because an exponential costs as much as all else that a zone does in a step. */
export function decay(constantMs: number): (elapsedMs: number) => number {
  let lastMs = 0;
  let left = 1;
  return (elapsedMs) => {
    if (elapsedMs !== lastMs) {
      lastMs = elapsedMs;
      left = Math.exp(-elapsedMs / constantMs);
    }
    return left;
  };
}
