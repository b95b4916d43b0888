import { Command, type CommanderError } from 'commander';
import { forbidsColour, type ProcessEdge } from './process-edge.js';

const usage = 2;

type MakeCommand = (edge: ProcessEdge) => Promise<Command>;

/** The subcommands in the order of the help, each loaded when it is asked for: what it needs takes most of its start. */
const subcommands: ReadonlyMap<string, MakeCommand> = new Map<string, MakeCommand>([
  ['start', async (edge) => (await import('./start.js')).startCommand(edge)],
  ['demo', async (edge) => (await import('./demo.js')).demoCommand(edge)],
  ['setup', async (edge) => (await import('./setup.js')).setupCommand(edge)],
  ['init', async (edge) => (await import('./init.js')).initCommand(edge)],
  ['sim', async (edge) => (await import('./sim.js')).simCommand(edge)],
  ['programs', async (edge) => (await import('./programs.js')).programsCommand(edge)],
  ['send', async (edge) => (await import('./send.js')).sendCommand(edge)],
  ['status', async (edge) => (await import('./status.js')).statusCommand(edge)],
  ['watch', async (edge) => (await import('./watch.js')).watchCommand(edge)],
  ['link', async (edge) => (await import('./link.js')).linkCommand(edge)],
  ['ports', async (edge) => (await import('./ports.js')).portsCommand(edge)],
  ['doctor', async (edge) => (await import('./doctor.js')).doctorCommand(edge)],
  ['report', async (edge) => (await import('./report.js')).reportCommand(edge)],
  ['conformance', async (edge) => (await import('./conformance.js')).conformanceCommand(edge)],
  ['capture', async (edge) => (await import('./capture.js')).captureCommand(edge)],
  ['acl', async (edge) => (await import('./acl.js')).aclCommand(edge)],
  ['check', async (edge) => (await import('./check.js')).checkCommand(edge)],
  ['service', async (edge) => (await import('./service.js')).serviceCommand(edge)],
  ['commission', async (edge) => (await import('./commission.js')).commissionCommand(edge)],
  ['history', async (edge) => (await import('./history.js')).historyCommand(edge)],
  ['replay', async (edge) => (await import('./replay.js')).replayCommand(edge)],
  ['schema', async (edge) => (await import('./schema.js')).schemaCommand(edge)],
  [
    'completion',
    async (edge) =>
      (await import('./completion.js')).completionCommand(edge, () => createCommands(edge, [...subcommands.values()])),
  ],
]);

/** Every command writes to the same streams and never ends the process by itself. */
function equip(command: Command, edge: ProcessEdge, name: string): void {
  command
    .exitOverride()
    .configureOutput({
      writeOut: (text) => edge.stdout.write(text),
      writeErr: (text) => edge.stderr.write(text),
      getOutHasColors: () => edge.stdout.isTTY === true && !forbidsColour(edge),
      getErrHasColors: () => edge.stderr.isTTY === true && !forbidsColour(edge),
    })
    .showHelpAfterError(`"${name} --help" shows how.`)
    .showSuggestionAfterError(true);
  for (const child of command.commands) equip(child, edge, `${name} ${child.name()}`);
}

async function createCommands(edge: ProcessEdge, wanted: readonly MakeCommand[]): Promise<Command> {
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
  chair2mqtt setup                             a chair of your own, step by step
  chair2mqtt doctor --config chair2mqtt.yaml   what is missing?
  chair2mqtt commission living-room            does this chair stop by itself?
  chair2mqtt start --config chair2mqtt.yaml    the daemon`,
    );
  for (const command of await Promise.all(wanted.map((make) => make(edge)))) commands.addCommand(command);
  equip(commands, edge, 'chair2mqtt');
  return commands;
}

/** Of whatever copy of the library: that of the daemon is not the one of the other commands. */
const isOfCommandLine = (error: unknown): error is CommanderError =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('commander.');

/** Runs one command line (without `node` and the script). A wrong one exits with 2; one that ends without a word, with 0. */
export async function runCommandLine(edge: ProcessEdge, words: readonly string[]): Promise<void> {
  try {
    const named = subcommands.get(words[0] ?? '');
    const commands = await createCommands(edge, named === undefined ? [...subcommands.values()] : [named]);
    await commands.parseAsync(words, { from: 'user' });
  } catch (error) {
    if (!isOfCommandLine(error)) throw error;
    if (error.exitCode !== 0 && words.includes('--json')) {
      const message = error.message.replace(/^error: /, '');
      edge.stdout.write(`${JSON.stringify({ ok: false, code: 'usage', message })}\n`);
    }
    edge.exit(error.exitCode === 0 ? 0 : usage);
  }
}
