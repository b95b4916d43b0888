import type { Ending } from '../../src/core/status.js';
import { type Check, toleranceMs } from './check.js';
import { permissionNow } from './checks-starts.js';
import type { Facts } from './facts.js';
import type { ArmedSpan } from './motion.js';

const minuteMs = 60_000;
const runningBeforeRestMs = 15 * minuteMs;
const sessionMsMax = 30 * minuteMs;
const wallMsMax = 45 * minuteMs;
const dayMs = 24 * 60 * minuteMs;
/** Between what a chair is armed and what its program counts lie a start and a stop. */
const slackMs = 3500;

const lengthOf = ({ fromMs, toMs }: ArmedSpan, nowMs: number): number => Math.min(toMs, nowMs) - fromMs;

const sumOf = (spans: readonly ArmedSpan[], nowMs: number): number =>
  spans.reduce((sum, span) => sum + Math.max(0, lengthOf(span, nowMs) - slackMs), 0);

/** The spans since the last rest of this length. */
function sinceRest(spans: readonly ArmedSpan[], restMs: number, nowMs: number): readonly ArmedSpan[] {
  const kept: ArmedSpan[] = [];
  let nextMs = nowMs;
  for (const span of [...spans].reverse()) {
    if (nextMs - span.toMs >= restMs - toleranceMs) break;
    kept.push(span);
    nextMs = span.fromMs;
  }
  return kept;
}

/** [S9] Rest, the length of a session, the day's minutes: from the time in which the chair was armed. */
const limits: Check = {
  invariant: 'S9',
  armed: (facts) => {
    if (permissionNow(facts)?.wish !== 'start') return null;
    const { settings, nowMs, chair } = facts;
    // A record that was torn is lost, and a person has been asked to look at the chair.
    const known = chair.spans.slice(0, -1).filter(({ fromMs }) => fromMs > facts.tornAtMs);
    const spans = sinceRest(known, settings.restMs, nowMs);
    const ranMs = sumOf(spans, nowMs);
    return ranMs >= runningBeforeRestMs ? `${minutes(ranMs)} ran without a rest, and another session began` : null;
  },
  step: (facts) => {
    const { chair, session, settings, nowMs } = facts;
    const span = chair.spans.at(-1);
    if (!chair.isArmed || span === undefined) return null;
    const ofSession = session === null ? [span] : chair.spans.filter(({ fromMs }) => fromMs >= session.atMs);
    if (nowMs - (ofSession[0] ?? span).fromMs > wallMsMax + slackMs) return 'a session lasts over 45 min';
    const ranMs = sumOf(ofSession, nowMs);
    const mostMs = Math.min(sessionMsMax, settings.sessionMsMax);
    if (ranMs > mostMs) return `a session ran ${minutes(ranMs)}, allowed ${minutes(mostMs)}`;
    const ofDay = chair.spans.filter(({ fromMs }) => fromMs > Math.max(nowMs - dayMs, facts.tornAtMs));
    const dayRanMs = sumOf(ofDay, nowMs);
    return dayRanMs > settings.dailyMs
      ? `${minutes(dayRanMs)} ran in a day, allowed ${minutes(settings.dailyMs)}`
      : null;
  },
};

const minutes = (ms: number): string => `${(ms / minuteMs).toFixed(2)} min`;

const lateMs = 12_000;

const stops: readonly Ending[] = ['stopped'];

type Cause = Parameters<Facts['since']>[0];

const isRecent = (facts: Facts, ...causes: readonly Cause[]): boolean =>
  causes.some((cause) => facts.since(cause) < lateMs);

const ago = (facts: Facts, atMs: number | null): number => facts.nowMs - (atMs ?? Number.POSITIVE_INFINITY);

const wasDisturbed = (facts: Facts): boolean => ago(facts, facts.disturbedUntilMs) < lateMs;

const isUnlessTrue = (isTrue: boolean, why: string): string | null => (isTrue ? null : why);

/** Why each ending cannot be, or null. Causes are what the world did, not what the daemon says. */
const contradictions: Readonly<Record<Ending, (facts: Facts) => string | null>> = {
  completed: (facts) => completedEarly(facts),
  stopped: (facts) =>
    isUnlessTrue(
      isRecent(facts, 'stop', 'pause') || ago(facts, facts.chair.stopButtonAtMs) < lateMs || facts.chair.isMisread,
      'nobody had stopped it',
    ),
  emergency_stop: (facts) => {
    const { emergencyAtMs, isStuck } = facts.chair;
    const isUnverified = facts.isAlarmed || isStuck || wasDisturbed(facts);
    const isTrue = isRecent(facts, 'estop') || emergencyAtMs !== null || isUnverified;
    return isUnlessTrue(isTrue, 'there was no emergency stop');
  },
  occupant_left: ({ chair, nowMs }) =>
    isUnlessTrue(!chair.isOccupied && nowMs - chair.seatedChangedAtMs > 50_000, 'nobody had left for that long'),
  link_lost: (facts) => isUnlessTrue(wasDisturbed(facts) || isRecent(facts, 'link'), 'the link was sound'),
  chair_restarted: (facts) =>
    isUnlessTrue(ago(facts, facts.chair.rebootedAtMs) < lateMs, 'the chair had not restarted'),
  fault: (facts) => {
    const isTrue = ago(facts, facts.chair.faultAtMs) < lateMs || wasDisturbed(facts);
    return isUnlessTrue(
      isTrue || isRecent(facts, 'twin', 'foreign', 'lie', 'bug', 'event'),
      'nothing was wrong with the chair',
    );
  },
  limit: (facts) => {
    const nearMs = Math.min(facts.settings.sessionMsMax, wallMsMax) - lateMs;
    return isUnlessTrue(facts.session !== null && facts.nowMs - facts.session.atMs > nearMs, 'no limit was near');
  },
  pause_timeout: (facts) => {
    const pausedForMs = facts.pausedAtMs === null ? 0 : facts.nowMs - facts.pausedAtMs;
    return isUnlessTrue(pausedForMs > 4.9 * minuteMs, 'no pause was that long');
  },
  daemon_lost: (facts) =>
    isUnlessTrue(ago(facts, facts.process?.startedAtMs ?? null) < 1000, 'the daemon had not just started'),
  contradiction: (facts) => {
    const isTrue = ago(facts, facts.chair.oddAtMs) < lateMs || wasDisturbed(facts);
    return isUnlessTrue(isTrue, 'every zone did what it was asked');
  },
  shutdown: (facts) => isUnlessTrue(isRecent(facts, 'shutdown', 'bug'), 'the daemon was not going down'),
};

function completedEarly({ session, status }: Facts): string | null {
  const elapsedS = status?.elapsed_s ?? null;
  if (session === null || session.skipped || session.durationS === null || elapsedS === null) return null;
  return session.durationS - elapsedS > 3 ? `it ended at ${elapsedS} of ${session.durationS} s` : null;
}

const wrongly = (facts: Facts): string | null => {
  const { ended } = facts;
  const why = ended === null ? null : contradictions[ended.by](facts);
  return ended === null || why === null ? null : `a session ended as ${ended.by}, but ${why}`;
};

const awayMs = 12_000;

const isBrokerAway = ({ brokerAwayAtMs }: Facts): boolean => brokerAwayAtMs !== null;
const wasBrokerAway = (facts: Facts): boolean => isBrokerAway(facts) || facts.nowMs - facts.brokerBackAtMs < awayMs;

/** [S13] What ended a session is what it says. */
const honest: Check = {
  invariant: 'S13',
  told: (facts, event) => (event.event_type === 'session_ended' && !isEndedEarly(facts) ? wrongly(facts) : null),
};

const isEndedEarly = (facts: Facts): boolean =>
  wasBrokerAway(facts) && facts.ended !== null && [...stops, 'completed', 'limit', 'shutdown'].includes(facts.ended.by);

/** [S8] The broker's absence ends nothing. */
const withoutBroker: Check = {
  invariant: 'S8',
  told: (facts, event) => (event.event_type === 'session_ended' && isEndedEarly(facts) ? wrongly(facts) : null),
};

/** What must be true of sessions. */
export const sessionChecks: readonly Check[] = [limits, honest, withoutBroker];
