import { type ChairTruth, longestRampMs, type ZoneTruth } from './chair-truth.js';
import { type Check, leaseMs, letGoMs, toleranceMs } from './check.js';

const emergencyMs = 100;
const slopeMax = 40;
/** Levels are whole numbers where they are told between two steps. */
const levelSlack = 2.5;
const steadyMsMax = 20_000;
const hotStopBelowMaxC = 2;
const hotMs = 2500;

/** [S1] A chair that hears nothing. A stop that was heard before has a ramp of its own, which ends by itself. */
const deadMan: Check<ChairTruth> = {
  invariant: 'S1',
  step: ({ chair }) => {
    if (!chair.isMoving) return null;
    const silentMs = chair.nowMs - Math.max(chair.validLineAtMs, chair.leaselessAtMs);
    if (silentMs <= leaseMs + letGoMs + toleranceMs) return null;
    const stoppedAtMs = chair.spans.at(-1)?.toMs ?? 0;
    const wasStoppedBefore = stoppedAtMs < chair.validLineAtMs + leaseMs;
    if (wasStoppedBefore && chair.nowMs - stoppedAtMs <= longestRampMs + toleranceMs) return null;
    return `an output is on ${Math.round(silentMs)} ms after the last valid line`;
  },
};

/** [S2] A SET that nobody renews. */
const timeToLive: Check<ChairTruth> = {
  invariant: 'S2',
  step: ({ chair }) => {
    const late = chair.zones.find(
      ({ isOn, runaway, odd, setEndsAtMs }) =>
        isOn && runaway === 'none' && odd !== 'unasked' && chair.nowMs > setEndsAtMs + letGoMs + toleranceMs,
    );
    return late === undefined ? null : `${late.zone} is on over ${letGoMs} ms after the TTL of its SET`;
  },
};

/** [S3] What is on long enough after the byte, or begins to move while the daemon holds the latch. */
const emergencyStop: Check<ChairTruth> = {
  invariant: 'S3',
  step: ({ chair }) => {
    if (chair.emergencyAtMs === null || chair.nowMs - chair.emergencyAtMs <= emergencyMs + toleranceMs) return null;
    const moving = chair.zones.find(({ isOn, runaway }) => isOn && runaway !== 'hard');
    return moving === undefined
      ? null
      : `${moving.zone} is on over ${emergencyMs} ms after an emergency stop that nobody reset`;
  },
  armed: (facts) => (facts.isLatched ? 'the chair became armed while an emergency stop is latched' : null),
  written: ({ isLatched, line }, text) =>
    isLatched && !line.hasWritten && !text.startsWith('\u0018')
      ? 'the emergency byte was not the first thing on a port that was opened while its latch is in the store'
      : null,
};

/** [S10] Levels, and how steeply they rise. */
const levels: Check<ChairTruth> = {
  invariant: 'S10',
  step: (facts) => {
    const { chair, levelMax } = facts;
    for (const { zone: name, level, runaway, odd, leastOfLate } of chair.zones) {
      if (level === 0 || runaway !== 'none' || odd !== 'none') continue;
      if (level > levelMax[name] + 0.5) return `${name} is at ${level.toFixed(1)}, allowed ${levelMax[name]}`;
      const isOwn = chair.nowMs < chair.ownSlopeUntilMs;
      if (!isOwn && level - leastOfLate > slopeMax + levelSlack) {
        return `${name} rose by ${(level - leastOfLate).toFixed(1)} within a second`;
      }
    }
    return null;
  },
};

const slack = 5;
/** The longest ramp to nothing that a SET may have, a second, and the way there. */
const contradictedMs = 2500 + 1000 + 500;

/** Since when zones have been bad, for those that are. */
class BadZones {
  private readonly sinceMs = new Map<ZoneTruth, number>();

  /** One look at a zone. */
  note(zone: ZoneTruth, isBad: boolean, nowMs: number): void {
    if (!isBad) {
      if (this.sinceMs.size > 0) this.sinceMs.delete(zone);
    } else if (!this.sinceMs.has(zone)) this.sinceMs.set(zone, nowMs);
  }

  /** One that has been bad for longer than that. */
  longerThan(mostMs: number, nowMs: number): ZoneTruth | undefined {
    if (this.sinceMs.size === 0) return undefined;
    return [...this.sinceMs].find(([, sinceMs]) => nowMs - sinceMs > mostMs)?.[0];
  }
}

/** [S10] What is measured and was not asked ends the session. */
const measured = (): Check<ChairTruth> => {
  const bad = new BadZones();
  return {
    invariant: 'S10',
    step: (facts) => {
      const { chair, settings } = facts;
      const isSeen = chair.isArmed && facts.isAllWell && facts.lieFromMs === null;
      for (const zone of chair.zones) {
        const { level, odd, askedLevel } = zone;
        const isTooMuch = level > settings.levelMax + slack || (odd === 'unasked' && askedLevel === 0 && level > slack);
        bad.note(zone, isSeen && isTooMuch, chair.nowMs);
      }
      const late = bad.longerThan(contradictedMs, chair.nowMs);
      return late === undefined ? null : `${late.zone} does what nobody asked of it, and the session goes on`;
    },
  };
};

/** [S17] Steady pressure. */
const pressure: Check<ChairTruth> = {
  invariant: 'S17',
  step: ({ chair }) => {
    const late = chair.zones.find(
      ({ steadySinceMs, runaway }) =>
        runaway === 'none' && steadySinceMs !== null && chair.nowMs - steadySinceMs > steadyMsMax + toleranceMs,
    );
    return late === undefined ? null : `${late.zone} has pressed steadily for over ${steadyMsMax / 1000} s`;
  },
};

/** [S17] Motors that are too hot. */
const heat = (): Check<ChairTruth> => {
  const hot = new BadZones();
  return {
    invariant: 'S17',
    step: (facts) => {
      const { nowMs, zones } = facts.chair;
      const hottestC = facts.settings.temperatureMaxC - hotStopBelowMaxC;
      for (const zone of zones) {
        const { isOn, runaway, odd, caseC } = zone;
        const isBad = isOn && runaway === 'none' && odd !== 'unasked' && caseC >= hottestC && facts.isAllWell;
        hot.note(zone, isBad, nowMs);
      }
      const late = hot.longerThan(hotMs, nowMs);
      return late === undefined ? null : `${late.zone} is on and too hot`;
    },
  };
};

/** What the chair's outputs must never do. */
export const chairChecks = (): readonly Check<ChairTruth>[] => [
  deadMan,
  timeToLive,
  emergencyStop,
  levels,
  measured(),
  pressure,
  heat(),
];
