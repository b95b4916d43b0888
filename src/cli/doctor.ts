import { Command } from 'commander';
import { shippedProgramsDirectory } from '../adapters/files/package-folder.js';
import { createLog } from '../adapters/logging/pino-log.js';
import { checkBridgeId } from './doctor-bridge.js';
import { checkChair } from './doctor-chair.js';
import {
  checkBroker,
  checkDataFolder,
  checkFlights,
  checkProgramFolder,
  checkTimeOfDay,
  type DoctorFinding,
  doctorAccess,
  fineFinding,
  troubleFinding,
} from './doctor-checks.js';
import { checkRights } from './doctor-rights.js';
import { loadConfig, showProblem } from './load-config.js';
import type { ProcessEdge } from './process-edge.js';

interface DoctorOptions {
  readonly config?: string;
  readonly json?: true;
}

/** Looks at one thing after the other; the chairs at once, because each takes seconds. */
async function* examine(edge: ProcessEdge, named: string | undefined): AsyncGenerator<DoctorFinding> {
  const { clock } = edge;
  yield fineFinding('node', edge.nodeVersion);
  yield* checkTimeOfDay(clock.wallMs(), edge.buildWallMs);
  const loaded = loadConfig(named, edge.env);
  if (loaded.kind === 'refused') {
    const advice = 'correct it; nothing else can be examined before';
    for (const problem of loaded.problems)
      yield troubleFinding('configuration', showProblem(problem).trimEnd(), advice);
    return;
  }
  const { config, secrets, file } = loaded;
  yield fineFinding('configuration', file ?? 'from the environment');
  yield* await checkDataFolder(config.data_dir, clock);
  yield* await checkFlights(config.data_dir);
  yield* checkProgramFolder(config.programs ?? shippedProgramsDirectory());
  const broker = await checkBroker(config, secrets, clock);
  yield* broker;
  if (broker[0]?.kind === 'ok') yield* await checkBridgeId(config, doctorAccess(config, secrets, clock), clock);
  yield* await checkRights(doctorAccess(config, secrets, clock), config, clock);
  const log = createLog({ level: 'error', format: 'auto', stream: edge.stderr });
  const chairs = config.chairs.map((chair) => checkChair(chair, loaded.driverOf(chair), config.data_dir, edge, log));
  for (const checks of chairs) yield* await checks;
}

const marks = { ok: 'ok     ', warning: 'warning', problem: 'PROBLEM' } as const;
const colours = { ok: 32, warning: 33, problem: 31 } as const;

function show({ name, kind, message, advice }: DoctorFinding, isTerminal: boolean): string {
  const mark = isTerminal ? `\u001b[${colours[kind]}m${marks[kind]}\u001b[0m` : marks[kind];
  const line = `${mark}  ${name}: ${message}\n`;
  return advice === undefined ? line : `${line}         -> ${advice}\n`;
}

async function doctor(edge: ProcessEdge, { config, json }: DoctorOptions): Promise<number> {
  const checks: DoctorFinding[] = [];
  for await (const check of examine(edge, config)) {
    checks.push(check);
    if (json !== true) edge.stdout.write(show(check, edge.stdout.isTTY === true));
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
Says ok, warning or problem of each thing, and what to do. A chair that another host is driving is left alone; one that is
not is asked for its name and its capabilities (HELLO, CAPS, STATUS), and no zone is set. Opening a serial port restarts
many controllers.

Exit code: 0 without a problem, 1 with one, 2 for a wrong command line.

Examples:
  chair2mqtt doctor --config chair2mqtt.yaml
  chair2mqtt doctor --json | jq '.checks[] | select(.kind != "ok")'`,
    )
    .action(async (options: DoctorOptions) => edge.exit(await doctor(edge, options)));
