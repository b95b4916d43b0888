import { Command } from 'commander';
import { boundRepetition } from '../adapters/logging/bounded-log.js';
import { createLog } from '../adapters/logging/pino-log.js';
import { type DaemonEnd, runDaemon } from './daemon-process.js';
import { loadConfig, showProblem } from './load-config.js';
import { forbidsColour, type ProcessEdge } from './process-edge.js';
import { draftDesk } from './setup-draft.js';
import { setupFile } from './setup-file.js';

interface StartOptions extends DaemonEnd {
  readonly config?: string;
}

async function start(edge: ProcessEdge, options: StartOptions): Promise<number> {
  const loaded = loadConfig(options.config, edge.env);
  if (loaded.kind === 'refused') {
    for (const problem of loaded.problems) edge.stderr.write(showProblem(problem));
    return 1;
  }
  const { config, file } = loaded;
  const log = boundRepetition(
    createLog({ ...config.log, stream: edge.stdout, isPlain: forbidsColour(edge) }),
    edge.clock,
  );
  const chairs = config.chairs.map(({ id }) => id);
  log.info('starting', { version: edge.version, node: edge.nodeVersion, config: file ?? 'the environment', chairs });
  const setup = () => draftDesk(edge.setupDrafts, setupFile(file ?? undefined), edge.env);
  return await runDaemon(edge, { ...loaded, setup }, log, options);
}

export const startCommand = (edge: ProcessEdge): Command =>
  new Command('start')
    .description('run the daemon: connect chairs and broker, and take commands')
    .option('-c, --config <file>', 'the configuration; default ./chair2mqtt.yaml, then /etc/chair2mqtt/chair2mqtt.yaml')
    .option('--exit-with-stdin', 'end as at SIGTERM when standard input closes; not for a service, which has none')
    .addHelpText(
      'after',
      `
Starts without broker and without chair, and becomes ready when they come; one line says then what answers where, and what is
left to do. SIGINT, SIGTERM and SIGHUP stop every chair.

Exit code: 0 after a stop that was verified, 1 for a problem, 2 for a wrong command line.

Examples:
  chair2mqtt start --config chair2mqtt.yaml
  CHAIR2MQTT_MQTT__URL=mqtt://broker.local chair2mqtt start`,
    )
    .action(async (options: StartOptions) => edge.exit(await start(edge, options)));
