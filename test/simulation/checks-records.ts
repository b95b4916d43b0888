import { type Check, toleranceMs } from './check.js';
import type { Facts, Permission } from './facts.js';

/** Until the daemon has heard of a write that failed: the disk takes up to 16 ms for it. */
const heardMs = 20;
/** A chair tells within a second, a handshake takes two. */
const writtenMs = 3000;
/** A start that was asked this long ago has begun nothing, as in `checks-starts.ts`. */
const permissionMs = 5500;

/** Everything that may have armed the chair just now. */
const askedLately = ({ permissions, nowMs, status, begunAtMs }: Facts): readonly Permission[] => {
  const isRunning = status?.state === 'running' || status?.state === 'starting';
  const fromMs = (isRunning ? Math.min(begunAtMs, nowMs) : nowMs) - permissionMs;
  return permissions.filter(({ isUsed, blemish, takenAtMs }) => !isUsed && blemish === null && takenAtMs >= fromMs);
};

const isAll = (asked: readonly Permission[], isBad: (permission: Permission) => boolean): boolean =>
  asked.length > 0 && asked.every(isBad);

const toldEarly = ({ kept }: Facts): string | null =>
  kept.isLatched() ? null : 'an emergency stop was told as latched before its latch was on the disk';

/** [S3] What is told would be found by a daemon that starts now. */
const latchIsKept: Check = {
  invariant: 'S3',
  told: (facts, { event_type }) => (event_type === 'emergency_stopped' ? toldEarly(facts) : null),
  step: (facts) => {
    const { chair, line, process, kept, nowMs } = facts;
    if (chair.emergencyAtMs === null || !facts.isAllWell || kept.mayLack() || process?.leavingAtMs !== null)
      return null;
    const fromMs = Math.max(chair.emergencyAtMs, line.openedAtMs, process.startedAtMs, facts.disturbedUntilMs);
    const isMissing = nowMs - fromMs > writtenMs && !kept.isLatched();
    return isMissing ? 'the chair is in emergency stop, and that is not on the disk' : null;
  },
  published: (facts) => (facts.status?.state === 'emergency_stopped' ? toldEarly(facts) : null),
};

/** [S6] A start is known to the next daemon before it moves anything. */
const startIsKept: Check = {
  invariant: 'S6',
  armed: (facts) =>
    isAll(
      askedLately(facts),
      ({ wish, source, id }) => wish === 'start' && source === 'mqtt' && id !== null && !facts.kept.hasStart(id),
    )
      ? 'the chair became armed by a start whose id was not on the disk'
      : null,
};

/** [S9] What cannot be written down does not begin from afar. */
const disk: Check = {
  invariant: 'S9',
  armed: (facts) => {
    const fromMs = facts.kept.failingFromMs();
    if (fromMs === null) return null;
    const isBad = ({ source, takenAtMs }: Permission): boolean =>
      source === 'mqtt' && takenAtMs > fromMs + heardMs + toleranceMs;
    return isAll(askedLately(facts), isBad) ? 'a start from afar was taken while a record could not be saved' : null;
  },
};

/** What must be true of what is kept. */
export const recordChecks: readonly Check[] = [latchIsKept, startIsKept, disk];
