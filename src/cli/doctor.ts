import { Command } from 'commander';
import { holderOf } from '../adapters/files/lock.js';
import { shippedProgramsDirectory } from '../adapters/files/package-folder.js';
import { createLog } from '../adapters/logging/pino-log.js';
import { type ToldOfChair, toldOfChairs } from './doctor-bridge.js';
import { examineBroker } from './doctor-broker.js';
import { checkChair, checkStops, judgeOwned } from './doctor-chair.js';
import {
  checkDataFolder,
  checkFlights,
  checkProgramFolder,
  checkTimeOfDay,
  type DoctorFinding,
  doctorAccess,
  fineFinding,
  troubleFinding,
} from './doctor-checks.js';
import { checkLedger } from './doctor-ledger.js';
import { checkService } from './doctor-service.js';
import { loadConfig, showProblem } from './load-config.js';
import { hasColour, type ProcessEdge } from './process-edge.js';
import { showCheck } from './setup-words.js';

interface DoctorOptions {
  readonly config?: string;
  readonly json?: true;
}

/** Looks at one thing after the other; the chairs at once, because each takes seconds. */
export async function* doctorFindings(edge: ProcessEdge, named: string | undefined): AsyncGenerator<DoctorFinding> {
  const { clock } = edge;
  yield fineFinding('node', edge.nodeVersion);
  yield* checkTimeOfDay(clock.wallMs(), edge.buildWallMs);
  const loaded = loadConfig(named, edge.env);
  if (loaded.kind === 'refused') {
    const isThere = loaded.file !== null;
    const advice = isThere
      ? 'correct it; nothing else can be examined before'
      : 'write one; "chair2mqtt ports" shows a line for each port';
    for (const problem of loaded.problems)
      yield troubleFinding('configuration', showProblem(problem).trimEnd(), advice);
    return;
  }
  const { config, secrets, file } = loaded;
  yield fineFinding('configuration', file ?? 'from the environment');
  yield* await checkDataFolder(config.data_dir, clock);
  yield* await checkFlights(config.data_dir);
  yield* await checkLedger(config.data_dir);
  yield* checkService(config, clock.wallMs());
  yield* checkProgramFolder(config.programs ?? shippedProgramsDirectory());
  const hasBroker = yield* examineBroker(config, secrets, clock);
  const pid = holderOf(config.data_dir);
  if (pid === null) {
    const log = createLog({ level: 'error', format: 'auto', stream: edge.stderr });
    const chairs = config.chairs.map((chair) => checkChair(chair, loaded.driverOf(chair), config.data_dir, edge, log));
    for (const checks of chairs) yield* await checks;
    return;
  }
  const told = hasBroker
    ? await toldOfChairs(config, doctorAccess(config, secrets, clock), clock)
    : new Map<string, ToldOfChair>();
  for (const chair of config.chairs) {
    const driver = loaded.driverOf(chair);
    yield* judgeOwned(chair, pid, driver, told.get(chair.id) ?? null);
    if (driver.profile !== null) yield checkStops(chair, driver.profile, config.data_dir);
  }
}

async function doctor(edge: ProcessEdge, { config, json }: DoctorOptions): Promise<number> {
  const checks: DoctorFinding[] = [];
  for await (const check of doctorFindings(edge, config)) {
    checks.push(check);
    if (json !== true) edge.stdout.write(showCheck(check.name, check, hasColour(edge)));
  }
  const isWell = checks.every(({ kind }) => kind !== 'problem');
  if (json === true) edge.stdout.write(`${JSON.stringify({ ok: isWell, checks }, null, 2)}\n`);
  return isWell ? 0 : 1;
}

/** `chair2mqtt doctor`: what is missing? Nothing moves. */
export const doctorCommand = (edge: ProcessEdge): Command =>
  new Command('doctor')
    .description('examine configuration, programs, broker and chairs; nothing moves')
    .option('-c, --config <file>', 'the configuration; default ./chair2mqtt.yaml, then /etc/chair2mqtt/chair2mqtt.yaml')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Says ok, warning or problem of each thing, and what to do. Beside a running daemon of the same data folder, the chairs are
left to that, which says whether they answer. A chair that another host is driving is left alone too; any other is asked for its name and its capabilities (HELLO, CAPS, STATUS), and no zone is set. Opening a serial port restarts
many controllers.

Exit code: 0 without a problem, 1 with one, 2 for a wrong command line.

Examples:
  chair2mqtt doctor --config chair2mqtt.yaml
  chair2mqtt doctor --json | jq '.checks[] | select(.kind != "ok")'`,
    )
    .action(async (options: DoctorOptions) => edge.exit(await doctor(edge, options)));
