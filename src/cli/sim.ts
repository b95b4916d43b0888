import { Command, InvalidArgumentError, Option } from 'commander';
import {
  fleetMax,
  isChairId,
  type Address as ListenAddress,
  listenFleet,
  type Note,
  parseFault,
  playScenario,
  readScenario,
  type ScenarioStep,
} from '../../hardware-sim/index.js';
import { readScenarioFile } from '../adapters/files/scenario-file.js';
import { type CliIo, onStdinEnd } from './process-edge.js';
import { simulateProfile } from './sim-profile.js';

interface SimOptions {
  readonly tcp?: ListenAddress;
  readonly pty?: string;
  readonly control?: ListenAddress;
  readonly seed: number;
  readonly id: string;
  readonly count: number;
  readonly fault: readonly string[];
  readonly scenario?: string;
  readonly empty?: true;
  readonly json?: true;
  readonly exitWithStdin?: true;
  readonly profile?: string;
  readonly profiles?: string;
}

const portMax = 65_535;

function readAddress(text: string): ListenAddress {
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([^\s:[\]]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || port > portMax) {
    throw new InvalidArgumentError('Write HOST:PORT such as 127.0.0.1:5555, with port 0 for any free one.');
  }
  return { host, port };
}

const readNumber =
  (min: number, max: number) =>
  (text: string): number => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) throw new InvalidArgumentError(`It is a whole number from ${min} to ${max}.`);
    return value;
  };

function readId(text: string): string {
  if (!isChairId(text)) throw new InvalidArgumentError('It is at most 16 of A-Z a-z 0-9 . _ / -');
  return text;
}

const collect = (text: string, before: readonly string[]): readonly string[] => [...before, text];

const showAddress = ({ host, port }: ListenAddress): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;

interface ListeningChair {
  readonly tcp: ListenAddress | null;
  readonly pty: string | null;
}

/** One line for whoever waits for the simulator: where everything listens, chair after chair. */
function readyLine(chairs: readonly ListeningChair[], control: ListenAddress | null): string {
  const places = {
    tcp: chairs.flatMap(({ tcp }) => (tcp === null ? [] : [showAddress(tcp)])),
    pty: chairs.flatMap(({ pty }) => (pty === null ? [] : [pty])),
    control: control === null ? [] : [showAddress(control)],
  };
  const found = Object.entries(places).filter(([, all]) => all.length > 0);
  return `ready ${found.map(([name, all]) => `${name}=${all.join(',')}`).join(' ')}\n`;
}

function noteFields(note: Note): Readonly<Record<string, unknown>> {
  switch (note.kind) {
    case 'output': {
      const { zone, technique, level, duty, pump, valveClosed } = note.change;
      return { zone, technique, level, duty, pump, valve_closed: valveClosed };
    }
    case 'mode':
      return { mode: note.mode };
    case 'event':
      return { line: note.text };
    case 'fault':
      return { fault: note.fault, is: note.is };
    case 'port':
      return { port: note.port, is: note.is };
  }
}

const noteLine = (note: Note): string =>
  `${JSON.stringify({ at_ms: Math.round(note.atMs), id: note.id, event: note.kind, ...noteFields(note) })}\n`;

function loadScenario(path: string): readonly ScenarioStep[] | string {
  const file = readScenarioFile(path);
  if (file.kind === 'unreadable') return file.problems.join('\n');
  const steps = readScenario(file.entries);
  return typeof steps === 'string' ? `${path}: ${steps}` : steps;
}

const closeMsMax = 2000;

/** Ends at a signal, or with standard input where that was asked for. */
function endWith(io: CliIo, fleet: { close(): Promise<void> }, isStdinOwner: boolean): void {
  let isEnding = false;
  const end = (): void => {
    if (isEnding) return;
    isEnding = true;
    io.clock.after(closeMsMax, () => io.exit(0));
    void fleet.close().then(() => io.exit(0));
  };
  io.onSignal(end);
  if (isStdinOwner) onStdinEnd(io, end);
}

/** The chair of a profile, which has a wire of its own. */
async function runProfile(io: CliIo, command: Command, profile: string, options: SimOptions): Promise<void> {
  const { scenario, empty, count } = options;
  const others = { '--scenario': scenario, '--empty': empty, '--count': count > 1 || undefined };
  const other = Object.entries(others).find(([, value]) => value !== undefined)?.[0];
  if (other !== undefined) command.error(`error: ${other} is for chairs of the line protocol, not beside --profile`);
  const listening = await simulateProfile(io, { ...options, profile });
  if ('kind' in listening) {
    io.stdout.write(readyLine([listening], listening.control));
    endWith(io, listening, options.exitWithStdin === true);
    return;
  }
  io.stderr.write(listening.map((problem) => `error: ${problem}\n`).join(''));
  io.exit(1);
}

async function run(io: CliIo, command: Command, options: SimOptions): Promise<void> {
  const { tcp, pty, control, seed, id, count, fault: faults, scenario, empty, json, exitWithStdin } = options;
  if (tcp === undefined && pty === undefined) {
    command.error('error: say where the chair is to be found: --tcp 127.0.0.1:5555, --pty ./ttyCHAIR, or both');
  }
  if (options.profile !== undefined) return await runProfile(io, command, options.profile, options);
  for (const fault of faults) {
    const planned = parseFault(fault);
    if (planned.kind === 'problem') command.error(`error: ${planned.message}`);
  }
  const steps = scenario === undefined ? [] : loadScenario(scenario);
  if (typeof steps === 'string') command.error(`error: ${steps}`);
  const early: Note[] = [];
  let tell = (note: Note): void => void early.push(note);
  const fleet = await listenFleet({
    clock: io.clock,
    seed,
    id,
    count,
    occupied: empty !== true,
    faults,
    onNote: (note) => tell(note),
    tcp,
    pty,
    control,
  });
  if (fleet.kind === 'problem') {
    io.stderr.write(`error: ${fleet.message}\n`);
    io.exit(1);
    return;
  }
  endWith(io, fleet, exitWithStdin === true);
  io.stdout.write(
    readyLine(
      fleet.chairs.map(({ addresses }) => addresses),
      fleet.control,
    ),
  );
  tell = (note) => json === true && io.stdout.write(noteLine(note));
  for (const note of early) tell(note);
  for (const chair of fleet.chairs) playScenario(chair, steps, io.clock);
}

const helpText = `
The first line on standard output is "ready" with what was asked for: tcp=HOST:PORT pty=PATH control=HOST:PORT.

Exit code: 0 after SIGINT or SIGTERM, 1 where a port cannot be had, 2 for a wrong command line.

Examples:
  chair2mqtt sim --tcp 127.0.0.1:5555
  chair2mqtt sim --pty ./ttyCHAIR --fault stall:legs@30s+5s --json
  chair2mqtt sim --profile rongtai --tcp 127.0.0.1:5556 --fault lost-key:0.2@1m+10s`;

export const simCommand = (io: CliIo): Command => {
  const command = new Command('sim')
    .description('run a simulated chair that speaks the line protocol, and that can be told to fail')
    .addOption(
      new Option('--tcp <host:port>', 'listen like a serial server; port 0: any free one').argParser(readAddress),
    )
    .option('--pty <path>', 'be a serial port: a pseudo-terminal, found by a link at this path')
    .addOption(new Option('--control <host:port>', 'listen for tests: one JSON object a line').argParser(readAddress))
    .addOption(
      new Option('--seed <number>', 'of boot ids and line damage').argParser(readNumber(0, 2 ** 32 - 1)).default(1),
    )
    .addOption(new Option('--id <id>', 'the serial number of the chair').argParser(readId).default('SIM0001'))
    .addOption(new Option('--count <number>', 'this many chairs').argParser(readNumber(1, fleetMax)).default(1))
    .option(
      '--profile <name|file>',
      'a chair by this profile, a name or a .yaml file, in place of one of the line protocol',
    )
    .option('--profiles <folder>', 'a folder of your own profiles')
    .option('--empty', 'nobody sits in the chair')
    .addOption(
      new Option('--fault <fault>', 'such as stall:legs@30s+5s; may be repeated')
        .argParser(collect)
        .default([], 'none'),
    )
    .option('--scenario <file>', 'a YAML file of faults and their times')
    .option('--json', 'print one line of JSON for everything that happens')
    .option('--exit-with-stdin', 'end when standard input closes')
    .addHelpText('after', helpText);
  return command.action((options: SimOptions) => run(io, command, options));
};
