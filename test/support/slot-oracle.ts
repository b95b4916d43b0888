/** In minutes, from whatever moment. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

const dayMinutes = 1440;
/** So much running asks for a rest. */
const restAfter = 15;

/** What rest and the daily limit say of slots on a chair that has run so: counted by the minute, without the code that gives them. What is
 *  off by less than `leeway` is right. */
export function slotProblems(
  ran: readonly Stretch[],
  given: readonly Stretch[],
  { rest, daily, leeway = 0 }: { readonly rest: number; readonly daily: number; readonly leeway?: number },
): string[] {
  const all = [...ran, ...given].sort((one, other) => one.from - other.from);
  return given.flatMap((slot) => {
    const before = all.filter(({ from }) => from < slot.from);
    const chain = before.reduce(
      ({ sum, end }, { from, to }) => ({ sum: (from - end >= rest ? 0 : sum) + to - from, end: to }),
      { sum: 0, end: Number.NEGATIVE_INFINITY },
    );
    const since = slot.to - dayMinutes;
    const used = [...before, slot].reduce((sum, { from, to }) => sum + Math.max(0, to - Math.max(from, since)), 0);
    const gap = slot.from - chain.end + leeway;
    return [
      ...(gap < 0 ? [`two at ${slot.from}`] : []),
      ...(chain.sum >= restAfter + leeway && gap < rest ? [`no rest before ${slot.from}`] : []),
      ...(used > daily + leeway ? [`${used} of ${daily} min at ${slot.from}`] : []),
    ];
  });
}
