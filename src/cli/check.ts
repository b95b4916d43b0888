import { Command } from 'commander';
import { type LoadedConfig, loadConfig, showProblem } from './load-config.js';
import { type CliIo, counted } from './process-edge.js';

interface CheckOptions {
  readonly config?: string;
  readonly json?: true;
}

function tell(io: CliIo, loaded: LoadedConfig): void {
  if (loaded.kind === 'refused') {
    for (const problem of loaded.problems) io.stderr.write(showProblem(problem));
    io.stderr.write(`${counted(loaded.problems.length, 'problem')}\n`);
    return;
  }
  for (const warning of loaded.warnings) io.stderr.write(`warning: ${showProblem(warning)}`);
  const { chairs } = loaded.config;
  const names = chairs.map(({ id }) => id).join(', ');
  io.stdout.write(`${loaded.file ?? 'the environment'}: valid; ${counted(chairs.length, 'chair')}: ${names}\n`);
}

function check(io: CliIo, { config, json }: CheckOptions): number {
  const loaded = loadConfig(config, io.env);
  const isRight = loaded.kind === 'loaded';
  if (json === true) {
    const { problems, warnings } = isRight
      ? { problems: [], warnings: loaded.warnings }
      : { problems: loaded.problems, warnings: [] };
    io.stdout.write(`${JSON.stringify({ ok: isRight, file: loaded.file, problems, warnings }, null, 2)}\n`);
  } else tell(io, loaded);
  return isRight ? 0 : 1;
}

/** `chair2mqtt check`: is this configuration right? Opens no port and no connection. */
export const checkCommand = (io: CliIo): Command =>
  new Command('check')
    .description('say whether a configuration is right, with file, line and column of what is not')
    .option('-c, --config <file>', 'the configuration; default ./chair2mqtt.yaml, then /etc/chair2mqtt/chair2mqtt.yaml')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Exit code: 0 right, 1 problems, 2 wrong command line.

Examples:
  chair2mqtt check --config chair2mqtt.yaml
  chair2mqtt check --json | jq .problems`,
    )
    .action((options: CheckOptions) => io.exit(check(io, options)));
