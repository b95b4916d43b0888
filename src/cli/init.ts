import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { usualConfigFiles } from '../adapters/files/config-file.js';
import { findDemo } from '../adapters/files/demo-address.js';
import { replaceFile } from '../adapters/files/replace-file.js';
import { listPorts, type PortCard } from '../adapters/serial/list-ports.js';
import { defaultBaudRate, defaultBrokerUrl, firstAnswers, knownIn } from '../core/setup/answers.js';
import { answersUpTo } from '../core/setup/steps.js';
import { type SetupAnswers, type SetupFinding, type SetupStepId, setupStepIds } from '../core/web/setup.js';
import { lastingPort, plugWords } from './judge-port.js';
import { hasColour, type ProcessEdge, printable } from './process-edge.js';
import { composeFile, pathFromFile, portFromFile, type SetupSource } from './setup-file.js';
import type { ListPorts } from './setup-ports.js';
import { testSetupStep, whyUnwritable } from './setup-tests.js';
import { nextCommands, showCheck } from './setup-words.js';

interface InitOptions {
  readonly config: string;
  readonly port?: string;
  readonly broker: string;
  readonly id?: string;
  readonly name?: string;
  readonly driver: string;
  readonly baudRate: string;
  readonly username?: string;
  readonly passwordFile?: string;
  readonly caFile?: string;
  readonly test: boolean;
  readonly force?: true;
  readonly json?: true;
}

/** What became of it, as `--json` prints it. */
interface InitReport {
  readonly ok: boolean;
  readonly file: string;
  readonly backup: string | null;
  readonly message: string;
  readonly checks: readonly (SetupFinding & { readonly step: SetupStepId })[];
  readonly next: readonly string[];
}

/** The one port on USB; a text: why there is none. */
function solePort(cards: readonly PortCard[]): { readonly port: string } | string {
  const onUsb = cards.filter(({ vendorId }) => vendorId !== undefined);
  const [first, ...others] = onUsb;
  if (first !== undefined && others.length === 0) return { port: lastingPort(first, cards) };
  const list = cards.map((card) => `  ${[lastingPort(card, cards), ...plugWords(card)].map(printable).join('  ')}`);
  const what = first === undefined ? 'there is no port on USB' : `${onUsb.length} ports are on USB`;
  return [`${what}: say which is the chair's with --port`, ...list].join('\n');
}

function answersOf(options: InitOptions, port: string): SetupAnswers {
  const { config, broker, username = '', passwordFile = '', caFile = '', id, name = '', driver, baudRate } = options;
  const first = firstAnswers(knownIn(null));
  const path = (text: string): string => (text === '' ? '' : pathFromFile(config, text));
  return {
    ...first,
    port: { adds_chair: true, port: portFromFile(config, port) },
    chair: { driver, baud_rate: Number(baudRate), id: id ?? first.chair.id, name },
    broker: { url: broker, username, password: null, password_file: path(passwordFile), ca_file: path(caFile) },
  };
}

/** What is looked at without opening a port or a connection. */
const plainSteps: readonly SetupStepId[] = ['chair', 'people', 'file'];

async function examine(
  edge: ProcessEdge,
  options: InitOptions,
  answers: SetupAnswers,
  source: SetupSource,
  tell: (step: SetupStepId, finding: SetupFinding) => void,
): Promise<boolean> {
  const { clock, version, env } = edge;
  const proposed = firstAnswers(source.known);
  for (const step of options.test ? setupStepIds : plainSteps) {
    const asked = answersUpTo(step, answers, proposed);
    const { findings } = await testSetupStep(step, {
      answers: asked,
      known: source.known,
      demoBroker: findDemo()?.url ?? null,
      onlyPorts: null,
      ownerOf: async () => null,
      compose: () => composeFile(source, asked, env),
      whyUnwritable: () => whyUnwritable(options.config),
      clock,
      version,
    });
    for (const finding of findings) tell(step, finding);
    if (findings.some(({ kind }) => kind === 'problem')) return false;
  }
  return true;
}

async function run(
  edge: ProcessEdge,
  options: InitOptions,
  list: ListPorts,
  tell: (step: SetupStepId, finding: SetupFinding) => void,
): Promise<Omit<InitReport, 'checks'>> {
  const { config: file } = options;
  const refuse = (message: string) => ({ ok: false, file, backup: null, message, next: [] });
  if (existsSync(file) && options.force !== true) {
    return refuse(`there is ${file} already: "chair2mqtt setup" adds to it, --force replaces it and keeps it as .bak`);
  }
  const port = options.port === undefined ? solePort(await list()) : { port: options.port };
  if (typeof port === 'string') return refuse(port);
  const answers = answersOf(options, port.port);
  const source = { kind: 'source', file, text: null, known: knownIn(null) } as const;
  if (!(await examine(edge, options, answers, source, tell))) return refuse('Nothing was written.');
  const replaced = replaceFile(file, composeFile(source, answers, edge.env).text, false);
  if (replaced.kind === 'problem') return refuse(replaced.message);
  return { ok: true, ...replaced, message: `written: ${file}`, next: nextCommands(file, answers) };
}

async function init(edge: ProcessEdge, options: InitOptions, list: ListPorts): Promise<number> {
  const checks: InitReport['checks'][number][] = [];
  const { ok, file, backup, message, next } = await run(edge, options, list, (step, finding) => {
    checks.push({ step, ...finding });
    if (options.json !== true) edge.stdout.write(showCheck(step, finding, hasColour(edge)));
  });
  const report: InitReport = { ok, file, backup, message, checks, next };
  if (options.json === true) edge.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else if (!ok) edge.stderr.write(`${message}\n`);
  else edge.stdout.write(`${message}\nnext:\n${next.map((each) => `  ${each}\n`).join('')}`);
  return ok ? 0 : 1;
}

/** `chair2mqtt init`: the set-up of a first chair for scripts: everything by flags, no questions. */
export const initCommand = (edge: ProcessEdge, list: ListPorts = listPorts): Command =>
  new Command('init')
    .description('write a configuration for one chair from flags, for scripts; "setup" asks instead')
    .option('-c, --config <file>', 'the file to write', usualConfigFiles[0])
    .option('--port <port>', 'a device, tcp://host:port, or usb:10c4:ea60; left out: the one port on USB')
    .option('--broker <url>', 'the broker', defaultBrokerUrl)
    .option('--id <id>', 'the id of the chair; default chair')
    .option('--name <name>', 'what people call it')
    .option('--driver <driver>', 'clp, or profile:<name>', 'clp')
    .option('--baud-rate <number>', 'bits per second', String(defaultBaudRate))
    .option('--username <name>', 'user name at the broker')
    .option('--password-file <file>', 'file that holds the password')
    .option('--ca-file <file>', "certificate of the broker's authority")
    .option('--no-test', 'write without opening the port or asking the broker')
    .option('--force', 'replace a file that is there; it is kept as .bak')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Tests port, chair and broker as "setup" does, and writes nothing where one of them fails. Nothing moves.

Exit code: 0 written, 1 not written, 2 for a wrong command line.

Examples:
  chair2mqtt init --port /dev/ttyUSB0 --broker mqtt://broker.lan
  chair2mqtt init --port tcp://192.168.1.20:5555 --no-test --config /etc/chair2mqtt/chair2mqtt.yaml`,
    )
    .action(async (options: InitOptions) => edge.exit(await init(edge, options, list)));
