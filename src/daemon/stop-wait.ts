import type { DrivenChair, Driver } from '../chair/driver.js';
import type { Clock } from '../ports.js';

const lookEveryMs = 50;

/** Resolves with true when the stop that is under way was verified; with false where the line is lost, or after `deadlineMs`. [S15] */
export async function stopVerified(
  chair: Pick<DrivenChair, 'isStopping' | 'link'>,
  clock: Clock,
  deadlineMs: number,
): Promise<boolean> {
  const startedMs = clock.nowMs();
  while (chair.isStopping && chair.link.isUp && clock.nowMs() - startedMs < deadlineMs) {
    await new Promise<void>((resolve) => void clock.after(lookEveryMs, resolve));
  }
  return chair.link.isUp && !chair.isStopping;
}

/** What is known of a chair that is not connected: what no dead-man ends may still do what a session had asked of it. [S15] */
export const verdictOfLost = (isOurs: boolean, { hasDeadMan }: Pick<Driver, 'hasDeadMan'>): false | null =>
  isOurs && !hasDeadMan ? false : null;
