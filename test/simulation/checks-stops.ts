import type { ChairTruth } from './chair-truth.js';
import { type Check, toleranceMs } from './check.js';
import type { Facts } from './facts.js';

const escalationMs = 2000 + 1000 + 200 + 100;
const alarmMs = 2000 + 2500 + 100;
const handshakeMs = 2000;
/** Ramps, the way there, and one tick of the daemon. */
const leaveMs = 1000 + 200;
const haltMs = 300;
const evidenceMs = 500;
/** A second, and two ticks. */
const blindMs = 1000 + 2 * 50 + toleranceMs;
const askedMs = 1000 + 2000 + toleranceMs;
const lagGrowthMs = 500;
/** Between two ticks, and a period of them. */
const standstillMs = 500 + 250;

/** What moves by itself is on before the daemon can know. */
const isAnythingOn = ({ chair }: Facts<ChairTruth>): boolean =>
  chair.zones.some(({ isOn, odd }) => isOn && odd !== 'unasked');

const quietStates = ['idle', 'resting'];
const drivingStates = ['starting', 'running'];

/** [S4] Done means seen still; else it is repeated, escalated and alarmed. */
const verified = (): Check<ChairTruth> => {
  let drivenAtMs = Number.NEGATIVE_INFINITY;
  let restedAtMs = Number.NEGATIVE_INFINITY;
  return {
    invariant: 'S4',
    published: (facts) => {
      const { status } = facts;
      if (status === null || !isAnythingOn(facts)) return null;
      if (status.stop?.still === true) return 'the daemon says that the last stop is done while an output is on';
      return quietStates.includes(status.state) ? `the daemon says ${status.state} while an output is on` : null;
    },
    step: (facts) => {
      const { status, line, chair } = facts;
      if (status !== null && drivingStates.includes(status.state)) drivenAtMs = chair.nowMs;
      if (!chair.zones.some(({ isOn }) => isOn)) restedAtMs = chair.nowMs;
      if (!isAnythingOn(facts) || !facts.isAllWell || facts.process?.leavingAtMs !== null) return null;
      const sinceMs = Math.max(drivenAtMs, restedAtMs, facts.disturbedUntilMs, line.openedAtMs + handshakeMs);
      const lastingMs = chair.nowMs - sinceMs;
      if (lastingMs > escalationMs && line.emergencyWrittenAtMs < sinceMs) {
        return `an output is on ${Math.round(lastingMs)} ms after a stop, and no emergency stop was written`;
      }
      return lastingMs > alarmMs && !facts.isAlarmed ? 'a stop that does not show raised no alarm' : null;
    },
  };
};

/** [S7] A stop is written at once. */
const taken: Check = {
  invariant: 'S7',
  step: ({ owedStops, nowMs }) => {
    const late = owedStops.find(({ dueAtMs }) => nowMs > dueAtMs);
    return late === undefined ? null : `no ${late.kind} was written within 200 ms of its message`;
  },
};

/** [S15] Every way out of the process. */
const wayOut: Check = {
  invariant: 'S15',
  step: (facts) => {
    const { process, chair } = facts;
    if (process === null || !chair.isMoving || !facts.isAllWell) return null;
    const { leavingAtMs, haltedAtMs } = process;
    const isLate = (atMs: number | null, mostMs: number): boolean =>
      atMs !== null && atMs > facts.disturbedUntilMs && chair.nowMs - atMs > mostMs + toleranceMs;
    if (isLate(haltedAtMs, haltMs)) return `an output is on ${haltMs} ms after the daemon was halted`;
    return isLate(leavingAtMs, leaveMs) ? 'an output is on after the daemon was told to go down' : null;
  },
};

/** The first SET since a stop follows the telemetry that STATUS has brought; a chair may be busy for a while. */
const isAskedFor = ({ line, nowMs }: Facts): boolean => {
  const isFirst = line.setWrittenAtMs <= Math.max(line.stopWrittenAtMs, line.openedAtMs);
  return !isFirst || (nowMs - line.statusWrittenAtMs < askedMs && line.telemetryAtMs >= line.statusWrittenAtMs);
};

/** [S14] Nothing goes on that cannot be seen. */
const seen: Check = {
  invariant: 'S14',
  step: ({ chair, line, hang, nowMs, status, isProcessUp }) => {
    if (!chair.isArmed || !isProcessUp || !line.isOpen || status?.state !== 'running') return null;
    const armedAtMs = chair.spans.at(-1)?.fromMs ?? nowMs;
    const sinceMs = Math.max(line.telemetryAtMs, line.openedAtMs, hang.toMs, armedAtMs);
    return nowMs - sinceMs > blindMs ? 'a session goes on without telemetry' : null;
  },
};

/** [S14] A keep-alive is evidence of fresh telemetry and of a daemon that ticks. */
const evidence: Check = {
  invariant: 'S14',
  written: (facts, text) => {
    const verb = [' KEEP', ' SET '].find((each) => text.includes(each))?.trim();
    if (verb === undefined) return null;
    const { line, chair, nowMs } = facts;
    if (nowMs - line.telemetryAtMs > evidenceMs + toleranceMs) return `${verb} was written without fresh telemetry`;
    const leastLagMs = Math.min(...line.lags.map(({ lagMs }) => lagMs));
    const ageMs = nowMs - line.telemetryBornAtMs - leastLagMs;
    if (ageMs > evidenceMs + lagGrowthMs + 2 * toleranceMs)
      return `${verb} was written upon telemetry that was held back`;
    if (verb === 'SET') return isAskedFor(facts) ? null : 'a start was written without telemetry that was asked for it';
    const { fromMs, toMs } = facts.hang;
    const wasArmedBefore = chair.isArmed && (chair.spans.at(-1)?.fromMs ?? 0) < fromMs;
    const isResumed = toMs - fromMs > standstillMs && nowMs >= toMs && wasArmedBefore;
    return isResumed ? 'KEEP was written again after the daemon had stood still' : null;
  },
};

/** What must be true of stops. */
export const stopChecks = (): readonly Check<ChairTruth>[] => [verified(), taken, wayOut, evidence, seen];
