import { type Proof, type ProofKind, proofLimitMs, proofLimits } from '../../core/commissioning.js';
import { exchangeLimits } from '../../core/protocol/exchange.js';
import type { Identity } from '../../core/protocol/messages.js';
import { limits } from '../../core/safety/limits.js';
import type { Technique, Zone } from '../../core/zones.js';
import type { ProofLine } from './proof-line.js';
import { askAndWait, type Script, wait } from './script.js';

/** What is proved, and with what movement. */
export interface ProofPlan {
  readonly kind: ProofKind;
  readonly zone: Zone;
  readonly technique: Technique;
  readonly level: number;
  readonly identity: Identity;
}

/** One try. */
interface Attempt {
  readonly tookMs: number | null;
  readonly failure: string | null;
  /** Telemetry or lines were late or damaged meanwhile: a failure may be the line's. */
  readonly isUnsteady: boolean;
}

const moveMsMax = 3000;
const stillMsMax = 3000;
/** A latch is told again every second. */
const latchMsMax = 1500;
/** Until the alarm of a stop, and a second more. */
const stopMsMax = limits.alarmAfterMs + 1000;
/** Telemetry that is later than that makes a measurement unfair. */
const gapMsMax = proofLimits.telemetryMs + proofLimits.toleranceMs;

/** What is measured begins so long after a telemetry line: the line that shows its end then follows soon. */
const phaseMs = { from: 55, to: 80, waitMax: 300 };

const latchOf = { lease: 'lease', ttl: null, emergency: 'estop' } as const;

/** Proves one thing of one zone; tries again where the line was unsteady. Ends with the chair seen still, or with
 *  `line.mayMove` where it is not. */
export function* proveZone(line: ProofLine, plan: ProofPlan): Script<Proof> {
  const { kind, zone, technique, level, identity } = plan;
  const limitMs = proofLimitMs(kind, identity.leaseMs);
  for (let tries = 1; ; tries += 1) {
    const { isUnsteady, ...attempt } = yield* tryOnce(line, plan, limitMs);
    const isOver = attempt.failure === null || !isUnsteady || tries === proofLimits.triesMax;
    if (attempt.failure !== null) yield* halt(line);
    if (!line.mayMove) yield* clearLatches(line);
    if (isOver || line.mayMove) return { kind, zone, technique, level, limitMs, ...attempt };
  }
}

/** Brings the chair to rest, whatever is wrong with it; `line.mayMove` says whether that was seen. [S4] */
export function* halt(line: ProofLine): Script<void> {
  line.stop();
  yield* wait(() => !line.mayMove, stopMsMax);
}

/** Only what the proof itself has latched: a latch of anybody else's ends the proof. [S3] */
function* clearLatches(line: ProofLine): Script<void> {
  for (const cause of ['lease', 'estop'] as const) {
    if (!line.latches.has(cause)) continue;
    const answer = yield* askAndWait(line, { verb: 'RESET', cause });
    if (answer?.kind === 'ok') line.latches.delete(cause);
    else line.spoil(`the latch ${cause} cannot be cleared (${answer?.code ?? 'no answer'})`);
  }
  line.expected = null;
}

function* tryOnce(line: ProofLine, plan: ProofPlan, limitMs: number): Script<Attempt> {
  line.watch();
  const failed = (failure: string, tookMs: number | null = null): Attempt => ({
    tookMs,
    failure,
    isUnsteady: line.isUnsteady(gapMsMax),
  });
  const refusal = yield* drive(line, plan);
  if (refusal !== null) return failed(refusal);
  const sinceMs = yield* cause(line, plan);
  if (sinceMs === null) return { ...failed('the chair answered too late to be measured'), isUnsteady: true };
  const isAtZero = yield* wait(
    () => line.zeroAtMs !== null && line.zeroAtMs > sinceMs && line.zeroAtMs - sinceMs <= limitMs,
    limitMs - (line.nowMs - sinceMs),
  );
  const tookMs = isAtZero && line.zeroAtMs !== null ? line.zeroAtMs - sinceMs : null;
  if (tookMs === null) return failed(`still driven ${Math.round(line.nowMs - sinceMs)} ms after ${last[plan.kind]}`);
  const missing = yield* settle(line, plan);
  return missing === null ? { tookMs, failure: null, isUnsteady: false } : failed(missing, tookMs);
}

const last = {
  lease: 'the last line of this program',
  ttl: 'the last SET',
  emergency: 'the emergency byte',
} as const;

const setOf = ({ kind, zone, technique, level, identity }: ProofPlan) => {
  const ttlMs = kind === 'ttl' ? proofLimits.ttlMs : identity.ttlMs;
  return { verb: 'SET', zone, technique, level, rate: 0, rampMs: proofLimits.rampMs, ttlMs } as const;
};

/** Drives the zone until telemetry shows it at its level; gives why it does not get there, or null. */
function* drive(line: ProofLine, plan: ProofPlan): Script<string | null> {
  line.expired.clear();
  yield* askAndWait(line, { verb: 'STATUS' });
  if (!(yield* wait(() => line.hasEvidence, limits.evidenceLostMs)))
    return 'the chair sent no telemetry when asked for it';
  line.isKept = true;
  const startedMs = line.nowMs;
  while (line.nowMs - startedMs < moveMsMax) {
    const refusal = yield* renew(line, plan);
    if (refusal !== null) return refusal;
    if (yield* wait(() => line.levelOf(plan.zone) >= plan.level, proofLimits.ttlMs / 2)) return null;
  }
  const shown = line.levelOf(plan.zone);
  return shown > 0 ? null : 'the zone was told to move and did not: without a movement nothing is proved';
}

function* renew(line: ProofLine, plan: ProofPlan): Script<string | null> {
  const answer = yield* askAndWait(line, setOf(plan));
  if (answer?.kind === 'ok') return null;
  return `the chair refused to move it (${answer === null ? 'no answer' : `${answer.code} ${answer.detail}`.trim()})`;
}

/** Does what the chair has to answer with zero; gives the time of it, or null where that is not sure. The SET before it is
 *  fresh, so that what runs out is what is proved. */
function* cause(line: ProofLine, plan: ProofPlan): Script<number | null> {
  yield* awaitPhase(line);
  const renewedMs = line.nowMs;
  if ((yield* renew(line, plan)) !== null) return null;
  const isQuick = line.nowMs - renewedMs <= exchangeLimits.resendMs / 2;
  if (plan.kind !== 'ttl') yield* awaitPhase(line);
  line.expected = latchOf[plan.kind];
  line.watch();
  switch (plan.kind) {
    case 'lease': {
      const keptMs = line.keep();
      line.isKept = false;
      return keptMs;
    }
    case 'ttl':
      // Sent twice, its TTL may have begun at either.
      return isQuick ? renewedMs : null;
    case 'emergency':
      line.isKept = false;
      return line.writeEmergency();
  }
}

function* awaitPhase(line: ProofLine): Script<void> {
  const ageMs = (): number => line.record.ageMs(line.nowMs) ?? 0;
  yield* wait(() => ageMs() >= phaseMs.from && ageMs() <= phaseMs.to, phaseMs.waitMax);
}

/** Waits for the rest of it: still, told, cleared. Gives what is missing, or null. */
function* settle(line: ProofLine, plan: ProofPlan): Script<string | null> {
  const latch = latchOf[plan.kind];
  line.stillLines = 0;
  if (latch === null) {
    const isTold = yield* wait(() => line.expired.has(plan.zone), latchMsMax);
    if (!isTold) return `at zero, but the chair did not report E ttl ${plan.zone}`;
    line.stop();
    line.stillLines = 0;
  }
  if (!(yield* wait(() => line.stillLines >= 2, stillMsMax))) return 'at zero, but current still flows';
  if (latch === null) return (yield* wait(() => !line.mayMove, stopMsMax)) ? null : 'a stop after it was not verified';
  const mode = latch === 'estop' ? 'estop' : 'fault';
  const isLatched = (): boolean => line.latches.has(latch) && line.record.telemetry?.mode === mode;
  if (!(yield* wait(isLatched, latchMsMax))) return `at zero, but the chair did not latch ${latch}`;
  line.mayMove = false;
  yield* clearLatches(line);
  const isIdle = yield* wait(() => line.record.telemetry?.mode === 'idle', latchMsMax);
  return isIdle ? null : `the latch ${latch} stays after its RESET`;
}
