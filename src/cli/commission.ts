import { Command } from 'commander';
import { lockDirectory } from '../adapters/files/lock.js';
import { peekRecord } from '../adapters/files/record-files.js';
import { openStore } from '../adapters/files/store.js';
import { createLog } from '../adapters/logging/pino-log.js';
import { openPort } from '../adapters/serial/open-port.js';
import type { ProofOutcome } from '../chair/proof/proof-run.js';
import { type ChairConfig, type Config, portName, portSettingOf } from '../config.js';
import {
  type CommissioningRecord,
  commissioningName,
  commissioningRecord,
  whyNotCommissioned,
} from '../core/commissioning.js';
import type { Identity } from '../core/protocol/messages.js';
import { readRecord } from '../core/saved-record.js';
import { isoTime } from '../core/time-text.js';
import type { Store } from '../ports.js';
import { showIntent, showOutcome, showProofLine } from './commission-texts.js';
import { judgeChair } from './doctor-chair.js';
import { loadConfig, showProblem } from './load-config.js';
import { probeChair } from './probe-chair.js';
import type { ProcessEdge } from './process-edge.js';
import { Interruption, type ProofBench, proveChair } from './prove-chair.js';

interface CommissionOptions {
  readonly config?: string;
  readonly yes?: true;
}

interface Bench extends ProofBench {
  readonly folder: string;
  readonly store: Store;
  readonly isAgreed: boolean;
}

const refuse = (edge: ProcessEdge, message: string): number => {
  edge.stderr.write(`${message}\n`);
  return 1;
};

async function commission(edge: ProcessEdge, chairId: string, { config, yes }: CommissionOptions): Promise<number> {
  const loaded = loadConfig(config, edge.env);
  if (loaded.kind === 'refused') return refuse(edge, loaded.problems.map(showProblem).join('').trimEnd());
  const chair = loaded.config.chairs.find(({ id }) => id === chairId);
  if (chair === undefined) {
    const known = loaded.config.chairs.map(({ id }) => id).join(', ');
    return refuse(edge, `there is no chair ${chairId} in the configuration; there are ${known}`);
  }
  if (yes !== true && edge.stdin.isTTY !== true) {
    const message = 'this moves the chair, and there is no terminal on which somebody could agree to that';
    return refuse(edge, `${message}: add --yes where nobody can be in the chair. Nothing was moved.`);
  }
  if (!loaded.driverOf(chair).hasDeadMan) {
    return refuse(
      edge,
      `${chair.id} is a chair by profile: it has no lease and no TTL that could be proved. Nothing was moved.`,
    );
  }
  return await withDataFolder(edge, loaded.config, chair, yes === true);
}

/** The folder's lock is what keeps a daemon away from the chair, and its record in one hand. */
async function withDataFolder(
  edge: ProcessEdge,
  { data_dir: folder }: Config,
  chair: ChairConfig,
  isAgreed: boolean,
): Promise<number> {
  const lock = lockDirectory(folder);
  if (lock.kind === 'problem') {
    const advice = 'Stop the daemon of this chair first; then run this again.';
    return refuse(edge, `${lock.message}\n${advice} Nothing was moved.`);
  }
  try {
    const log = createLog({ level: 'error', format: 'auto', stream: edge.stderr });
    const store = openStore(folder, edge.clock, log);
    if ('kind' in store) return refuse(edge, store.message);
    const open = openPort(portSettingOf(chair, null), edge.clock, log);
    const interruption = new Interruption(edge);
    return await prove({ edge, interruption, chair, folder, store, log, open, isAgreed });
  } finally {
    lock.release();
  }
}

/** [S3] Why the chair may not be moved at all: somebody has to see to it first. */
function latched(folder: string, chairId: string): string | null {
  const loaded = readRecord(peekRecord(folder, chairId));
  const advice = 'start the daemon, look that all is well, send reset, then stop it and run this again';
  if (loaded.kind === 'unreadable') return `the record of this chair cannot be read: ${advice}`;
  const fault = loaded.kind === 'record' ? loaded.record.faults[0] : undefined;
  return fault === undefined ? null : `this chair waits for a reset (${fault.code}: ${fault.message}): ${advice}`;
}

async function prove(bench: Bench): Promise<number> {
  const { edge, interruption, chair, folder } = bench;
  const latch = latched(folder, chair.id);
  if (latch !== null) return refuse(edge, `${latch}. Nothing was moved.`);
  const identity = await interruption.or(meet(bench));
  if (identity === null) return refuse(edge, 'Nothing was moved.');
  if (!bench.isAgreed && !(await interruption.or(agrees(bench)))) {
    return refuse(edge, 'Not agreed to. Nothing was moved.');
  }
  const earlier = peekRecord(folder, commissioningName(chair.id));
  const outcome = await proveChair(bench, identity, (proof) => {
    edge.stdout.write(showProofLine(proof));
    // A dead-man that is known not to work is not counted on any longer, whatever comes next.
    if (proof.failure !== null) void keep(bench, commissioningRecord(identity, [proof], now(edge)));
  });
  return await conclude(bench, identity, outcome, whyNotCommissioned(earlier, identity) === null);
}

const now = ({ clock }: ProcessEdge): string => isoTime(clock.wallMs());

/** A handshake without motion; null, and why, where there is no chair to prove. */
async function meet({ edge, chair, open }: Bench): Promise<Identity | null> {
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

async function agrees({ edge }: Bench): Promise<boolean> {
  edge.stdout.write('Type yes to begin: ');
  const answer = await new Promise<string>((resolve) => {
    edge.stdin.once('data', (bytes: Buffer | string) => resolve(bytes.toString()));
    edge.stdin.once('end', () => resolve(''));
  });
  edge.stdin.pause();
  return /^y(es)?$/i.test(answer.trim());
}

/** Writes the record, and looks that it is there: a disk that is full must not pass for a proof. */
async function keep({ chair, folder, store }: Bench, record: CommissioningRecord): Promise<boolean> {
  const name = commissioningName(chair.id);
  await store.save(name, record);
  return JSON.stringify(peekRecord(folder, name)) === JSON.stringify(record);
}

async function conclude(
  bench: Bench,
  identity: Identity,
  outcome: ProofOutcome,
  isStillGood: boolean,
): Promise<number> {
  const { edge, chair, folder } = bench;
  const hasRecord = outcome.kind !== 'interrupted';
  const isKept = hasRecord && (await keep(bench, commissioningRecord(identity, outcome.proofs, now(edge))));
  const { good, bad } = showOutcome(chair.id, identity, outcome, { folder, isKept, isStillGood });
  edge.stdout.write(good);
  edge.stderr.write(bad);
  return bad === '' ? 0 : 1;
}

export const commissionCommand = (edge: ProcessEdge): Command =>
  new Command('commission')
    .description('prove on the real chair that it stops by itself: moves every zone, with nobody in the chair')
    .argument('<chair>', 'the id of the chair in the configuration')
    .option('-c, --config <file>', 'the configuration; default ./chair2mqtt.yaml, then /etc/chair2mqtt/chair2mqtt.yaml')
    .option('--yes', 'begin without asking; only where nobody can be in the chair')
    .addHelpText(
      'after',
      `
Drives one zone after the other at a level of at most 20 and measures in telemetry how long it takes to zero: when this
program falls silent (lease), when a movement is not renewed (TTL), and at the emergency byte. What passed is kept in the
data folder; a chair that fails is not commissioned any longer. The daemon has to be stopped meanwhile.

Every way out stops the chair and looks that it is still. Keep its mains switch in reach.

Exit code: 0 when everything passed, 1 otherwise, 2 for a wrong command line.

Examples:
  chair2mqtt commission living-room
  chair2mqtt commission living-room --config chair2mqtt.yaml --yes`,
    )
    .action(async (chair: string, options: CommissionOptions) => edge.exit(await commission(edge, chair, options)));
