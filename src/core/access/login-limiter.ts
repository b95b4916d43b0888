/** Failed logins of the last minute, oldest first. */
export type FailedLogins = readonly { readonly neighbourhood: string; readonly atMs: number }[];

const windowMs = 60_000;
const failuresMax = { neighbourhood: 5, all: 50 } as const;

const recent = (failures: FailedLogins, nowMs: number): FailedLogins =>
  failures.filter(({ atMs }) => nowMs - atMs < windowMs);

/** How long no further attempt is looked at, ms; 0: it is. Times monotonic. */
export function holdUpMs(failures: FailedLogins, neighbourhood: string, nowMs: number): number {
  const all = recent(failures, nowMs);
  const own = all.filter((each) => each.neighbourhood === neighbourhood);
  const waitFor = (some: FailedLogins, max: number): number => {
    const oldest = some.at(-max);
    return oldest === undefined ? 0 : oldest.atMs + windowMs - nowMs;
  };
  return Math.max(waitFor(own, failuresMax.neighbourhood), waitFor(all, failuresMax.all));
}

/** Called only for an attempt that was looked at, so that no more are kept than are counted. */
export const loginFailed = (failures: FailedLogins, neighbourhood: string, nowMs: number): FailedLogins => [
  ...recent(failures, nowMs),
  { neighbourhood, atMs: nowMs },
];
