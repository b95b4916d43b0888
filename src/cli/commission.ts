import { Command } from 'commander';
import { lockDirectory } from '../adapters/files/lock.js';
import { peekRecord } from '../adapters/files/record-files.js';
import { openStore } from '../adapters/files/store.js';
import { createLog } from '../adapters/logging/pino-log.js';
import { openPort } from '../adapters/serial/open-port.js';
import type { Driver } from '../chair/driver.js';
import type { ProofOutcome } from '../chair/proof/proof-run.js';
import { type ChairConfig, type Config, portName, portSettingOf } from '../config.js';
import { commissioningName, commissioningRecord, whyNotCommissioned } from '../core/commissioning.js';
import type { Identity } from '../core/protocol/messages.js';
import {
  type CommissionBench,
  failWith,
  isYes,
  keepProof,
  timeNow,
  typedAnswer,
  whyLatched,
} from './commission-bench.js';
import { commissionStops } from './commission-stops.js';
import { showIntent, showOutcome, showProofLine } from './commission-texts.js';
import { judgeChair } from './doctor-chair.js';
import { loadConfig, showProblem } from './load-config.js';
import { probeChair } from './probe-chair.js';
import type { ProcessEdge } from './process-edge.js';
import { Interruption, proveChair } from './prove-chair.js';

interface CommissionOptions {
  readonly config?: string;
  readonly yes?: true;
}

async function commission(edge: ProcessEdge, chairId: string, { config, yes }: CommissionOptions): Promise<number> {
  const loaded = loadConfig(config, edge.env);
  if (loaded.kind === 'refused') return failWith(edge, loaded.problems.map(showProblem).join('').trimEnd());
  const chair = loaded.config.chairs.find(({ id }) => id === chairId);
  if (chair === undefined) {
    const known = loaded.config.chairs.map(({ id }) => id).join(', ');
    return failWith(edge, `there is no chair ${chairId} in the configuration; there are ${known}`);
  }
  if (yes !== true && edge.stdin.isTTY !== true) {
    const message = 'this moves the chair, and there is no terminal on which somebody could agree to that';
    return failWith(edge, `${message}: add --yes where nobody can be in the chair. Nothing was moved.`);
  }
  const driver = loaded.driverOf(chair);
  return await withDataFolder(edge, loaded.config, chair, driver, yes === true);
}

/** The folder's lock is what keeps a daemon away from the chair, and its record in one hand. */
async function withDataFolder(
  edge: ProcessEdge,
  { data_dir: folder }: Config,
  chair: ChairConfig,
  driver: Driver,
  isAgreed: boolean,
): Promise<number> {
  const lock = lockDirectory(folder);
  if (lock.kind === 'problem') {
    const advice = 'Stop the daemon of this chair first; then run this again.';
    return failWith(edge, `${lock.message}\n${advice} Nothing was moved.`);
  }
  try {
    const log = createLog({ level: 'error', format: 'auto', stream: edge.stderr });
    const store = openStore(folder, edge.clock, log);
    if ('kind' in store) return failWith(edge, store.message);
    const latch = whyLatched(folder, chair.id);
    if (latch !== null) return failWith(edge, `${latch}. Nothing was moved.`);
    const open = openPort(portSettingOf(chair, driver.line), edge.clock, log);
    const interruption = new Interruption(edge);
    const bench = { edge, interruption, chair, folder, store, log, open, isAgreed };
    return await (driver.profile === null ? prove(bench) : commissionStops(bench, driver.profile));
  } finally {
    lock.release();
  }
}

async function prove(bench: CommissionBench): Promise<number> {
  const { edge, interruption, chair, folder } = bench;
  const identity = await interruption.or(meet(bench));
  if (identity === null) return failWith(edge, 'Nothing was moved.');
  if (!bench.isAgreed && !isYes(await interruption.or(typedAnswer(edge, 'Type yes to begin: ')))) {
    return failWith(edge, 'Not agreed to. Nothing was moved.');
  }
  const earlier = peekRecord(folder, commissioningName(chair.id));
  const outcome = await proveChair(bench, identity, (proof) => {
    edge.stdout.write(showProofLine(proof));
    // A dead-man that is known not to work is not counted on any longer, whatever comes next.
    if (proof.failure !== null) void keepProof(bench, commissioningRecord(identity, [proof], timeNow(edge)));
  });
  return await conclude(bench, identity, outcome, whyNotCommissioned(earlier, identity) === null);
}

/** A handshake without motion; null, and why, where there is no chair to prove. */
async function meet({ edge, chair, open }: CommissionBench): Promise<Identity | null> {
  const probe = await probeChair(open, edge.clock, `chair2mqtt/${edge.version}`);
  if (probe.kind !== 'answered') {
    for (const { message, advice } of judgeChair(chair.id, portName(chair.port), probe)) {
      edge.stderr.write(`${message}${advice === undefined ? '' : `: ${advice}`}\n`);
    }
    return null;
  }
  edge.stdout.write(showIntent(chair, probe.identity));
  return probe.identity;
}

async function conclude(
  bench: CommissionBench,
  identity: Identity,
  outcome: ProofOutcome,
  isStillGood: boolean,
): Promise<number> {
  const { edge, chair, folder } = bench;
  const hasRecord = outcome.kind !== 'interrupted';
  const isKept = hasRecord && (await keepProof(bench, commissioningRecord(identity, outcome.proofs, timeNow(edge))));
  const { good, bad } = showOutcome(chair.id, identity, outcome, { folder, isKept, isStillGood });
  edge.stdout.write(good);
  edge.stderr.write(bad);
  return bad === '' ? 0 : 1;
}

export const commissionCommand = (edge: ProcessEdge): Command =>
  new Command('commission')
    .description('prove on the real chair that it stops: moves every zone, with nobody in the chair')
    .argument('<chair>', 'the id of the chair in the configuration')
    .option('-c, --config <file>', 'the configuration; default ./chair2mqtt.yaml, then /etc/chair2mqtt/chair2mqtt.yaml')
    .option('--yes', 'begin without asking; only where nobody can be in the chair')
    .addHelpText(
      'after',
      `
Drives one zone after the other at a level of at most 20 and measures in telemetry how long it takes to zero: when this
program falls silent (lease), when a movement is not renewed (TTL), and at the emergency byte. What passed is kept in the
data folder; a chair that fails is not commissioned any longer. The daemon has to be stopped meanwhile.

A chair by profile has no dead-man. Of such a chair its stop is proved, as far as its profile says that it can be: from the
first byte until its status shows it still, and home; until it answers; or by what somebody says who looks at it.

Every way out stops the chair and looks that it is still. Keep its mains switch in reach.

Exit code: 0 when everything passed, 1 otherwise, 2 for a wrong command line.

Examples:
  chair2mqtt commission living-room
  chair2mqtt commission living-room --config chair2mqtt.yaml --yes`,
    )
    .action(async (chair: string, options: CommissionOptions) => edge.exit(await commission(edge, chair, options)));
