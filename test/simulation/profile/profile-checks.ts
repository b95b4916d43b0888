import { zones } from '../../../src/core/zones.js';
import { type Check, toleranceMs } from '../check.js';
import { permissionNow } from '../checks-starts.js';
import type { Facts } from '../facts.js';
import type { ProfileDevice } from './devices.js';
import type { ProfileTruth } from './profile-truth.js';

type ProfileCheck = Check<ProfileTruth>;

/** A status or an answer is on its way for so long. */
const graceMs = 600;
/** A key that was sent before a stop, on a slow cable, and what the stop then waits for. */
const crossedMs = 3000;
/** Until a line that was opened shows something. */
const meetsMs = 3000;
const slopeMax = 40;
/** Levels are steps of such a device. */
const levelSlack = 2.5;
/** A rise comes in steps, each of what 200 ms allow. */
const stepSlack = 8;

const quietStates = ['idle', 'resting', 'emergency_stopped'];
const drivingStates = ['starting', 'running'];

const stateOf = ({ status, isProcessUp }: Facts): string => (isProcessUp ? (status?.state ?? 'unknown') : 'dead');
const isDriven = (facts: Facts): boolean => drivingStates.includes(stateOf(facts)) || !facts.isProcessUp;

/** [S3] Nothing of ours begins while an emergency stop is latched. */
const latched: ProfileCheck = {
  invariant: 'S3',
  armed: ({ isLatched, interruption, nowMs }) =>
    isLatched && nowMs - interruption.atMs > crossedMs
      ? 'it began to massage while an emergency stop is latched'
      : null,
};

/** [S4] It is never said to rest while it massages. */
const honestRest = (): ProfileCheck => {
  let sinceMs: number | null = null;
  return {
    invariant: 'S4',
    step: (facts) => {
      const { chair, nowMs } = facts;
      const isWrong = quietStates.includes(stateOf(facts)) && chair.isArmed && !chair.isUnnoticed;
      sinceMs = isWrong ? (sinceMs ?? nowMs) : null;
      return sinceMs !== null && nowMs - sinceMs > graceMs
        ? `the daemon says ${stateOf(facts)}, and it massages`
        : null;
    },
  };
};

/** [S4] A stop that does not show is told. */
const alarmed = ({ alarmMs, waitsMs }: ProfileDevice): ProfileCheck => {
  let beganMs = Number.NEGATIVE_INFINITY;
  return {
    invariant: 'S4',
    step: (facts) => {
      const { line, chair, nowMs, process, hang } = facts;
      const isClaimed = chair.isArmed && !chair.isUnnoticed && facts.isAllWell && process?.leavingAtMs === null;
      if (!isClaimed || drivingStates.includes(stateOf(facts))) beganMs = nowMs;
      const sinceMs = Math.max(beganMs, line.openedAtMs + meetsMs, hang.toMs);
      const isLate = nowMs - sinceMs > waitsMs + alarmMs + graceMs;
      return isLate && !facts.isAlarmed ? 'a stop that does not show raised no alarm' : null;
    },
  };
};

/** [S5] Motion needs a request that came after whatever ended motion before. */
const asked: ProfileCheck = {
  invariant: 'S5',
  armed: (facts) => {
    const { chair, interruption, session, nowMs, begunAtMs } = facts;
    if (chair.isUnnoticed || nowMs - interruption.atMs < crossedMs) return null;
    if (session !== null && begunAtMs > interruption.atMs && isDriven(facts)) return null;
    const permission = permissionNow(facts);
    if (permission === null)
      return `it began to massage and nobody had asked for it, while the daemon was ${stateOf(facts)}`;
    return permission.after === interruption
      ? null
      : `it began to massage by a ${permission.wish} that came before ${interruption.what}`;
  },
};

/** [S7] A stop goes out as soon as the key before it allows. */
const written: ProfileCheck = {
  invariant: 'S7',
  step: ({ owedStops, nowMs, chair, isDisturbed }) => {
    if (!chair.isArmed || isDisturbed || chair.isOdd) owedStops.length = 0;
    const late = owedStops.find(({ dueAtMs }) => nowMs > dueAtMs);
    return late === undefined ? null : `no ${late.kind} was written in time`;
  },
};

/** [S10] Nothing forbidden, nothing stronger than allowed, no rise that is steeper. */
const limited: ProfileCheck = {
  invariant: 'S10',
  step: ({ chair, levelMax, isProcessUp, isDisturbed }) => {
    const { forbidden, levels } = chair.bench();
    if (forbidden() > 0) return 'a code was sent that nobody but the maker may send';
    const now = isProcessUp && chair.isArmed ? levels() : null;
    if (now === null) return null;
    for (const zone of zones) {
      if (now[zone] > levelMax[zone] + levelSlack)
        return `${zone} is at ${now[zone].toFixed(1)}, allowed ${levelMax[zone]}`;
      // What a cable held back comes all at once.
      if (!isDisturbed && chair.rise(zone) > slopeMax + stepSlack)
        return `${zone} rose by ${chair.rise(zone).toFixed(1)} within a second`;
    }
    return null;
  },
};

/** [S14] Nothing goes on that shows nothing any more. */
const seen = ({ showsMs }: ProfileDevice): ProfileCheck => ({
  invariant: 'S14',
  step: ({ chair, line, hang, nowMs, status, isProcessUp, begunAtMs }) => {
    if (!isProcessUp || !line.isOpen || status?.state !== 'running') return null;
    const sinceMs = Math.max(chair.shownAtMs, line.openedAtMs, hang.toMs, begunAtMs);
    return nowMs - sinceMs > 2 * showsMs + 1000 ? 'a session goes on that shows nothing' : null;
  },
});

/** [S15] Who goes down leaves nothing running, or says so. */
const left: ProfileCheck = {
  invariant: 'S15',
  left: (facts, { isVerified }) => {
    const { chair } = facts;
    if (!chair.isArmed || chair.isUnnoticed) return null;
    if (isVerified) return 'the daemon went down and said that it is at rest, and it massages';
    const isSound = facts.line.isOpen && !chair.isOdd && facts.nowMs - facts.disturbedUntilMs > 4000 + toleranceMs;
    return isSound ? 'the daemon went down and left it running' : null;
  },
};

/** What must be true of a device that is driven by a profile. */
export const profileChecks = (device: ProfileDevice): readonly ProfileCheck[] => [
  latched,
  honestRest(),
  alarmed(device),
  asked,
  written,
  limited,
  seen(device),
  left,
];
