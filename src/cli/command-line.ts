import { Command, CommanderError } from 'commander';
import { captureCommand } from './capture.js';
import { checkCommand } from './check.js';
import { commissionCommand } from './commission.js';
import { conformanceCommand } from './conformance.js';
import { demoCommand } from './demo.js';
import { doctorCommand } from './doctor.js';
import { portsCommand } from './ports.js';
import type { ProcessEdge } from './process-edge.js';
import { programsCommand } from './programs.js';
import { replayCommand } from './replay.js';
import { schemaCommand } from './schema.js';
import { sendCommand } from './send.js';
import { simCommand } from './sim.js';
import { startCommand } from './start.js';

const usage = 2;

/** Every command writes to the same streams and never ends the process by itself. */
function equip(command: Command, edge: ProcessEdge, name: string): void {
  command
    .exitOverride()
    .configureOutput({
      writeOut: (text) => edge.stdout.write(text),
      writeErr: (text) => edge.stderr.write(text),
      getOutHasColors: () => edge.stdout.isTTY === true,
      getErrHasColors: () => edge.stderr.isTTY === true,
    })
    .showHelpAfterError(`"${name} --help" shows how.`)
    .showSuggestionAfterError(true);
  for (const child of command.commands) equip(child, edge, `${name} ${child.name()}`);
}

function createCommands(edge: ProcessEdge): Command {
  const commands = new Command('chair2mqtt')
    .description(
      'Drives the motor zones of massage chairs over a serial link, from MQTT, with stops that are verified.',
    )
    .version(edge.version, '-V, --version', 'print the version')
    .helpCommand('help [command]', 'show how a command is used')
    .addHelpText(
      'after',
      `
Exit codes: 0 done, 1 refused or a problem, 2 wrong command line.

Examples:
  chair2mqtt demo                              a broker, a simulated chair and the daemon in one
  chair2mqtt ports                             which port is the chair on?
  chair2mqtt doctor --config chair2mqtt.yaml   what is missing?
  chair2mqtt commission living-room            does this chair stop by itself?
  chair2mqtt start --config chair2mqtt.yaml    the daemon`,
    )
    .addCommand(startCommand(edge))
    .addCommand(demoCommand(edge))
    .addCommand(simCommand(edge))
    .addCommand(programsCommand(edge))
    .addCommand(sendCommand(edge))
    .addCommand(portsCommand(edge))
    .addCommand(doctorCommand(edge))
    .addCommand(conformanceCommand(edge))
    .addCommand(captureCommand(edge))
    .addCommand(checkCommand(edge))
    .addCommand(commissionCommand(edge))
    .addCommand(replayCommand(edge))
    .addCommand(schemaCommand(edge));
  equip(commands, edge, 'chair2mqtt');
  return commands;
}

/** Runs one command line (without `node` and the script). A wrong one exits with 2; one that ends without a word, with 0. */
export async function runCommandLine(edge: ProcessEdge, words: readonly string[]): Promise<void> {
  try {
    await createCommands(edge).parseAsync(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    edge.exit(error.exitCode === 0 ? 0 : usage);
  }
}
