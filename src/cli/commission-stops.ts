import { peekRecord } from '../adapters/files/record-files.js';
import { levelCapOf } from '../chair/driver.js';
import type { StopsOutcome } from '../chair/proof/stop-run.js';
import { portName } from '../config.js';
import { commissioningName } from '../core/commissioning.js';
import type { Profile } from '../core/profile/schema.js';
import { knownStops, proofRounds, type StopProof, stopRecordOf, withoutSoftStop } from '../core/profile/stop-proof.js';
import {
  type CommissionBench,
  failWith,
  isYes,
  keepProof,
  recordFileOf,
  timeNow,
  typedAnswer,
} from './commission-bench.js';
import { showStopIntent, showStopLine, showStopOutcome } from './commission-stops-texts.js';
import { judgeHeard, listenToChair } from './judge-chair.js';
import { personAt, proveStops } from './prove-stops.js';

/** Proves the stop of a chair by profile, as far as its profile says that it can be. */
export async function commissionStops(bench: CommissionBench, profile: Profile): Promise<number> {
  const { edge, interruption, chair, folder } = bench;
  const hasPerson = edge.stdin.isTTY === true;
  if (profile.sight === 'none' && !hasPerson) {
    const message = `${chair.id} shows nothing of what it does: somebody has to look at it and say what they see`;
    return failWith(edge, `${message}, so this needs a terminal. Nothing was moved.`);
  }
  const levelMax = levelCapOf({ profile }, chair.limits.level_max);
  const rounds = proofRounds(profile, levelMax);
  if (!(await interruption.or(meet(bench, profile)))) return failWith(edge, 'Nothing was moved.');
  edge.stdout.write(showStopIntent(chair.id, profile, rounds, hasPerson));
  if (!bench.isAgreed && !isYes(await interruption.or(typedAnswer(edge, 'Type yes to begin: ')))) {
    return failWith(edge, 'Not agreed to. Nothing was moved.');
  }
  const earlier = peekRecord(folder, commissioningName(chair.id));
  const onStop = (stop: StopProof): void => {
    edge.stdout.write(showStopLine(stop, profile.sight));
    // A stop that is known to fail is not counted on any longer, whatever comes next.
    if (stop.failure !== null) void keepProof(bench, stopRecordOf(profile, [stop], null, timeNow(edge)));
  };
  const task = { profile, rounds, levelMax, ask: hasPerson ? personAt(edge) : null, onStop };
  const outcome = await proveStops(bench, task);
  const hard = outcome.kind === 'proved' ? withoutSoftStop(profile) : null;
  const whole =
    hard === null
      ? outcome
      : joined(outcome, await proveStops(bench, { ...task, profile: hard, rounds: rounds.slice(0, 1), ask: null }));
  return await conclude(bench, profile, whole, knownStops(earlier, profile).kind === 'known');
}

const joined = (first: StopsOutcome, second: StopsOutcome): StopsOutcome => ({
  ...second,
  stops: [...first.stops, ...second.stops],
  isRemoteSeen: first.isRemoteSeen,
});

/** A look without a key; says why where there is no chair to prove. */
async function meet({ edge, chair, open }: CommissionBench, profile: Profile): Promise<boolean> {
  const heard = await listenToChair(profile, open, edge.clock);
  const { kind, message, advice } = judgeHeard(portName(chair.port), profile, heard, edge.clock.nowMs());
  if (kind !== 'problem') return true;
  edge.stderr.write(`${message}${advice === null ? '' : `: ${advice}`}\n`);
  return false;
}

async function conclude(
  bench: CommissionBench,
  profile: Profile,
  outcome: StopsOutcome,
  isStillGood: boolean,
): Promise<number> {
  const { edge } = bench;
  const { kind, stops, isRemoteSeen } = outcome;
  const isKept =
    kind !== 'interrupted' && (await keepProof(bench, stopRecordOf(profile, stops, isRemoteSeen, timeNow(edge))));
  const { good, bad } = showStopOutcome(profile, outcome, { file: recordFileOf(bench), isKept, isStillGood });
  edge.stdout.write(good);
  edge.stderr.write(bad);
  return bad === '' ? 0 : 1;
}
