import { limits } from '../safety/limits.js';

/** How the supervision of one chair stands. */
export interface SupervisedChair {
  readonly id: string;
  /** It was driven, and has not been seen still since. */
  readonly isArmed: boolean;
  /** When it was last looked after to the end, ms; null before the first time. */
  readonly lookedAfterMs: number | null;
}

/** Half of this already ends a session: who was not looked after for so long will not be. [S14] */
const freshMsMax = 2 * limits.tickGapMsMax;

/** The chairs that may move and are looked after no longer. While there is one the watchdog is not fed, so that the service manager
 *  ends this process and starts one that looks after them. */
export const neglectedChairs = (chairs: readonly SupervisedChair[], nowMs: number): readonly string[] =>
  chairs.filter((chair) => chair.isArmed && !isLookedAfter(chair, nowMs)).map(({ id }) => id);

/** Whether the daemon's own loop has come to this chair just now. */
export const isLookedAfter = ({ lookedAfterMs }: SupervisedChair, nowMs: number): boolean =>
  lookedAfterMs !== null && nowMs - lookedAfterMs <= freshMsMax;

/** When the watchdog is to be fed. */
export class WatchdogMeals {
  private fedAtMs = Number.NEGATIVE_INFINITY;

  /** `everyMs`: null where nobody watches. */
  constructor(private readonly everyMs: number | null) {}

  isDue(nowMs: number): boolean {
    return this.everyMs !== null && nowMs - this.fedAtMs >= this.everyMs;
  }

  /** What was sent at this moment has arrived. What has not arrived stays due. */
  fed(sentAtMs: number): void {
    this.fedAtMs = sentAtMs;
  }
}

/** How often a watchdog is fed, ms: at half of the time after which it bites, in microseconds as the service manager says it. Null
 *  where it says nothing, or says it to another process. */
export function watchdogEveryMs(env: Readonly<Record<string, string | undefined>>, ownPid: number): number | null {
  const { WATCHDOG_USEC: text = '', WATCHDOG_PID: pid = `${ownPid}` } = env;
  if (!/^[1-9]\d{0,15}$/.test(text) || pid !== `${ownPid}`) return null;
  return Number(text) / 2000;
}
