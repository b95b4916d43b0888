import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { SimulatedChair } from '../../hardware-sim/index.js';
import { demoFolderPrefix, leaveDemoAddress } from '../adapters/files/demo-address.js';
import { portHolder } from '../adapters/files/port-holder.js';
import { boundRepetition } from '../adapters/logging/bounded-log.js';
import { createLog } from '../adapters/logging/pino-log.js';
import { startEmbeddedBroker } from '../adapters/mqtt/embedded-broker.js';
import { clpDriver } from '../chair/clp/clp-chair.js';
import { readConfig } from '../config.js';
import { errorText } from '../core/error-text.js';
import type { Status } from '../core/status.js';
import { zones } from '../core/zones.js';
import { type DaemonEnd, runDaemon } from './daemon-process.js';
import { DemoHub } from './demo-hub.js';
import { DemoSetup } from './demo-setup.js';
import { forbidsColour, type ProcessEdge } from './process-edge.js';
import { headline, statusLine } from './status-words.js';

/** The colours of a terminal; plain text where there is none. */
interface Paint {
  strong(text: string): string;
  faint(text: string): string;
  bar(text: string): string;
}

const wrap =
  (code: number) =>
  (text: string): string =>
    `\u001b[${code}m${text}\u001b[0m`;

const plainPaint: Paint = { strong: (text) => text, faint: (text) => text, bar: (text) => text };
const colouredPaint: Paint = { strong: wrap(1), faint: wrap(2), bar: wrap(36) };

const barWidth = 30;

/** The chair as a few lines: what it does, and a bar for each zone. */
function drawStatus(status: Status, paint: Paint): readonly string[] {
  const rows = zones.flatMap((zone) => {
    const shown = status.zones[zone];
    if (shown === undefined) return [];
    const level = shown.level ?? 0;
    const filled = Math.round((level / 100) * barWidth);
    const bar = paint.bar('█'.repeat(filled)) + paint.faint('·'.repeat(barWidth - filled));
    return [`  ${zone.padEnd(5)} ${bar} ${String(level).padStart(3)}  ${shown.technique ?? 'unknown'}`];
  });
  return [paint.strong(headline(status)), ...rows];
}

const chairId = 'demo-chair';
const lineEveryMs = 2000;
/** A daemon takes no starts in its first two seconds on a broker; `ready` means that it does. */
const joiningMs = 2500;

/** Shows a chair: a picture that stays in place on a terminal, plain lines elsewhere. */
class Screen {
  private rows = 0;
  private state = '';
  private shownAtMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly edge: ProcessEdge) {}

  say(text: string): void {
    this.edge.stdout.write(`${text}\n`);
    this.rows = 0;
  }

  show(status: Status): void {
    if (this.edge.stdout.isTTY === true) this.draw(status);
    else this.tell(status);
  }

  private draw(status: Status): void {
    const paint = forbidsColour(this.edge) ? plainPaint : colouredPaint;
    const rows = drawStatus(status, paint);
    const back = this.rows === 0 ? '' : `\u001b[${this.rows}A`;
    this.edge.stdout.write(`${back}${rows.map((row) => `\u001b[2K${row}\n`).join('')}`);
    this.rows = rows.length;
  }

  private tell(status: Status): void {
    const gist = `${status.state} ${status.phase_index}`;
    const nowMs = this.edge.clock.nowMs();
    if (gist === this.state && (status.session === null || nowMs - this.shownAtMs < lineEveryMs)) return;
    this.state = gist;
    this.shownAtMs = nowMs;
    this.edge.stdout.write(`${statusLine(status)}\n`);
  }
}

/** A pseudo-terminal where there can be one, so that the daemon opens the chair like any USB adapter. */
async function simulate(
  link: string,
  { clock }: ProcessEdge,
  say: (text: string) => void,
): Promise<[SimulatedChair, string]> {
  try {
    const chair = await SimulatedChair.listen({ pty: link, clock });
    return [chair, chair.addresses.pty ?? ''];
  } catch (error) {
    say(`no pseudo-terminal can be made here (${errorText(error)}); the chair listens on TCP instead`);
    const chair = await SimulatedChair.listen({ tcp: { host: '127.0.0.1', port: 0 }, clock });
    return [chair, `tcp://127.0.0.1:${chair.addresses.tcp?.port}`];
  }
}

/** For the page's set-up: the first chair is the daemon's already. */
function setupOf(folder: string, edge: ProcessEdge, url: string): DemoSetup {
  return new DemoSetup(edge, url, async () => {
    const [chair, port] = await simulate(join(folder, 'ttySPARE'), edge, () => undefined);
    return { port, close: () => chair.close() };
  });
}

const usualPort = 1883;

/** What can be tried, each line as it works here and now: `send` finds a running demo by itself. */
const hints = (url: string): string => {
  const { port } = new URL(url);
  const at = Number(port) === usualPort ? '' : ` -p ${port}`;
  return [
    'Try, in another terminal:',
    `  npx chair2mqtt send ${chairId} start quick-break --intensity 70`,
    '  npx chair2mqtt watch',
    `  mosquitto_sub${at} -t 'chair2mqtt/${chairId}/state'`,
    `  mosquitto_pub${at} -t chair2mqtt/${chairId}/stop -n`,
    'Ctrl-C stops the chair and ends.',
  ].join('\n');
};

/** The cards of the page, in a terminal. */
const nextSteps = (url: string): string =>
  [
    'What next?',
    `  Start one yourself     npx chair2mqtt send ${chairId} start quick-break`,
    `  Connect your hub       broker ${url}; docs/hubs/README.md says how`,
    '  Set up your own chair  npx chair2mqtt setup',
  ].join('\n');

/** Why the broker is not where everybody looks for it. */
function portWords(port: number): string {
  const holder = portHolder(usualPort) ?? 'another program';
  return `port ${usualPort} is in use by ${holder}, so the broker has port ${port}`;
}

interface TourWatch {
  onStatus(status: Status): void;
  onEnding(): void;
}

/** Watches the tour, and says when it is over; without one, when the chair takes commands. */
function watch(screen: Screen, isTour: boolean, url: string, edge: ProcessEdge): TourWatch {
  let hasRun = false;
  let hasTold = false;
  return {
    onStatus: (status) => {
      screen.show(status);
      hasRun ||= status.session !== null;
      if (hasTold || status.session !== null || status.state === 'disconnected' || (isTour && !hasRun)) return;
      hasTold = true;
      if (isTour) screen.say(`\nThe tour is over; the chair stays up for commands.\n\n${nextSteps(url)}\n`);
      else edge.clock.after(joiningMs, () => screen.say('ready'));
    },
    onEnding: () => {
      hasTold = true;
      // What is said from here on stands below the picture.
      screen.say('');
    },
  };
}

const pageWords = (address: string): string =>
  `page ${address}  open it in a browser: see the chair move, and press Stop\n`;

const tourWords = `A tour of one minute begins in a few seconds. \`stop\` ends it at once; a \`start\` before its end is refused, with the time left.
`;

interface DemoOptions extends DaemonEnd {
  readonly tour: boolean;
}

async function demo(edge: ProcessEdge, options: DemoOptions): Promise<number> {
  const { tour: isTour } = options;
  const screen = new Screen(edge);
  const folder = mkdtempSync(join(tmpdir(), demoFolderPrefix));
  const log = boundRepetition(
    createLog({ level: 'error', format: 'auto', stream: edge.stderr, isPlain: forbidsColour(edge) }),
    edge.clock,
  );
  const broker = await startEmbeddedBroker({ host: '127.0.0.1', port: usualPort, log });
  const url = `mqtt://127.0.0.1:${broker.port}`;
  screen.say(`broker ${url}`);
  if (broker.port !== usualPort) screen.say(portWords(broker.port));
  const [chair, port] = await simulate(join(folder, 'ttyCHAIR'), edge, (text) => screen.say(text));
  screen.say(`chair ${port} (simulated)`);
  leaveDemoAddress(folder, { url, chair: chairId, process: edge.pid });
  screen.say(`\n${hints(url)}\n`);
  if (isTour) screen.say(tourWords);
  const programs = join(folder, 'programs');
  mkdirSync(programs);
  const read = readConfig({
    mqtt: { url },
    http: { may_edit_programs: true },
    chairs: [{ id: chairId, name: 'Demo chair', port }],
    programs,
    data_dir: join(folder, 'data'),
  });
  if (read.kind === 'invalid')
    throw new Error(`the demo's own configuration is wrong: ${JSON.stringify(read.problems)}`);
  const { onStatus, onEnding } = watch(screen, isTour, url, edge);
  const hub = new DemoHub({
    url,
    chairId,
    program: isTour ? 'demo' : null,
    clock: edge.clock,
    log,
    onStatus,
    onPage: (address) => screen.say(pageWords(address)),
    onRefused: (message) => screen.say(`The chair refused the demo: ${message}`),
  });
  const spare = setupOf(folder, edge, url);
  const setup = () => spare.open();
  const loaded = { config: read.config, secrets: {}, driverOf: () => clpDriver, loopback: 'own', setup } as const;
  const code = await runDaemon(edge, loaded, log, { ...options, onEnding });
  await hub.close();
  await spare.close();
  await chair.close();
  await broker.close();
  rmSync(folder, { recursive: true, force: true });
  return code;
}

/** `chair2mqtt demo`: everything in one process. What `npm start` runs. */
export const demoCommand = (edge: ProcessEdge): Command =>
  new Command('demo')
    .description('run a broker, a simulated chair and the daemon in one, and show a massage')
    .option('--no-tour', 'start nothing: only be there for commands, as for tests of automations')
    .option('--exit-with-stdin', 'end as at SIGTERM when standard input closes')
    .addHelpText(
      'after',
      `
The broker listens on 127.0.0.1:1883, or on the next free port; its address is printed first, with what to try, and that of the
page before the tour begins. \`send\`,
\`status\` and \`watch\` of the same user find it by themselves. Nothing is kept.

Exit code: 0 after a stop that was verified, 1 for a problem, 2 for a wrong command line.

Examples:
  chair2mqtt demo             watch a one-minute massage, then send commands
  chair2mqtt demo --no-tour   for continuous integration`,
    )
    .action(async (options: DemoOptions) => edge.exit(await demo(edge, options)));
