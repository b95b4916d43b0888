import { type Zone, zones } from '../../src/core/zones.js';
import { type ChairTruth, longestRampMs } from './chair-truth.js';
import { type Check, leaseMs, letGoMs, toleranceMs } from './check.js';
import type { Facts } from './facts.js';

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
    const zone = zones.find((name) => {
      const { isOn, runaway, odd, setEndsAtMs } = chair.zones[name];
      return isOn && runaway === 'none' && odd !== 'unasked' && chair.nowMs > setEndsAtMs + letGoMs + toleranceMs;
    });
    return zone === undefined ? null : `${zone} is on over ${letGoMs} ms after the TTL of its SET`;
  },
};

/** [S3] What is on long enough after the byte, or begins to move while the daemon holds the latch. */
const emergencyStop: Check<ChairTruth> = {
  invariant: 'S3',
  step: ({ chair }) => {
    if (chair.emergencyAtMs === null || chair.nowMs - chair.emergencyAtMs <= emergencyMs + toleranceMs) return null;
    const zone = zones.find((name) => chair.zones[name].isOn && chair.zones[name].runaway !== 'hard');
    return zone === undefined ? null : `${zone} is on over ${emergencyMs} ms after an emergency stop that nobody reset`;
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
    for (const name of zones) {
      const { level, runaway, odd, leastOfLate } = chair.zones[name];
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

/** [S10] What is measured and was not asked ends the session. */
const measured = (): Check<ChairTruth> => {
  const sinceMs: Partial<Record<Zone, number>> = {};
  return {
    invariant: 'S10',
    step: (facts) => {
      const { chair, settings } = facts;
      const isSeen = chair.isArmed && facts.isAllWell && facts.lieFromMs === null;
      for (const name of zones) {
        const { level, odd, askedLevel } = chair.zones[name];
        const isTooMuch = level > settings.levelMax + slack || (odd === 'unasked' && askedLevel === 0 && level > slack);
        if (isSeen && isTooMuch) sinceMs[name] ??= chair.nowMs;
        else delete sinceMs[name];
      }
      const zone = zones.find((name) => chair.nowMs - (sinceMs[name] ?? chair.nowMs) > contradictedMs);
      return zone === undefined ? null : `${zone} does what nobody asked of it, and the session goes on`;
    },
  };
};

const isTooHot = (facts: Facts<ChairTruth>, name: Zone): boolean =>
  facts.chair.zones[name].caseC >= facts.settings.temperatureMaxC - hotStopBelowMaxC;

/** [S17] Steady pressure. */
const pressure: Check<ChairTruth> = {
  invariant: 'S17',
  step: ({ chair }) => {
    const zone = zones.find((name) => {
      const { steadySinceMs, runaway } = chair.zones[name];
      return runaway === 'none' && steadySinceMs !== null && chair.nowMs - steadySinceMs > steadyMsMax + toleranceMs;
    });
    return zone === undefined ? null : `${zone} has pressed steadily for over ${steadyMsMax / 1000} s`;
  },
};

/** [S17] Motors that are too hot. */
const heat = (): Check<ChairTruth> => {
  const hotSinceMs: Partial<Record<Zone, number>> = {};
  return {
    invariant: 'S17',
    step: (facts) => {
      const { nowMs, zones: outputs } = facts.chair;
      for (const name of zones) {
        const isBad =
          outputs[name].isOn &&
          outputs[name].runaway === 'none' &&
          outputs[name].odd !== 'unasked' &&
          isTooHot(facts, name) &&
          facts.isAllWell;
        if (isBad) hotSinceMs[name] ??= nowMs;
        else delete hotSinceMs[name];
      }
      const zone = zones.find((name) => nowMs - (hotSinceMs[name] ?? nowMs) > hotMs);
      return zone === undefined ? null : `${zone} is on and too hot`;
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
